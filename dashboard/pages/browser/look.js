// What the browser tests look at, evaluated in the page itself. Each function gives a list of {what, detail}: what a
// visitor would trip over.
(() => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  // until waits for a condition as long as a patient visitor would, and tells whether it came.
  const until = async (holds, ms = 20_000) => {
    for (const end = performance.now() + ms; performance.now() < end; await frame()) if (holds()) return true;
    return holds();
  };
  const name = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""} "${(e.textContent ?? "").trim().slice(0, 50)}"`;
  const named = (list) => list.slice(0, 3).map(name).join("; ");
  const apart = ".scroll, .visually-hidden, .tiles, .chart, .sprite, .skip, .standings thead"; // scrolls or draws by itself

  const sideways = () => {
    const right = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > right + 1 && !e.closest(apart));
    return { by: document.documentElement.scrollWidth - right, out };
  };
  const cut = () => [...document.querySelectorAll("body *")].filter((e) =>
    e.clientWidth && e.scrollWidth > e.clientWidth + 1 && ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && !e.closest(apart));
  const alone = "nav a, .links a, .links b, .remarks > a, .foot a, .heat th a, .earlier a, h2 a, h3 a, .spaced > li > a:first-child, summary, button, select, "
    + "input:not([type=hidden], [type=checkbox]), label:has(input), .source-mark";
  const small = () => matchMedia("(pointer: coarse), (max-width: 40rem)").matches
    ? [...document.querySelectorAll(alone)].filter((e) => { const h = e.getBoundingClientRect().height; return h && h < 43.5; }) : [];

  globalThis.look = {
    until,

    // draw brings every chart into sight and waits until the script has drawn it.
    async draw(ms) {
      const found = [];
      for (const chart of document.querySelectorAll("[data-chart]")) {
        chart.scrollIntoView({ block: "center", behavior: "instant" });
        const drawn = await until(() => !chart.checkVisibility() || chart.classList.contains("drawn") && chart.querySelector(".canvas svg path"), ms);
        if (!drawn) found.push({ what: "chart not drawn", detail: chart.dataset.chart });
      }
      return found;
    },

    // words looks at what doesn't hang on a width: the language, words that are none, what the policy forbids. A block of data is no script.
    words(lang) {
      const found = [], text = document.body.innerText, none = /.{0,40}([⟦⟧]|%!|<no value>|NaN|Infinity|undefined).{0,40}/.exec(text);
      if (document.documentElement.lang !== lang) found.push({ what: "wrong language", detail: document.documentElement.lang });
      if (none) found.push({ what: "text that is none", detail: none[0] });
      if (document.querySelectorAll("h1").length !== 1) found.push({ what: "not one main heading", detail: String(document.querySelectorAll("h1").length) });
      const inline = [...document.querySelectorAll("body [style], style, script:not([src], [type='application/ld+json'])")].filter((e) => !e.closest(".canvas"));
      if (inline.length) found.push({ what: "inline style or script", detail: named(inline) });
      return found;
    },

    // layout looks at what a width does. Charts follow a new width a moment later, so it looks again until all is well.
    async layout() {
      await frame();
      const settled = () => { const s = sideways(); return s.by <= 0 && !s.out.length; };
      const found = [];
      if (!await until(settled, 2_000)) { const s = sideways(); found.push({ what: "runs out of the page sideways", detail: `${s.by} px: ${named(s.out)}` }); }
      if (cut().length) found.push({ what: "cut off", detail: named(cut()) });
      if (small().length) found.push({ what: "too small to be tapped", detail: named(small()) });
      return found;
    },

    // folded looks for what paper would lack.
    folded: () => [...document.querySelectorAll(".fold")].filter((e) => ![...e.children].slice(1).some((inside) => inside.checkVisibility())).map((e) => ({ what: "folded away on paper", detail: e.id })),

    // still looks for charts that would be empty without scripts.
    still() {
      const found = [...document.querySelectorAll("[data-chart]:not(:has(.drawing))")].map((e) => ({ what: "chart without a drawing", detail: e.dataset.chart }));
      if (!document.querySelector("h1")?.checkVisibility()) found.push({ what: "no heading", detail: "" });
      return found;
    },

    // audit is axe's; rules narrow it to some.
    async audit(rules) {
      const all = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const runOnly = rules?.length ? { type: "rule", values: rules } : { type: "tag", values: all };
      const { violations } = await axe.run(document, { resultTypes: ["violations"], runOnly });
      return violations.map((v) => ({ what: `axe ${v.impact}: ${v.id}`, detail: `${v.help}: ${v.nodes.length}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}` }));
    },
  };
})();
