package config

import (
	"slices"
	"strings"
	"unicode"
)

// Words that make a column personal wherever they stand in its name.
var personalWords = []string{
	"surname", "lastname", "firstname", "fullname", "patronymic", "middlename", "fio", "pib",
	"phone", "phones", "telephone", "tel", "mobile", "msisdn", "email", "emails", "mail",
	"address", "addresses", "passport", "birthday", "birthdate", "birthplace", "dob",
	"inn", "ipn", "rnokpp", "snils", "ssn", "iban",
	"піб", "фио", "рнокпп", "іпн", "инн", "снилс", "адреса", "адрес", "адресу", "отчество", "прізвище", "фамилия",
}

// Beginnings of such words in languages whose words decline.
var personalBeginnings = []string{"прізвищ", "фамили", "отчеств", "телефон", "паспорт", "народжен", "рожден", "імейл", "имейл"}

// Words that are personal together, one after the other.
var personalPairs = [][2]string{
	{"e", "mail"}, {"of", "birth"}, {"birth", "date"}, {"birth", "place"}, {"birth", "year"}, {"tax", "number"}, {"tax", "id"},
	{"taxpayer", "id"}, {"personal", "id"}, {"personal", "number"}, {"national", "id"}, {"по", "батькові"},
}

// A name is a person's alone, with the part of it that it is, or beside a word for a person: "name", "first_name" and
// "applicant_name" are, "service_name" is not.
var (
	nameWords   = []string{"name", "names", "ім'я", "имя"}
	partWords   = []string{"first", "last", "full", "middle", "given", "family", "maiden"}
	personWords = []string{
		"applicant", "citizen", "client", "customer", "person", "patient", "child", "father", "mother", "owner", "holder",
		"user", "contact", "employee", "заявника", "заявителя",
	}
)

// Words that begin or end the name of a column of counts or shares: "num_applications_by_phone".
var (
	countFirst = []string{"num", "count", "total", "share", "percent", "pct", "кількість", "частка", "количество", "доля"}
	countLast  = []string{"count", "counts", "total", "share", "percent", "pct"}
)

// looksPersonal tells by a column's name, or a path, whether it holds what identifies a person.
func looksPersonal(column string) bool {
	words := wordsOf(column)
	if len(words) == 0 || len(words) > 1 && (slices.Contains(countFirst, words[0]) || slices.Contains(countLast, words[len(words)-1])) {
		return false
	}
	for i, w := range words {
		if slices.Contains(personalWords, w) || slices.ContainsFunc(personalBeginnings, func(b string) bool { return strings.HasPrefix(w, b) }) {
			return true
		}
		if i > 0 && slices.Contains(personalPairs, [2]string{words[i-1], w}) {
			return true
		}
	}
	return isPersonsName(words)
}

func isPersonsName(words []string) bool {
	var name, person, other bool
	for _, w := range words {
		switch {
		case slices.Contains(nameWords, w):
			name = true
		case slices.Contains(personWords, w):
			person = true
		case !slices.Contains(partWords, w):
			other = true
		}
	}
	return name && (person || !other)
}

// wordsOf parts a name into lower-case words: at anything but letters, digits and apostrophes, and where a capital follows
// a small letter.
func wordsOf(name string) []string {
	var b strings.Builder
	var last rune
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			b.WriteByte(' ')
		}
		if r == '’' || r == 'ʼ' {
			r = '\''
		}
		b.WriteRune(unicode.ToLower(r))
		last = r
	}
	return strings.FieldsFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' })
}
