package embedded

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	block "github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// helloQuery is what clickhouse-go asks first on every connection.
const helloQuery = "SELECT displayName(), version(), revision(), timezone()"

// hello answers it in the engine's place. clickhouse-go reads this one answer as a server of its own
// protocol version would write it, and all later ones by the revision it finds here: 0, which is how
// the library writes them.
func (e *Engine) hello(req *http.Request) (*http.Response, error) {
	b := block.NewBlock()
	for _, c := range []struct {
		name  string
		kind  column.Type
		value any
	}{
		{"displayName()", "String", "embedded"},
		{"version()", "String", e.version},
		{"revision()", "UInt32", uint32(0)},
		{"timezone()", "String", baseSettings["session_timezone"]},
	} {
		if err := b.AddColumn(c.name, c.kind); err != nil {
			return nil, fmt.Errorf("answer the client's hello: %w", err)
		}
		if err := b.Columns[len(b.Columns)-1].AppendRow(c.value); err != nil {
			return nil, fmt.Errorf("answer the client's hello: %w", err)
		}
	}
	var buf proto.Buffer
	if err := b.Encode(&buf, clickhouse.ClientTCPProtocolVersion); err != nil {
		return nil, fmt.Errorf("answer the client's hello: %w", err)
	}
	body := io.NopCloser(bytes.NewReader(buf.Buf))
	return response(req, http.StatusOK, http.Header{}, body, int64(len(buf.Buf))), nil
}
