package infer_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/collectors/infer"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// now is when the samples come.
var now = time.Date(2025, 12, 1, 12, 0, 0, 0, time.UTC)

const world = `
regions:
  - {code: UA, name: Ukraine, kind: country}
  - {code: UA-05, name: {en: Vinnytsia Oblast, uk: Вінницька область, ru: Винницкая область}, kind: region, parent: UA, time_zone: Europe/Kyiv, aliases: [{list: koatuu, code: "0500000000"}]}
  - {code: UA-07, name: {en: Volyn Oblast, uk: Волинська область, ru: Волынская область}, kind: region, parent: UA, time_zone: Europe/Kyiv, aliases: [{list: koatuu, code: "0700000000"}]}
sectors:
  - {id: health, name: {en: Health, uk: Охорона здоров’я}}
services:
  - {id: birth, name: {en: Birth of a child, uk: Народження дитини, ru: Рождение ребёнка}, sector: health, tier: regional, deadline: {days: 10}}
  - {id: land-extract, name: {en: Extract from the land cadastre, uk: Витяг із земельного кадастру}, sector: health, tier: municipal}
code_lists:
  - {id: answers, codes: {"Так": Y, "Ні": N, "Н/д": no_data, "Y": Y, "N": N, "NA": not_applicable, "ND": no_data}}
indicators:
  - {id: visits, name: {en: Visits, uk: Звернення}, unit: count, direction: up, frequency: month, nature: flow, integer: true}
  - {id: online_share, name: {en: Share online, uk: Частка онлайн}, unit: percent, direction: up, frequency: month, nature: stock, min: 0, max: 100}
  - {id: took, name: {en: Time that it took, uk: Час розгляду}, unit: hours, direction: down, frequency: month, nature: flow}
  - {id: yearly, name: {en: Visits of the year, uk: Звернень за рік}, unit: count, direction: up, frequency: year, nature: flow}
`

func load(sources []byte) (*config.Config, error) {
	files := fstest.MapFS{"postup.yaml": {Data: []byte("packs: [world]\ntime_zone: Europe/Kyiv\n")}, "packs/world/a.yaml": {Data: []byte(world)}}
	return config.Load(files, "", nil, config.WithKinds(collectors.Kinds()), config.WithSourceCheck(collectors.CheckSource), config.WithDraft("draft.yaml", sources))
}

func options(t *testing.T) infer.Options {
	t.Helper()
	cfg, err := load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return infer.Options{Config: cfg, Load: load, Now: now}
}

func encoded(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func gzipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// merged is a workbook as a region fills it in: a sheet of instructions, a title, a header over two rows with merged cells, a
// row that numbers the columns, dates, a row of totals.
func merged(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	const sheet = "Частка онлайн"
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "Як заповнювати"))
	must(f.SetCellValue("Як заповнювати", "A1", "Заповніть до 5 числа"))
	_, err := f.NewSheet(sheet)
	must(err)
	must(f.MergeCell(sheet, "A1", "E1"))
	must(f.MergeCell(sheet, "C3", "D3"))
	for _, column := range []string{"A", "B", "E"} {
		must(f.MergeCell(sheet, column+"3", column+"4"))
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(err)
	for at, v := range map[string]any{"A1": "Звіт про послуги онлайн", "A3": "Область", "B3": "Місяць", "C3": "Послуги", "E3": "Примітка", "C4": "з них онлайн", "D4": "усього",
		"A5": 1, "B5": 2, "C5": 3, "D5": 4, "E5": 5,
		"A6": "Вінницька", "C6": 41, "D6": 120, "A7": "Волинська", "C7": 30, "D7": 110, "A8": "Вінницька", "C8": 52, "D8": 120, "E8": "без змін", "A9": "Всього", "C9": 123, "D9": 350} {
		must(f.SetCellValue(sheet, at, v))
	}
	for at, day := range map[string]time.Time{"B6": time.Date(2025, 5, 31, 0, 0, 0, 0, time.UTC), "B7": time.Date(2025, 5, 31, 0, 0, 0, 0, time.UTC), "B8": time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)} {
		must(f.SetCellValue(sheet, at, day))
		must(f.SetCellStyle(sheet, at, at, style))
	}
	var out bytes.Buffer
	must(f.Write(&out))
	return out.Bytes()
}

// sample is a file, what a person writes for the FILL_INs in turn, and what then comes of it.
type sample struct {
	file string
	body func(t *testing.T) []byte
	fill []string
	say  func(*infer.Options)
	want string // records = accepted + rejected + unchanged
}

func text(s string) func(*testing.T) []byte { return func(*testing.T) []byte { return []byte(s) } }

// stored is a payload of the golden cases of collecting.
func stored(name string) func(*testing.T) []byte {
	return func(t *testing.T) []byte {
		b, err := os.ReadFile(filepath.Join("../testcases", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

var samples = []sample{
	{"cp1251-decimal-comma.csv", func(t *testing.T) []byte {
		return encoded(t, charmap.Windows1251, "Область;Місяць;Час розгляду, годин;Примітка\nВінницька;2025-01;12,5;\nВолинська;2025-01;н/д;не подано\nВінницька;2025-02;8,25;\n")
	}, nil, nil, "3 = 3 + 0 + 0"},
	{"cp866.csv", func(t *testing.T) []byte {
		return encoded(t, charmap.CodePage866, "Субъект;Месяц;Частка онлайн\nВинницкая область;январь 2025;41,5\nВолынская область;январь 2025;40\nВинницкая область;февраль 2025;44\n")
	}, nil, nil, "3 = 3 + 0 + 0"},
	{"koi8-header.csv", func(t *testing.T) []byte {
		return encoded(t, charmap.KOI8U, "Звіт за 2025 рік;;;\n;;Послуги;\nОбласть;Місяць;онлайн;усього\nВінницька;січень 2025;41;120\nВолинська;січень 2025;30;110\n")
	}, []string{"online_share"}, nil, "2 = 2 + 0 + 0"},
	{"utf16.csv", func(t *testing.T) []byte {
		return encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "region\tmonth\tvisits\nUA-05\t2025-01\t12\nUA-07\t2025-01\t15\n")
	}, nil, nil, "2 = 2 + 0 + 0"},
	{"merged.xlsx", merged, nil, nil, "3 = 3 + 0 + 0"},
	{"report.xls", stored("xls-merged-header/report.xls"), []string{"online_share"}, nil, "5 = 2 + 3 + 0"},
	{"report.ods", stored("ods-merged-header/report.ods"), []string{"online_share"}, nil, "5 = 3 + 2 + 0"},
	{"applications.ndjson", text(`{"no":"2025/0001","svc":"birth","via":"portal","in":"2025-02-03 09:12","out":"2025-02-07 15:00","result":"+","paused_days":0,"applicant_name":"X"}
{"no":"2025/0002","svc":"land-extract","via":"desk","in":"2025-02-03 10:40","out":"2025-02-19 11:30","result":"-","paused_days":2.5,"applicant_name":"Y"}
{"no":"2025/0003","svc":"birth","via":"fax","in":"2025-02-04 08:05","out":null,"result":null,"paused_days":0,"applicant_name":"Z"}
`), []string{"UA-05", "other"}, nil, "3 = 3 + 0 + 0"},
	{"заяви.csv", text("Номер заяви,Послуга,Дата подання,Дата завершення,Результат,Канал,Призупинено\n1,Народження дитини,03.02.2025 09:12,07.02.2025 15:00,Надано,Дія,0\n2,Народження дитини,04.02.2025 10:00,05.02.2025 11:00,Відмовлено,ЦНАП,1\n3,Витяг,05.02.2025 10:00,,В роботі,ЦНАП,0\n"),
		[]string{"UA-05", "land-extract", "days"}, nil, "3 = 3 + 0 + 0"},
	{"services.json", text(`{"published":"2025-06-02","meta":{"total":3},"items":[
{"code":"birth","region":{"id":"0500000000"},"provided":{"from":"2024-01-01","until":null},"name":"a"},
{"code":"land-extract","region":{"id":"0500000000"},"provided":{"from":"2024-01-01","until":"2026-12-31"},"name":"b"},
{"code":"birth","region":{"id":"0700000000"},"provided":{"from":"2024-02-01","until":null},"name":"c"}]}`), nil, func(o *infer.Options) { o.As = "offers" }, "3 = 3 + 0 + 0"},
	{"by-region.json", text(`{"data":{"UA-05":{"period":"2025-01","visits":12},"UA-07":{"period":"2025-02","visits":15}}}`), nil, nil, "2 = 2 + 0 + 0"},
	{"lists-by-region.json", text(`{"data":{"UA-05":[{"period":"2025-01","visits":12},{"period":"2025-02","visits":13}],"UA-07":[{"period":"2025-02","visits":15}]}}`), nil, nil, "2 = 2 + 0 + 0"},
	{"column-by-region.csv", text("period,UA-05,UA-07\n2025-01,12,15\n2025-02,13,\n"), []string{"visits", "visits"}, nil, "4 = 4 + 0 + 0"},
	{"points.csv", text("Послуга;Регіон;Станом на;Подати заяву;Сплатити;Отримати\nbirth;UA-05;15.01.2025;Так;Так;Ні\nland-extract;UA-05;15.01.2025;Так;Н/д;Так\nbirth;UA-07;15.01.2025;Ні;Ні;Ні\n"), nil, nil, "3 = 3 + 0 + 0"},
	{"report.xml", text(`<?xml version="1.0" encoding="UTF-8"?><Report year="2025"><Regions><Region code="UA-05"><Row><Month>2025-01</Month><Visits>12</Visits></Row><Row><Month>2025-02</Month><Visits>15</Visits></Row></Region><Region code="UA-07"><Row><Month>2025-01</Month><Visits>9</Visits></Row></Region></Regions></Report>`), nil, nil, "3 = 3 + 0 + 0"},
	{"months.csv", text("Область,січень 2025,лютий 2025,березень 2025\nВінницька,12,15,-\nВолинська,9,,11\n"), nil, func(o *infer.Options) { o.Indicator = "visits" }, "6 = 6 + 0 + 0"},
	{"звернення-2025.csv", text("Область;Січень;Лютий;Березень\nВінницька;12;15;17\nВолинська;9;10;11\nВсього;21;25;28\n"), []string{"visits"}, nil, "6 = 6 + 0 + 0"},
	{"years.csv", text("region,2022,2023,2024\nUA-05,120,150,\nUA-07,90,95,100\n"), []string{"yearly"}, nil, "6 = 6 + 0 + 0"},
	{"packed.csv.gz", func(t *testing.T) []byte {
		return gzipped(t, []byte("region,month,visits\nUA-05,2025-01,12\nUA-07,2025-01,15\nUA-99,2025-01,15\n"))
	}, nil, nil, "3 = 2 + 1 + 0"},
	{"packed.zip", func(t *testing.T) []byte {
		return zipped(t, map[string]string{"readme.txt": "see", "visits-2025.csv": "region;quarter;visits\nUA-05;2025-01;1 012\nUA-07;2025-01;15\n"})
	}, nil, nil, "2 = 2 + 0 + 0"},
	{"per-cent.csv", text("Область;Рік і місяць;Звітний місяць;Частка онлайн\nВінницька;x;2025-01;41,5 %\nВолинська;x;2025-01;0,4%\nВінницька;x;2025-02;-\n"), nil, nil, "3 = 3 + 0 + 0"},
	{"fiscal.csv", text("region,fiscal year,visits\nUA-05,2023-2024,12\nUA-07,2023-2024,15\n"), []string{"yearly", "\"04-01\""}, nil, ""},
	{"groups.csv", text("Область;2023;2023;2024\n;план;факт;факт\nВінницька;10;12;14\nВолинська;11;12;15\n"), []string{"yearly", "yearly"}, nil, ""},
	{"person.csv", text("№ з/п;ПІБ заявника;Реєстр. номер;Вид послуги;Дата реєстрації;Дата виконання;Стан;Спосіб подання\n1;Х;А-1;Народження дитини;03.02.2025;10.02.2025;Виконано;через ЦНАП\n2;Ц;А-2;Народження дитини;04.02.2025;;В роботі;Дія\n"), nil, func(o *infer.Options) { o.Region = "UA-05" }, "2 = 2 + 0 + 0"},
	{"slashes.csv", text("region,date,share online\nUA-05,01/02/2025,0.5\nUA-07,03/04/2025,0.75\n"), []string{"02/01/2006", "online_share"}, func(o *infer.Options) { o.As = "observations" }, ""},
	{"minutes.csv", text("Область;Місяць;Середній час, хв\nВінницька;2025-01;90\nВолинська;2025-01;120\n"), nil, func(o *infer.Options) { o.Indicator = "took" }, "2 = 2 + 0 + 0"},
	{"time.csv", text("Область;Місяць;Середній час за рік\nВінницька;2025-01;90\nВолинська;2025-01;120\n"), []string{"minutes"}, func(o *infer.Options) { o.Indicator = "took" }, "2 = 2 + 0 + 0"},
	{"working-days.csv", text("Область;Місяць;Строк, роб. днів\nВінницька;2025-01;5\nВолинська;2025-01;6\n"), []string{"days"}, func(o *infer.Options) { o.Indicator = "took" }, "2 = 2 + 0 + 0"},
	{"dotted.csv", text("Область;Місяць;Звернення\nВінницька;2025-01;12.000\nВолинська;2025-01;5.000\n"), []string{`"."`}, nil, "2 = 2 + 0 + 0"},
	{"thousands.csv", text("Область;Місяць;Звернення, тис.\nВінницька;2025-01;1,5\nВолинська;2025-01;2\n"), nil, func(o *infer.Options) { o.Indicator = "visits" }, "2 = 2 + 0 + 0"},
	{"year-month.csv", text("Область;Рік;Місяць;Звернення\nВінницька;2025;січень;5\nВінницька;2025;лютий;6\n"), nil, nil, "2 = 2 + 0 + 0"},
	{"year-number.csv", text("Область;Місяць;Рік;Звернення\nВінницька;1;2025;5\nВінницька;12;2025;6\n"), nil, nil, "2 = 2 + 0 + 0"},
	{"year-digits.csv", text("Область;Місяць;Рік;Звернення\nВінницька;01;2025;5\nВінницька;12;2025;6\n"), nil, nil, "2 = 2 + 0 + 0"},
	{"year-quarter.csv", text("Область;Рік;Квартал;Звернення\nВінницька;2025;I;5\nВінницька;2025;II;6\n"), nil, nil, "2 = 0 + 2 + 0"},
	{"channels.csv", text("Область;Місяць;Канал подання;Звернення\nВінницька;2025-01;онлайн;5\nВінницька;2025-01;ЦНАП;6\n"), nil, nil, "2 = 2 + 0 + 0"},
	{"kinds.csv", text("Область;Місяць;Вид;Звернення\nВінницька;2025-01;план;5\nВінницька;2025-01;факт;6\nВолинська;2025-01;план;5\nВолинська;2025-01;факт;7\n"), []string{"факт"}, nil, "2 = 2 + 0 + 0"},
	{"units.csv", text("Область;Місяць;Показник;Од. виміру;Значення\nВінницька;2025-01;Час розгляду;днів;4,5\nВінницька;2025-01;Частка онлайн;%;41,5\n"), []string{`"%"`, "percent"}, nil, "1 = 1 + 0 + 0"},
	{"indicators.csv", text("Область;Місяць;Показник;Значення\nВінницька;2025-01;Час розгляду, днів;4,5\nВінницька;2025-01;Частка онлайн, %;41,5\n"), []string{"took", "online_share", "days"}, nil, ""},
	{"stored-per-cent.csv", text("Область;Місяць;Частка онлайн, %\nВінницька;2025-01;0,415\nВолинська;2025-01;0,4\n"), []string{"share"}, nil, "2 = 2 + 0 + 0"},
	{"since-january.csv", text("Область;Місяць;Звернення з початку року\nВінницька;2025-01;5\nВінницька;2025-02;12\n"), nil, nil, ""},
	{"first-days.csv", text("Область;Місяць;Звернення\nВінницька;01.02.2025;45\nВінницька;01.03.2025;46\n"), nil, nil, "2 = 2 + 0 + 0"},
	{"numbered-months.csv", text("Область;Місяць;Звернення\nВінницька;02.2025;45\nВінницька;03.2025;46\n"), nil, nil, "2 = 2 + 0 + 0"},
	{"months-of-one-digit.csv", text("Область;Місяць;Звернення\nВінницька;10.2024;45\nВінницька;11.2024;46\nВінницька;12.2024;47\nВінницька;1.2025;48\n"), nil, nil, "4 = 4 + 0 + 0"},
	{"state-on.csv", text("Область;Станом на;Частка онлайн, %\nВінницька;01.02.2025;45\nВінницька;01.03.2025;46\n"), []string{"2025-01", "2025-02"}, nil, "2 = 2 + 0 + 0"},
	{"sparse.csv", text("Область;Місяць;Звернення\nВінницька;2025-01;5\n;2025-02;6\nВолинська;2025-01;5\n"), nil, nil, "3 = 2 + 1 + 0"},
	{"twice.csv", text("Область;Місяць;Звернення\nВінницька;2025-01;5\nВінницька;2025-01;6\n"), nil, nil, "2 = 1 + 1 + 0"},
	{"not-applicable.csv", text("Область;Місяць;Звернення\nВінницька;2025-01;5\nВолинська;2025-01;x\n"), nil, nil, "2 = 2 + 0 + 0"},
	{"nothing.csv", text("colour,taste\nred,sweet\ngreen,sour\n"), nil, nil, ""},
}

// TestSamples: what is printed loads and is right once a person has filled in what is left, and a collection with it brings
// what the preview said.
func TestSamples(t *testing.T) {
	for _, s := range samples {
		t.Run(s.file, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, s.file)
			if err := os.WriteFile(path, s.body(t), 0o600); err != nil {
				t.Fatal(err)
			}
			o := options(t)
			o.Path = s.file
			if s.say != nil {
				s.say(&o)
			}
			r, err := infer.Infer(t.Context(), path, o)
			if err != nil {
				t.Fatalf("%v", err)
			}
			golden(t, s.file, string(r.Source))
			if strings.Contains(string(r.Source), infer.FillIn+"}") || r.Preview == nil {
				if _, err := load(r.Source); err == nil {
					t.Error("the check lets pass what nobody has filled in")
				}
			}
			if s.want == "" {
				return
			}
			filled := fillIn(t, string(r.Source), s.fill)
			out := collect(t, filled, r.ID, path)
			if got := counts(out.Records, out.Accepted, out.Rejected, out.Unchanged); got != s.want {
				t.Errorf("a collection brings %s (%s), not %s: %+v", got, out.Error, s.want, out.Rejections)
			}
			if p := r.Preview; p != nil && counts(p.Records, p.Accepted, p.Rejected, p.Unchanged) != s.want {
				t.Errorf("the preview says %s", counts(p.Records, p.Accepted, p.Rejected, p.Unchanged))
			}
		})
	}
}

func counts(records, accepted, rejected, unchanged uint64) string {
	return fmt.Sprintf("%d = %d + %d + %d", records, accepted, rejected, unchanged)
}

// fillIn does what a person does.
func fillIn(t *testing.T, source string, with []string) string {
	t.Helper()
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for strings.Contains(line, infer.FillIn) {
			if len(with) == 0 {
				t.Fatalf("more is to be filled in: %s", line)
			}
			line = strings.Replace(line, infer.FillIn, with[0], 1)
			with = with[1:]
		}
		lines[i] = line
	}
	if len(with) > 0 {
		t.Fatalf("%v has no place", with)
	}
	return strings.Join(lines, "\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".yaml")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("another configuration is printed (-want +got):\n%s", diff)
	}
}

func TestMain(m *testing.M) { storetest.Main(m) }

type still struct{}

func (still) Now() time.Time                               { return now }
func (still) Until(ctx context.Context, _ time.Time) error { return ctx.Err() }

// collect runs the source as postup collect does.
func collect(t *testing.T, source, id, path string) collectors.Outcome {
	t.Helper()
	cfg, err := load([]byte(source))
	if err != nil {
		t.Fatalf("it does not pass the check:\n%v\n%s", err, source)
	}
	cfg.Source(id).Dir = filepath.Dir(path)
	payloads, err := store.NewPayloads(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	st := storetest.Embedded(t)
	c, err := collectors.New(collectors.Options{Config: cfg, Store: st, Payloads: payloads, Deriver: derive.New(st, cfg), Clock: still{}, IDKey: make([]byte, config.MinIDKey), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := c.Once(t.Context(), collectors.OnceOptions{Sources: []string{id}})
	if err != nil || len(outcomes) != 1 {
		t.Fatalf("%v", err)
	}
	return outcomes[0]
}

// TestPages: an interface that gives its records page by page is asked for all of them.
func TestPages(t *testing.T) {
	row := func(i int) string {
		return fmt.Sprintf(`{"region":"UA-05","month":"2025-%02d","visits":%d}`, i+1, 10+i)
	}
	for name, serve := range map[string]func(w http.ResponseWriter, r *http.Request, from int) string{
		"link": func(w http.ResponseWriter, r *http.Request, from int) string {
			if from < 4 {
				w.Header().Set("Link", fmt.Sprintf("<%s?at=%d>; rel=\"next\"", r.URL.Path, from+2))
			}
			return `"ok":true`
		},
		"next": func(_ http.ResponseWriter, r *http.Request, from int) string {
			if from < 4 {
				return fmt.Sprintf(`"links":{"next":"%s?at=%d"}`, r.URL.Path, from+2)
			}
			return `"links":{"next":null}`
		},
		"cursor": func(_ http.ResponseWriter, _ *http.Request, from int) string {
			if from < 4 {
				return fmt.Sprintf(`"next_cursor":"%d"`, from+2)
			}
			return `"next_cursor":null`
		},
		"page":   func(http.ResponseWriter, *http.Request, int) string { return `"total":6,"page_size":2` },
		"offset": func(http.ResponseWriter, *http.Request, int) string { return `"total":6` },
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				from := 0
				switch q := r.URL.Query(); {
				case q.Get("at") != "":
					_, _ = fmt.Sscan(q.Get("at"), &from)
				case name == "cursor" && q.Get("cursor") != "":
					_, _ = fmt.Sscan(q.Get("cursor"), &from)
				case name == "page" && q.Get("page") != "":
					_, _ = fmt.Sscan(q.Get("page"), &from)
					from = (from - 1) * 2
				case name == "offset" && q.Get("offset") != "":
					_, _ = fmt.Sscan(q.Get("offset"), &from)
				}
				facts := serve(w, r, from)
				var rows []string
				for i := from; i < min(from+2, 6); i++ {
					rows = append(rows, row(i))
				}
				w.Header().Set("Content-Type", "application/json")
				body := `{"data":[` + strings.Join(rows, ",") + `],` + facts + `}`
				w.Header().Set("Content-Length", fmt.Sprint(len(body)))
				_, _ = io.WriteString(w, body)
			}))
			defer server.Close()
			r, err := infer.Infer(t.Context(), server.URL+"/visits", options(t))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "pages-"+name, strings.ReplaceAll(string(r.Source), server.URL, "http://127.0.0.1:8080"))
			if p := r.Preview; p == nil || p.Accepted != 2 {
				t.Errorf("the preview of the first page: %+v %v", p, r.FillIn)
			}
			out := collect(t, string(r.Source), r.ID, "")
			if got := counts(out.Records, out.Accepted, out.Rejected, out.Unchanged); got != "6 = 6 + 0 + 0" {
				t.Errorf("a collection brings %s (%s), not all records: %+v", got, out.Error, out.Rejections)
			}
		})
	}
}

// TestNothingToTell: what is no data is refused in one line that says what to do.
func TestNothingToTell(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><body>Log in</body></html>")
	}))
	closed := server.URL
	defer server.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	dir := t.TempDir()
	file := func(name, body string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for target, says := range map[string]string{
		file("empty.csv", ""):                                     "is empty",
		file("blank.csv", " \n\n"):                                "white space",
		file("page.csv", "<html><body>x</body></html>"):           "web page (HTML)",
		file("photo.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\x00"):    "no format that Postup reads",
		file("words.txt", "just a line of words\nand one more\n"): "no format that Postup reads",
		file("old.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"):       "is no .xls workbook",
		file("cut.xlsx", "PK\x03\x04and no more"):                 "broken or not whole",
		file("cut.gz", "\x1f\x8b\x08\x00"):                        "gzip is broken",
		file("header.csv", "region,month,visits\n"):               "holds no records",
		file("noheader.csv", "1,2,3\n4,5,6\n"):                    "no row that names its columns",
		file("empty.json", `{"items":[]}`):                        "is empty",
		file("broken.json", `{"items":[{"a":1},`):                 "begins like JSON and is none",
		file("broken.xml", `<a><b>1</b>`):                         "can't be read",
		filepath.Join(dir, "none.csv"):                            "no such file",
		dir:                                                       "it is no file",
		closed:                                                    "web page (HTML)",
		gone.URL:                                                  "refused",
		"ftp://portal.example/x":                                  "neither http nor https",
		"http://user:word@portal.example/x":                       "leave them out",
	} {
		_, err := infer.Infer(t.Context(), target, options(t))
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v; it should say %q", target, err, says)
		}
		if err != nil && strings.Contains(err.Error(), "word@") {
			t.Errorf("the message holds a password: %v", err)
		}
	}
}

// TestLarge: of a large file only the beginning is read, and the preview is of whole records.
func TestLarge(t *testing.T) {
	line := "UA-05;2025-01;12\n"
	record := `{"region":"UA-05","month":"2025-01","visits":12}`
	for name, body := range map[string]string{
		"large.csv":    "region;month;visits\n" + strings.Repeat(line, 6<<20/len(line)),
		"large.ndjson": strings.Repeat(record+"\n", 6<<20/len(record)),
		"large.json":   `{"a":{"rows":[` + strings.Repeat(record+",", 6<<20/len(record)) + record + `]}}`,
		"large.xml":    `<a><rows>` + strings.Repeat(`<r region="UA-05" month="2025-01" visits="12"/>`, 6<<20/48) + `</rows></a>`,
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := infer.Infer(t.Context(), path, options(t))
		if err != nil || r.Preview == nil || r.Preview.Accepted != 1 || r.Preview.Rejected != 0 || !strings.HasPrefix(r.Read, "the first ") {
			t.Errorf("%s: %v %+v", name, err, r)
		}
	}
}
