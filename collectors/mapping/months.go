package mapping

import (
	"strings"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/kpi"
)

// monthWords are the names of the months in English, Ukrainian and Russian: as they are, short, and in the genitive.
var monthWords = [12]string{
	"january jan січень січ січня январь янв января",
	"february feb лютий лют лютого февраль фев февраля",
	"march mar березень бер березня март мар марта",
	"april apr квітень кві квітня апрель апр апреля",
	"may травень тра травня май мая",
	"june jun червень чер червня июнь июн июня",
	"july jul липень лип липня июль июл июля",
	"august aug серпень сер серпня август авг августа",
	"september sep sept вересень вер вересня сентябрь сен сентября",
	"october oct жовтень жов жовтня октябрь окт октября",
	"november nov листопад лис листопада ноябрь ноя ноября",
	"december dec грудень гру грудня декабрь дек декабря",
}

var monthNumbers = func() map[string]int {
	numbers := map[string]int{}
	for i, words := range monthWords {
		for _, word := range strings.Fields(words) {
			numbers[word] = i + 1
		}
	}
	return numbers
}()

// MonthOf is the number of the month that a word names, 0 where it names none.
func MonthOf(word string) int { return monthNumbers[strings.TrimSuffix(strings.ToLower(word), ".")] }

// yearWords may stand after a year.
var yearWords = []string{"року", "рік", "р.", "р", "года", "год", "г.", "г"}

// monthName reads "January 2024", "січень 2024", "січня 2024 року", "янв. 2024 г."
func monthName(b []byte) (kpi.Period, *check.Problem) {
	text := strings.ToLower(strings.TrimSpace(string(b)))
	for _, word := range yearWords {
		if rest, ok := strings.CutSuffix(text, word); ok {
			text = rest
			break
		}
	}
	words := strings.Fields(text)
	if len(words) == 2 {
		m := monthNumbers[strings.TrimSuffix(words[0], ".")]
		if y, ok := number([]byte(words[1])); ok && m > 0 && len(words[1]) == 4 {
			return months(y, m, 1), nil
		}
	}
	return kpi.Period{}, &check.Problem{Reason: check.BadDate, Detail: "not a month such as January 2024, січень 2024 or январь 2024 г."}
}
