package pages

import (
	"context"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/store"
)

// releasedNames are what a release calls what its rows are of, by ids; what it says nothing of is not there.
type releasedNames struct {
	indicators, regions map[string]opendata.Named
	targets             map[string]map[string]opendata.Promised // by programme
}

// changedNames are those of two releases. What today's configuration calls things would have pages of what is frozen move with it.
type changedNames struct{ was, is *releasedNames }

// namesOf reads what both releases call what the shown changes are of.
func (p *Pages) namesOf(ctx context.Context, found *opendata.Changes) (names changedNames, err error) {
	if names.was, err = p.namesIn(ctx, found.From, found); err == nil {
		names.is, err = p.namesIn(ctx, found.To, found)
	}
	return names, err
}

func (p *Pages) namesIn(ctx context.Context, x *store.Release, found *opendata.Changes) (*releasedNames, error) {
	n := &releasedNames{map[string]opendata.Named{}, map[string]opendata.Named{}, map[string]map[string]opendata.Promised{}}
	for _, d := range found.Datasets {
		for _, change := range d.Shown {
			err := lookUp(ctx, x, n.indicators, change.Row["indicator"], p.Releases.Indicator)
			if err == nil {
				err = lookUp(ctx, x, n.regions, change.Row["region"], p.Releases.Region)
			}
			if err == nil {
				err = lookUp(ctx, x, n.targets, change.Row["programme"], p.Releases.Targets)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return n, nil
}

// lookUp reads what a release says of an id, once.
func lookUp[T any](ctx context.Context, x *store.Release, known map[string]T, id string, read func(context.Context, *store.Release, string) (T, error)) error {
	if _, there := known[id]; there || id == "" {
		return nil
	}
	said, err := read(ctx, x, id)
	known[id] = said
	return err
}

// indicatorThen is an indicator as it was for the first of two releases, then for the other, then as it is now; what nobody knows has only its id.
func (r *request) indicatorThen(id string, first, other *releasedNames) *config.Indicator {
	then := config.Indicator{ID: id, Name: config.Text{"": id}, Decimals: mostDecimals}
	if known := r.board.Config.Indicator(id); known != nil {
		then = *known
	}
	for _, said := range []opendata.Named{other.indicators[id], first.indicators[id]} {
		if len(said.Name) > 0 {
			then.Name, then.Unit = said.Name, said.Unit
		}
		if said.Decimals != nil {
			then.Decimals = *said.Decimals
		}
	}
	return &then
}

func (r *request) regionThen(code string, names changedNames) string {
	for _, said := range []opendata.Named{names.is.regions[code], names.was.regions[code]} {
		if len(said.Name) > 0 {
			return locale.Capital(r.plainText(said.Name))
		}
	}
	if known := r.board.Config.Region(code); known != nil {
		return r.regionName(known)
	}
	return code
}

// targetThen names a target and one of its readings.
func (r *request) targetThen(programme, id, reading string, names changedNames) (name, readAs string) {
	said := names.is.targets[programme][id]
	if len(said.Name) == 0 {
		said = names.was.targets[programme][id]
	}
	if known := r.board.Config.Target(id); known != nil && len(said.Name) == 0 {
		said.Name, said.Readings = known.Name, map[string]config.Text{}
		for _, x := range known.Readings {
			said.Readings[x.ID] = x.Name
		}
	}
	if name = r.plainText(said.Name); name == "" {
		name = id
	}
	if readAs = r.plainText(said.Readings[reading]); readAs == "" {
		readAs = reading
	}
	return name, readAs
}
