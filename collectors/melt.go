package collectors

import (
	"errors"
	"fmt"
	"slices"

	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/collectors/record"
)

// bind adds the columns that mappings find by a pattern to what is read of the payload. Which ones there are, its
// header alone can tell, so it is opened once more.
func (p *plan) bind(open opener) error {
	if !slices.ContainsFunc(p.mappings, (*mapping.Mapping).Seeks) {
		return nil
	}
	if p.declared == nil {
		p.declared = p.selection
	}
	columns, err := p.columns(open)
	if err != nil {
		return err
	}
	p.selection = p.declared.Clone()
	for _, m := range p.mappings {
		if err := m.Bind(columns, p.selection); err != nil {
			return err
		}
	}
	return nil
}

// columns reads the payload's header.
func (p *plan) columns(open opener) (columns []string, err error) {
	payload, err := open()
	if err != nil {
		return nil, err
	}
	defer payload.Close() // no more than its header is wanted
	p.selection = &record.Selection{}
	reader, err := p.read(payload)
	if err != nil {
		return nil, err
	}
	table, ok := reader.(record.Table)
	if !ok {
		err = fmt.Errorf("melt: %s has no header in which columns can be found by a pattern; name them under columns", p.format.Type)
		return nil, errors.Join(err, closeReader(reader))
	}
	return table.Columns(), closeReader(reader)
}
