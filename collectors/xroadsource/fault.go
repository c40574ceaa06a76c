package xroadsource

import (
	"fmt"
	"strings"

	"github.com/postup/postup/collectors/fetch"
)

// maxSaid bounds what a message repeats of a fault.
const maxSaid = 300

// fault makes an error of X-Road's code, such as Server.ServerProxy.AccessDenied: whose fault it is, and what to do.
func fault(code, said string) error {
	who, todo := blame(code)
	if said = strings.Join(strings.Fields(said), " "); len(said) > maxSaid {
		said = strings.ToValidUTF8(said[:maxSaid], "") + "…"
	}
	err := fmt.Errorf("%s: %s (%s); %s", who, code, said, todo)
	if passing(code) {
		return fetch.Worth(err)
	}
	return err
}

// blame tells who failed.
func blame(code string) (who, todo string) {
	switch {
	case strings.HasPrefix(code, "Client."), code == "Client":
		who, todo = "our own request is at fault", "see xroad.client and xroad.service, and how this system connects to the security server"
	case strings.HasPrefix(code, "Server.ClientProxy."):
		who, todo = "our own security server failed", "have its administrator look"
	case strings.HasPrefix(code, "Server.ServerProxy."):
		who, todo = "the provider's security server failed", "have its administrator look"
	default:
		who, todo = "the provider failed", "ask the provider, by the message's id"
	}
	switch last := code[strings.LastIndex(code, ".")+1:]; {
	case last == "AccessDenied":
		who, todo = "the provider's security server refuses it", "have the provider grant the service to xroad.client"
	case last == "UnknownService", last == "ServiceDisabled":
		who, todo = "the provider's security server has no such service", "see xroad.service, and that the provider offers it"
	case last == "UnknownMember", last == "InvalidClientIdentifier":
		who, todo = "X-Road knows no such member", "see the names in xroad.client and xroad.service"
	case strings.Contains(code, ".ServiceFailed"):
		who, todo = "the provider's service gave its security server no good answer", "ask the provider, by the message's id"
	}
	return who, todo
}

// passing tells whether it may go better soon: the network, a database, a service that is down.
func passing(code string) bool {
	for _, part := range []string{"NetworkError", "ServiceFailed", "DatabaseError", "Timeout", "IOError", "IoError", "InternalError"} {
		if strings.Contains(code, part) {
			return true
		}
	}
	return false
}
