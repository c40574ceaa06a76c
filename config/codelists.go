package config

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CodeList is codes that the fields of many sources share: their words for yes and no, for stages, for regions.
type CodeList struct {
	ID    string            `yaml:"id"`
	Codes map[string]string `yaml:"codes"` // their code → ours, in whatever letters, small or capital
}

// listKey is the key among a field's codes that names a code list.
const listKey = "list"

// useCodeList puts a shared list among a field's own codes. What the field itself says goes first.
func (c *checker) useCodeList(f *Field) {
	id, ok := f.Codes[listKey]
	if !ok {
		return
	}
	at := c.at(mapKey{&f.Codes, listKey}, f)
	delete(f.Codes, listKey)
	if id == "" {
		c.wrong(at, "list is empty", "among codes it names a code list", "write the list's id, or remove it")
	}
	list := c.codeList[id]
	if !refer(c, "code list", id, c.codeList, at) || list == nil {
		return
	}
	own := map[string]bool{}
	for _, codes := range [][]string{keysOf(f.Codes), f.Missing, f.NotApplicable} {
		for _, code := range codes {
			own[code] = true
		}
	}
	for _, code := range keysOf(list.Codes) {
		for _, theirs := range spellings(code) {
			if !own[theirs] {
				f.Codes[theirs] = list.Codes[code]
				c.places[mapKey{&f.Codes, theirs}] = at
			}
		}
	}
}

// spellings are a code as it is written, in small letters, in capital ones, and with a capital first.
func spellings(code string) []string {
	small := strings.ToLower(code)
	if small == "" {
		return []string{code} // what stands for nothing
	}
	first, n := utf8.DecodeRuneInString(small)
	return []string{code, small, strings.ToUpper(code), string(unicode.ToUpper(first)) + small[n:]}
}

// checkCodeList finds codes that would mean two things. What they stand for is judged by each field that uses them.
func (c *checker) checkCodeList(l *CodeList) {
	c.needed(len(l.Codes) == 0, c.at(l), fmt.Sprintf("the code list %q", l.ID), "codes", "it would translate nothing")
	seen := map[string]string{}
	for _, code := range keysOf(l.Codes) {
		at := c.at(mapKey{&l.Codes, code}, l)
		if code == listKey {
			c.wrong(at, "a code list can't name another", "fields name lists, each one", "write the codes themselves")
		}
		small := strings.ToLower(code)
		if other, twice := seen[small]; twice && l.Codes[other] != l.Codes[code] {
			c.wrong(at, fmt.Sprintf("%q and %q mean two things", other, code), "lists take small and capital letters alike", "correct one, or put the code into the mapping, where letters count")
		}
		seen[small] = code
	}
}
