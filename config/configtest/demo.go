// Package configtest is for tests that read the configuration which ships.
package configtest

// DemoVars are values for what config/packs/demo asks its command for, of places where nothing answers.
func DemoVars() map[string]string {
	return map[string]string{"regionsim": "http://127.0.0.1:1", "regionsim_sftp_port": "1", "inbox": "/nowhere",
		"regionsim_sftp_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE3hCLrg8Ql5tRd1nQ0pFhQ3iBqzXUwWJ9kVbYxN2cGf"}
}
