package regionsim

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Faults of the open-data portal alone, beside Faults.
const (
	FaultPrivate = "private" // the dataset is not for everyone
	FaultGone    = "gone"    // the newest resource is listed and not there
)

// CKANFaults lists them.
var CKANFaults = []string{FaultPrivate, FaultGone}

// ckanRoot is where the open-data portal is. Its datasets are counts-ua-05 and so on, with a resource for each year.
const ckanRoot = "/ckan"

// ckanResource is a resource as CKAN lists it; the order of its keys is CKAN's.
type ckanResource struct {
	Created      string  `json:"created"`
	Description  string  `json:"description"`
	Format       string  `json:"format"`
	ID           string  `json:"id"`
	LastModified *string `json:"last_modified"`
	Mimetype     string  `json:"mimetype"`
	Name         string  `json:"name"`
	PackageID    string  `json:"package_id"`
	Position     int     `json:"position"`
	State        string  `json:"state"`
	URL          string  `json:"url"`
	URLType      string  `json:"url_type"`

	until kpi.Date // what it holds
	ext   string
}

// ckan answers as an open-data portal does.
func (p *Portal) ckan(w http.ResponseWriter, r *http.Request) {
	fault := r.URL.Query().Get("fault")
	name := r.URL.Query().Get("id")
	rest, download := strings.CutPrefix(r.URL.Path, ckanRoot+"/dataset/")
	parts := strings.Split(rest, "/") // {package}/resource/{id}/download/{file}
	if download = download && len(parts) == 5; download {
		name = parts[0]
	}
	region := p.packaged(name)
	if fault == "" && region != nil {
		fault = p.o.Faults[region.Code]
	}
	if failBefore(w, fault) {
		return
	}
	switch {
	case !download && r.URL.Path != ckanRoot+"/api/3/action/package_show":
		http.NotFound(w, r)
	case region == nil && !download:
		ckanError(w, http.StatusNotFound, "Not Found Error", "Not found")
	case fault == FaultPrivate && !download:
		ckanError(w, http.StatusForbidden, "Authorization Error", "Access denied: User not authorized to read package "+name)
	case download:
		p.download(w, r, region, parts, fault)
	default:
		p.describe(w, r, region, name, fault)
	}
}

// packaged is the region whose counts a dataset holds.
func (p *Portal) packaged(name string) *config.Region {
	code, ok := strings.CutPrefix(name, "counts-")
	if !ok {
		return nil
	}
	return p.o.Config.Region(strings.ToUpper(code))
}

func ckanError(w http.ResponseWriter, code int, kind, message string) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(code)
	_, _ = fmt.Fprintf(w, `{"help": "package_show", "error": {"message": %q, "__type": %q}, "success": false}`, message, kind)
}

func (p *Portal) describe(w http.ResponseWriter, r *http.Request, region *config.Region, name, fault string) {
	base := "http://" + r.Host + ckanRoot
	body, err := json.Marshal(map[string]any{
		"help": base + "/api/3/action/help_show?name=package_show", "success": true,
		"result": map[string]any{"id": uuid(name), "name": name, "title": region.Name.In("uk"), "private": false, "state": "active",
			"type": "dataset", "resources": p.resources(region, base, name)},
	})
	if err != nil {
		panic("regionsim: a dataset that JSON cannot hold: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	sendWith(fault, w, r, body)
}

// resources are a dataset's: each year as a table and as JSON, what describes them, and one that was deleted.
func (p *Portal) resources(region *config.Region, base, name string) []ckanResource {
	today := kpi.DateOf(p.o.Now().In(region.Location))
	var all []ckanResource
	add := func(title, format, file, created string, modified *string, until kpi.Date) {
		id := uuid(name + file)
		all = append(all, ckanResource{Created: created, Format: format, ID: id, LastModified: modified, Name: title, PackageID: uuid(name),
			Position: len(all), State: "active", URL: base + "/dataset/" + name + "/resource/" + id + "/download/" + file, URLType: "upload",
			until: until, ext: path.Ext(file)})
	}
	for year := 2022; year <= today.Time().Year(); year++ {
		until, _ := kpi.NewDate(year, 12, 31)
		created, modified := fmt.Sprintf("%d-01-15T09:30:00.123456", year), (*string)(nil)
		if until >= today { // the year that goes on is replaced each day
			until = today
			at := today.String() + "T03:00:00.654321"
			modified = &at
		}
		add(fmt.Sprintf("Показники %d", year), "CSV", fmt.Sprintf("pokaznyky-%d.csv", year), created, modified, until)
		add(fmt.Sprintf("Показники %d (JSON)", year), ".json", fmt.Sprintf("pokaznyky-%d.json", year), created, modified, until)
	}
	add("Структура набору", "XLSX", "passport.xlsx", today.String()+"T04:00:00.000001", nil, 0)
	add("Показники (чернетка)", "CSV", "draft.csv", today.String()+"T05:00:00.000001", nil, 0)
	all[len(all)-1].State = "deleted"
	return all
}

func (p *Portal) download(w http.ResponseWriter, r *http.Request, region *config.Region, parts []string, fault string) {
	if region != nil && fault != FaultGone {
		for _, res := range p.resources(region, "", parts[0]) {
			if format, ok := formats[res.ext]; ok && res.ID == parts[2] && res.until != 0 {
				t := p.model.counts(region, 0, res.until)
				p.send(w, r, format.encode(region.Code, t), format.contentType, fault)
				return
			}
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, "<!doctype html><title>404 Not Found</title>")
}

// uuid is the id that CKAN gives to something of this name.
func uuid(name string) string {
	sum := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%x-%x-4%x-8%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])[:36]
}
