package opendata

import "github.com/valyala/fastjson"

// Coverage is how many regions a dataset's rows are of.
type Coverage struct {
	Regions int // with a row; 0 where rows are of no region
	Valued  int // of them, those with a value in some row
}

// valued are the columns that rows are there for, where that can be missing.
var valued = map[string]string{"observations": "value", "index": "score", "processing": "applications"}

// covering finds out which regions rows are of.
type covering struct {
	region, value string          // columns; no value: every row has what it is there for
	regions       map[string]bool // whether a row has a value
}

func newCovering(dataset string) *covering {
	c := &covering{region: "region", value: valued[dataset], regions: map[string]bool{}}
	if dataset == "regions" {
		c.region = "code"
	}
	return c
}

func (c *covering) add(row *fastjson.Value) {
	code := row.GetStringBytes(c.region)
	if len(code) == 0 || c.regions[string(code)] {
		return
	}
	c.regions[string(code)] = c.value == "" || floatOf(row, c.value) != nil
}

func (c *covering) coverage() Coverage {
	of := Coverage{Regions: len(c.regions)}
	for _, has := range c.regions {
		if has {
			of.Valued++
		}
	}
	return of
}
