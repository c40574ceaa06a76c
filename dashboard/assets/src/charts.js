// Draws the trajectories and the scatter large and with tooltips. The options come from the server as data; how each series looks and
// how values are written is here, so nothing in the data is ever run.
import { LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { follow, scattered } from "./scatter.js";

use([LineChart, ScatterChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

const drawn = new Map(); // place → its chart and the address of what it shows

// tokens are the page's colours, read anew where the page turns dark or light.
function tokens() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  return { ink: token("--ink"), soft: token("--soft"), rule: token("--rule"), paper: token("--paper"), wash: token("--wash"), actual: token("--actual"), promise: token("--promise"), fan: token("--fan") };
}

function writers(place) {
  const { lang, unit, decimals } = place.dataset;
  const plain = (v, digits) => new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: "min2" })
      .format(v).replace(/\u00a0/g, "\u202f").replace(/-/g, "\u2212");
  const write = (v, digits) => unit.replace("{n}", () => plain(v, digits));
  return {
    exact: (v) => write(v, Number(decimals)),
    short: (v) => write(v, Number.isInteger(Math.round(v * 1e6) / 1e6) ? 0 : Math.max(1, Number(decimals))),
    estimate: (v, width) => "≈\u00a0" + write(v, Math.min(Number(decimals), width >= 2 ? 0 : width >= 0.2 ? 1 : 2)),
    axis: (v) => (unit.endsWith("%") ? write : plain)(v, Number.isInteger(Math.round(v * 1e6) / 1e6) ? 0 : Math.max(1, Number(decimals))),
    day: (t) => {
      const parts = new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).formatToParts(t);
      return ["day", "month", "year"].map((type) => parts.find((part) => part.type === type).value).join(" "); // as pages write it
    },
  };
}

const rings = [["circle", 9], ["diamond", 12], ["rect", 8]]; // as in the drawing: each reading of a promise has its own
const last = (s) => s.data[s.data.length - 1];
// placed finds where the server's drawing has a label.
function placed(places, id) {
  const [, position, shift] = places.split(" ").map((p) => p.split(":")).find(([of]) => of === id) ?? [];
  return position && { position, shift };
}
const happened = ["actual", "simulated"], bridge = "bridge"; // of the invented values' series: a real one beside them
const at = (s, id) => s.find((x) => x.id === id);

const mark = 16, reach = 33; // of a note: the width of its mark, and how far over the chart the mark's middle stands
const stamp = (t) => new Date(t).toISOString();

// apart moves places as little as it takes for their marks not to touch, as the drawing does.
function apart(places, step, high) {
  const out = [];
  step = Math.min(step, high / Math.max(1, places.length - 1));
  places.forEach((at, i) => out.push(Math.max(at, i * step, i ? out[i - 1] + step : 0)));
  for (let i = out.length - 1, limit = high; i >= 0; i--) { out[i] = Math.min(out[i], limit); limit = out[i] - step; }
  return out;
}

// flags makes of each note a line from its mark down through the chart or, of some time, a band and a line down to it. What it
// stands on is in the units of the axes, so that it keeps its place when the chart grows.
function flags(option, c, place, places) {
  const notes = option.series.filter((s) => s.id.startsWith("note-"));
  const { grid, xAxis: [x], yAxis: [y] } = option;
  const from = Date.parse(x.min), wide = place.clientWidth - grid.left - grid.right, day = (Date.parse(x.max) - from) / wide;
  const over = y.max + (y.max - y.min) * reach / (place.clientHeight - grid.top - grid.bottom);
  const times = notes.map((s) => s.data.map((d) => Date.parse(d.value[0])));
  const marks = apart(times.map(([a, b]) => ((a + b) / 2 - from) / day), mark + 3, wide);
  return notes.flatMap((s, i) => {
    const [, number, kind] = s.id.split("-"), [first, end] = times[i], middle = stamp((first + end) / 2);
    const head = {
      value: [stamp(from + marks[i] * day), over], symbol: kind === "break" ? "rect" : "circle", symbolSize: mark - 1,
      itemStyle: { color: c.paper, borderColor: c.soft, borderWidth: 1, borderType: kind === "simulated" ? "dashed" : "solid" },
      label: { show: true, position: "inside", formatter: number, color: c.ink, fontSize: 11, fontWeight: 600 },
    };
    const plain = { type: "line", symbol: "none", silent: true, clip: false, emphasis: { disabled: true }, z: 0 };
    const line = { ...s, ...plain, showSymbol: true, lineStyle: { color: c.soft, width: 1, type: kind === "break" ? [5, 3] : "solid" } };
    line.data = [head, { value: [middle, y.max] }];
    const side = placed(places, "note-" + number);
    if (side) {
      const label = { show: true, position: side.position, distance: mark / 2 + 3, formatter: place.dataset.break, color: c.soft, fontSize: 12 };
      line.data.unshift({ value: head.value, symbol: "circle", symbolSize: 1, itemStyle: { color: "transparent" }, label });
    }
    if (first === end) { line.data.push({ value: [middle, y.min] }); return [line]; }
    return [{ ...s, ...plain, id: "band-" + number, lineStyle: { opacity: 0 }, areaStyle: { color: c.wash, opacity: 1, origin: "start" } }, line];
  });
}

// dress gives the series their looks by their ids, and returns them. Labels stand where the server's drawing has them.
function dress(series, c, w, places) {
  const high = at(series, "fan-high");
  const width = high ? last(high).value[1] : 0;
  const label = (id, color, formatter) => {
    const { position, shift } = placed(places, id) ?? {};
    return { show: !!position, position, offset: [0, Number(shift)], distance: 8, color, fontWeight: 600, formatter };
  };
  const known = (s) => s.data.filter((d) => d.value[1] !== null && d.name !== bridge);
  const day = (s) => last({ data: known(s) }).value[0];
  const [newest] = series.filter((s) => happened.includes(s.id) && known(s).length).sort((a, b) => (day(a) < day(b) ? 1 : -1));
  const onLast = (s, item) => { s.data[s.data.length - 1] = { ...last(s), ...item }; };
  for (const s of series) {
    Object.assign(s, { showSymbol: true, symbol: "none", silent: true, connectNulls: false, emphasis: { disabled: true }, z: 2 });
    if (happened.includes(s.id)) {
      const invented = s.id === "simulated";
      const stroke = invented ? { width: 2.25, type: [7, 4] } : { width: 2.75, cap: "round", join: "round" };
      const dot = invented ? { color: c.paper, borderColor: c.actual, borderWidth: 1.75 } : { color: c.actual };
      Object.assign(s, { lineStyle: { color: c.actual, ...stroke }, itemStyle: dot, z: 5 });
      if (s !== newest) continue;
      const i = s.data.lastIndexOf(last({ data: known(s) }));
      s.data[i] = { ...s.data[i], symbol: "circle", symbolSize: 9, label: label("actual", c.actual, (p) => w.exact(p.value[1])) };
    } else if (s.id === "forecast") {
      Object.assign(s, { lineStyle: { color: c.actual, width: 1.6, type: [0.1, 5], cap: "round" }, z: 3 });
      onLast(s, { symbol: "circle", symbolSize: 1, itemStyle: { color: c.actual }, label: label(s.id, c.actual, (p) => w.estimate(p.value[1], width)) });
    } else if (s.id.startsWith("fan")) {
      Object.assign(s, { lineStyle: { opacity: 0 }, z: 1, stackStrategy: "all" });
      if (s.id === "fan-high") s.areaStyle = { color: c.fan, opacity: 1 };
    } else {
      Object.assign(s, { lineStyle: { color: c.promise, width: 1.25 }, z: 4 });
      const [symbol, symbolSize] = rings[s.id.slice("promise-".length) % rings.length];
      onLast(s, { symbol, symbolSize, itemStyle: { color: c.paper, borderColor: c.promise, borderWidth: 1.5 }, label: label(s.id, c.ink, (p) => w.short(p.value[1])) });
    }
  }
  return series;
}

function tooltip(series, w) {
  const seen = new Set();
  const box = document.createElement("div");
  box.className = "tip";
  const head = document.createElement("b");
  box.append(head);
  for (const p of series) {
    if (p.seriesId.startsWith("fan") || p.value[1] === null || p.name === bridge || seen.has(p.seriesName)) continue;
    seen.add(p.seriesName);
    const row = document.createElement("span");
    row.append(p.seriesName + " ");
    box.append(row);
    if (/^(note|band)/.test(p.seriesId)) continue; // it says itself when it was
    head.textContent = w.day(p.axisValue);
    const value = document.createElement("em");
    value.textContent = happened.includes(p.seriesId) ? w.exact(p.value[1]) : w.short(p.value[1]);
    row.append(value);
  }
  return seen.size ? box : "";
}

function complete(option, place) {
  const c = tokens();
  const w = writers(place);
  const small = place.clientWidth < 480;
  const text = { color: c.soft, fontFamily: '"Golos Text", sans-serif', fontSize: 12 };
  option.textStyle = { fontFamily: text.fontFamily };
  option.grid = { left: small ? 42 : 48, right: small ? 64 : 72, top: option.series.some((s) => s.id.startsWith("note-")) ? 42 : 24, bottom: 26 };
  option.xAxis = option.xAxis.map((x) => ({
    ...x, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false }, minInterval: 28 * 864e5,
    axisLabel: { ...text, hideOverlap: true, showMinLabel: false, formatter: { year: "{yyyy}", month: Date.parse(x.max) - Date.parse(x.min) > 2 * 366 * 864e5 ? "" : "{M}.{yyyy}", day: "" } },
  }));
  option.yAxis = option.yAxis.map((y) => ({
    ...y, axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: c.rule } },
    axisLabel: { ...text, formatter: (v) => w.axis(v) },
  }));
  option.tooltip = {
    show: true, trigger: "axis", confine: true, className: "tip-holder", padding: 0, borderWidth: 0, backgroundColor: "transparent", extraCssText: "box-shadow:none",
    axisPointer: { type: "line", lineStyle: { color: c.soft, type: "solid", width: 1 } }, transitionDuration: 0,
    formatter: (p) => tooltip(p, w),
  };
  const places = (small && place.dataset.narrow) || place.dataset.places;
  const notes = flags(option, c, place, places);
  option.series = [...notes, ...dress(option.series.filter((s) => !s.id.startsWith("note-")), c, w, places)];
  option.useUTC = true;
  delete option.color;
  delete option.title;
  delete option.legend;
  delete option.toolbox;
  return option;
}

async function draw(place) {
  const address = place.dataset.chart;
  try {
    const answer = await fetch(address);
    if (!answer.ok) return; // the drawing that came with the page stays
    const given = await answer.json();
    const dots = place.dataset.kind === "scatter";
    const option = dots ? scattered(given, place, tokens(), writers) : complete(given, place);
    let chart = drawn.get(place);
    if (!chart) {
      const canvas = document.createElement("div");
      canvas.className = "canvas";
      place.append(canvas);
      chart = init(canvas, null, { renderer: "svg" });
      drawn.set(place, chart);
      if (dots) follow(chart);
      new ResizeObserver(() => chart.resize()).observe(canvas);
    }
    chart.setOption(option, { notMerge: true });
    place.classList.add("drawn");
  } catch {
    place.classList.remove("drawn");
  }
}

function all() {
  for (const [place, chart] of drawn) {
    if (!place.isConnected) { chart.dispose(); drawn.delete(place); }
  }
  for (const place of document.querySelectorAll("[data-chart]")) watch.observe(place);
  for (const place of drawn.keys()) draw(place);
}

const watch = new IntersectionObserver((entries) => {
  for (const e of entries) {
    if (e.isIntersecting && !drawn.has(e.target)) { watch.unobserve(e.target); draw(e.target); }
  }
}, { rootMargin: "300px" });

all();
document.addEventListener("postup:refreshed", all);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
