package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/postup/postup/collectors"
)

// sayEvery is how often a line is written at most, where there is no terminal.
const sayEvery = 2 * time.Second

// windows tells how far sources are through the window that they are asked for: by a bar on a terminal, by lines elsewhere.
type windows struct {
	now  func() time.Time
	bar  *progressbar.ProgressBar // nil: lines
	out  io.Writer                // of the lines; nil: nothing is said
	mu   sync.Mutex
	of   map[string]collectors.Parts // the newest of each source
	from time.Time                   // when the first one began
	said time.Time                   // when the last line was written
}

// windowProgress is for a command's output; done takes the bar away.
func (c *cli) windowProgress() (w *windows, done func()) {
	bar := c.terminalBar("parts of the window", progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(false),
		progressbar.OptionShowDescriptionAtLineEnd(), progressbar.OptionSetWidth(10)) // all of it in 80 columns
	w = &windows{now: time.Now, bar: bar, of: map[string]collectors.Parts{}}
	if w.bar == nil && !c.json {
		w.out = c.stderr
	}
	return w, func() {
		if w.bar != nil {
			_ = w.bar.Clear()
		}
	}
}

// tell takes what is new of a source.
func (w *windows) tell(p collectors.Parts) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	if len(w.of) == 0 {
		w.from = now
	}
	w.of[p.Source] = p
	if w.bar != nil {
		w.draw(now)
	} else if w.out != nil && p.Asked > 0 && now.Sub(w.said) >= sayEvery {
		w.said = now
		_, _ = fmt.Fprintln(w.out, w.line(p, now)) // who can't be told is not waited for
	}
}

// draw moves the bar. It ends with the command, not with the parts that are known so far.
func (w *windows) draw(now time.Time) {
	var done, of int
	for _, p := range w.of {
		done += p.Of - p.Left()
		of += p.Of
	}
	if done == of {
		return
	}
	w.bar.ChangeMax(of)
	w.bar.Describe(w.records() + w.left(now))
	_ = w.bar.Set(done)
}

// line says what became of a source's last part, and how far all are.
func (w *windows) line(p collectors.Parts, now time.Time) string {
	all := ""
	if len(w.of) > 1 {
		all = fmt.Sprintf(" from %d sources", len(w.of))
	}
	return fmt.Sprintf("%s: part %d of %d, %s..%s, %s; %s%s%s", p.Source, p.Before+p.Asked, p.Of, p.Last.From, p.Last.To, p.Last.Status,
		w.records(), all, w.left(now))
}

// records is what came from all sources so far.
func (w *windows) records() string {
	var records uint64
	for _, p := range w.of {
		records += p.Records
	}
	return fmt.Sprintf("%d records so far", records)
}

// left is how long the rest takes at the pace of the parts that were asked for. Those that were passed over took no time
// and say nothing of it.
func (w *windows) left(now time.Time) string {
	var asked, left int
	for _, p := range w.of {
		asked, left = asked+p.Asked, left+p.Left()
	}
	if asked == 0 || left == 0 {
		return ""
	}
	return ", " + about(now.Sub(w.from)/time.Duration(asked)*time.Duration(left)) + " left"
}

// about writes a duration no more exactly than it is known.
func about(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return fmt.Sprintf("about %d min", int(d.Round(time.Minute).Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("about %d h", int(d.Round(time.Hour).Hours()))
	}
	return fmt.Sprintf("about %d days", int(d.Round(24*time.Hour).Hours()/24))
}
