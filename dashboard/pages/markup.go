package pages

import "html/template"

// The two smallest pieces of every table are written here: a page has hundreds of them, and as templates they take most of its time.

// howHTML is a text that leads to where it is explained, or the text alone.
func howHTML(href, text string) template.HTML {
	text = template.HTMLEscapeString(text)
	if href == "" {
		return template.HTML(text)
	}
	return template.HTML(`<a class="how" href="` + template.HTMLEscapeString(href) + `">` + text + `</a>`)
}

// markHTML is a state's shape and word.
func markHTML(m mark) template.HTML {
	kind := template.HTMLEscapeString(m.Kind)
	return template.HTML(`<span class="st st-` + kind + `"><svg class="sym" aria-hidden="true" focusable="false"><use href="#m-` + kind + `"/></svg><span>` +
		template.HTMLEscapeString(m.Word) + `</span></span>`)
}
