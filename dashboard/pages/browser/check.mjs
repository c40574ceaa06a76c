// Opens pages in a real browser and says what a visitor would trip over. Takes {base, pages, languages} as JSON on
// standard input and writes a list of findings, one line of JSON each, to standard output.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const { base, pages, languages, chromium: executablePath } = JSON.parse(readFileSync(0, "utf8"));
const found = (page, what, detail) => console.log(JSON.stringify({ page, what, detail }));

const views = [
  { name: "desk", viewport: { width: 1440, height: 900 }, colorScheme: "light", charts: true, audit: languages },
  { name: "desk, dark", viewport: { width: 1440, height: 900 }, colorScheme: "dark", audit: languages.slice(0, 1), only: languages.slice(0, 1) },
  { name: "tablet", viewport: { width: 768, height: 1024 }, colorScheme: "light", audit: [] },
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light", hasTouch: true, isMobile: true, audit: languages.slice(1, 2) },
];

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
try {
  await Promise.all(views.map(async (view) => {
    const { name, audit, charts, only, ...options } = view;
    const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
    const page = await context.newPage();
    const state = listen(page);
    for (const path of pages) for (const lang of only ?? languages) await visit(page, state, path, lang, name, charts, audit.includes(lang));
    await context.close();
  }));
  await following();
  await withoutScripts();
  await printed();
  console.log(JSON.stringify({ done: true, version: browser.version() }));
} finally {
  await browser.close();
}

function address(path, lang) {
  return base + path + (path.includes("?") ? "&" : "?") + "lang=" + lang;
}

// listen tells of whatever goes wrong on a page, under the name of what is being visited.
function listen(page) {
  const state = { where: "", leaving: false };
  const tell = (what, detail) => found(state.where, what, detail);
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) tell("console " + m.type(), m.text()); });
  page.on("pageerror", (e) => tell("script error", e.message));
  page.on("requestfailed", (r) => { if (!state.leaving) tell("request failed", `${r.url()}: ${r.failure()?.errorText}`); });
  page.on("request", (r) => { if (!r.url().startsWith(base) && !r.url().startsWith("data:")) tell("third-party request", r.url()); });
  page.on("response", (r) => { if (r.status() >= 400) tell("answer " + r.status(), r.url()); });
  return state;
}

async function visit(page, state, path, lang, view, charts, audit) {
  state.leaving = true; // what the page before still fetched is cut off
  await page.goto("about:blank");
  Object.assign(state, { where: `${path} (${lang}, ${view})`, leaving: false });
  await page.goto(address(path, lang), { waitUntil: "load" });
  if (charts) await draw(page, state.where);
  await page.evaluate(() => { for (const e of document.querySelectorAll("main details.fold")) e.open = true; }); // what is folded away counts, too
  await layout(page, state.where, lang);
  if (audit) await accessible(page, state.where);
}

// draw brings every chart into sight and waits until the script has drawn it.
async function draw(page, where) {
  for (const chart of await page.locator("[data-chart]").all()) {
    await chart.scrollIntoViewIfNeeded();
    await page.waitForFunction((e) => e.classList.contains("drawn") && e.querySelector(".canvas svg path"), await chart.elementHandle(), { timeout: 20_000 })
      .catch(async () => found(where, "chart not drawn", await chart.getAttribute("data-chart")));
  }
}

async function layout(page, where, lang) {
  const seen = await page.evaluate(() => {
    const right = document.documentElement.clientWidth;
    const clipped = (e) => e.closest(".scroll, .sections, .visually-hidden, .tiles, .chart, .sprite, .standings thead");
    const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > right + 1 && !clipped(e));
    const small = matchMedia("(pointer: coarse)").matches
      ? [...document.querySelectorAll("nav a, .links a, summary, button, .source-mark")].filter((e) => e.getBoundingClientRect().height && e.getBoundingClientRect().height < 43.5) : [];
    const name = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""} "${(e.textContent ?? "").trim().slice(0, 50)}"`;
    return {
      overflow: document.documentElement.scrollWidth - right, out: out.slice(0, 3).map(name), small: small.slice(0, 3).map(name),
      lang: document.documentElement.lang, text: document.body.innerText,
      inline: document.querySelectorAll("main [style], header [style], script:not([src]), style").length - document.querySelectorAll(".canvas [style], .canvas style").length,
    };
  });
  if (seen.overflow > 0 || seen.out.length) found(where, "runs out of the page sideways", `${seen.overflow} px: ${seen.out.join("; ")}`);
  if (seen.small.length) found(where, "too small to be tapped", seen.small.join("; "));
  if (seen.lang !== lang) found(where, "wrong language", seen.lang);
  if (/[⟦⟧]|%!|<no value>|NaN|Infinity|undefined/.test(seen.text)) found(where, "text that is none", seen.text.match(/.{0,40}([⟦⟧]|%!|<no value>|NaN|Infinity|undefined).{0,40}/)[0]);
  if (seen.inline > 0) found(where, "inline style or script", String(seen.inline));
}

async function accessible(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  for (const v of violations.filter((v) => ["serious", "critical"].includes(v.impact))) {
    found(where, `axe ${v.impact}: ${v.id}`, `${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
  }
}

// following lets the page renew itself, and checks that what the visitor opened stays open and the chart stays drawn.
async function following() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const state = listen(page);
  state.where = "following the clock";
  await page.goto(address("/", languages[0]), { waitUntil: "load" });
  await draw(page, state.where);
  await page.locator("main details summary").first().click();
  await page.evaluate(() => {
    document.querySelector("h1").textContent = "what stood there before";
    window.chartBefore = document.querySelector("[data-chart] .canvas");
  });
  const renewed = page.waitForResponse((r) => new URL(r.url()).pathname === "/" && r.request().resourceType() === "fetch");
  await page.locator("#live button").click();
  await renewed;
  await page.waitForFunction(() => document.querySelector("h1").textContent !== "what stood there before", null, { timeout: 20_000 })
    .catch(() => found(state.where, "the page does not renew itself", ""));
  const kept = await page.evaluate(() => ({
    open: document.querySelector("main details").open, chart: document.querySelector("[data-chart] .canvas") === window.chartBefore,
    focus: document.activeElement === document.querySelector("#live button"),
  }));
  for (const [what, ok] of Object.entries(kept)) if (!ok) found(state.where, `renewing the page loses: ${what}`, "");
  await context.close();
}

// withoutScripts checks that a page says all of it without any script, and that its drawings are there.
async function withoutScripts() {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
  for (const path of pages) {
    const page = await context.newPage();
    await page.goto(address(path, languages[0]), { waitUntil: "load" });
    const charts = await page.locator("[data-chart]").count();
    const drawings = await page.locator("[data-chart]:has(.drawing)").count();
    if (charts !== drawings) found(path + " (no scripts)", "charts without a drawing", `${drawings} of ${charts}`);
    if (!(await page.locator("h1").isVisible())) found(path + " (no scripts)", "no heading", "");
    await page.close();
  }
  await context.close();
}

// printed checks that paper has all of what is folded on a screen.
async function printed() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.emulateMedia({ media: "print" });
  for (const path of pages) {
    await page.goto(address(path, languages[0]), { waitUntil: "load" });
    const lost = await page.evaluate(() => [...document.querySelectorAll(".fold")].filter((e) => ![...e.children].slice(1).some((inside) => inside.checkVisibility())).map((e) => e.id));
    if (lost.length) found(path + " (printed)", "folded away on paper", lost.join(", "));
  }
  await context.close();
}
