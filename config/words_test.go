package config

import (
	"strings"
	"testing"
	"time"
)

func TestPersonalColumns(t *testing.T) {
	for column, want := range map[string]bool{
		"name": true, "Full Name": true, "applicant_name": true, "applicant.name": true, "userName": true, "first_name": true,
		"phone": true, "phoneNumber": true, "phone_num": true, "e-mail": true, "email_address": true, "home.address": true,
		"passport_no": true, "SNILS": true, "СНИЛС заявителя": true, "ІПН": true, "РНОКПП": true, "дата_народження": true,
		"ПІБ": true, "Ім’я": true, "по батькові": true, "номер телефону": true, "паспортні дані": true, "dateOfBirth": true,
		"service_name": false, "service_name_en": false, "sName": false, "region.name": false, "owner_org": false, "послуга": false,
		"num_applications_by_phone": false, "num_applications_by_mail": false, "phone_share": false, "number": false,
		"birth_certificates": false, "інновації": false, "адресна допомога": false, "status": false, "": false,
	} {
		if looksPersonal(column) != want {
			t.Errorf("%q: taken for personal data: %v", column, !want)
		}
	}
}

func TestParseCron(t *testing.T) {
	for line, want := range map[string]string{
		"30 5 * * 1":            "",
		"0 5 29 2 *":            "",
		"@daily":                "",
		"@every 10s":            "",
		"@every 9s":             "more often",
		"@every -5m":            "more often",
		"@every soon":           "needs a duration",
		"0 0 30 2 *":            "never fires",
		"0 0 31 4,6,9,11 *":     "never fires",
		"TZ=Europe/Kyiv":        "key of its own",
		"CRON_TZ=UTC 0 5 * * *": "key of its own",
		"* * * * * *":           "5 fields",
		"":                      "can't be read",
		"@reboot":               "can't be read",
	} {
		schedule, err := ParseCron(line)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", line, err, want)
		}
		if err == nil && schedule.Next(time.Date(2023, 9, 30, 0, 0, 0, 0, time.UTC)).IsZero() {
			t.Errorf("%q would never be due", line)
		}
	}
}

// A schedule goes by the clock of the zone that it is asked in.
func TestParseCronKeepsTheZone(t *testing.T) {
	vladivostok, err := time.LoadLocation("Asia/Vladivostok")
	if err != nil {
		t.Fatal(err)
	}
	schedule, err := ParseCron("0 4 * * *")
	if err != nil {
		t.Fatal(err)
	}
	due := schedule.Next(time.Date(2023, 9, 30, 12, 0, 0, 0, vladivostok))
	if want := time.Date(2023, 9, 30, 18, 0, 0, 0, time.UTC); !due.Equal(want) {
		t.Errorf("due at %s, not at 4 in the morning of Vladivostok, %s", due.UTC(), want)
	}
}

func TestBreakdowns(t *testing.T) {
	for breakdown, fine := range map[string]bool{
		"": true, "tier=regional": true, "sector=health,tier=regional": true, "standard=a:1,service=x": false,
		"service=ua.1,standard=a:1": true, "tier": false, "tier=": false, "=a": false, "tier=a,tier=b": false, "tier=a, b=c": false, ",": false,
	} {
		pairs, err := ParseBreakdown(breakdown)
		if (err == nil) != fine {
			t.Errorf("%q: %v", breakdown, err)
		}
		if err != nil {
			continue
		}
		m := map[string]string{}
		for _, p := range pairs {
			m[p[0]] = p[1]
		}
		if again, err := CanonicalBreakdown(m); err != nil || again != breakdown {
			t.Errorf("%q becomes %q, %v: the same cell would have two names", breakdown, again, err)
		}
	}
	if _, err := CanonicalBreakdown(map[string]string{"a": "x,y"}); err == nil {
		t.Error("a value with a comma would make another cell")
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]string{"400d": "400d", "36h": "36h0m0s", "48h": "2d", "90s": "1m30s", "0s": "0s", "0d": "0s",
		"-1d": "", "1.5d": "", "-5m": "", "5": "", "": "", "99999999d": ""} {
		var d Duration
		err := d.UnmarshalText([]byte(text))
		switch {
		case (err == nil) != (want != ""):
			t.Errorf("%q: %v", text, err)
		case err == nil && d.String() != want:
			t.Errorf("%q is read as %s", text, d)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	known := []string{"services_online", "services_online_share", "UA-32"}
	for word, want := range map[string]string{"servces_online": "services_online", "SERVICES_ONLINE": "services_online",
		"ua-32": "UA-32", "UA-23": "UA-32", "transport": "", "x": ""} {
		got := didYouMean(word, known)
		if want != "" && got != `did you mean "`+want+`"?` || want == "" && got != "" {
			t.Errorf("%q: %s", word, got)
		}
	}
}
