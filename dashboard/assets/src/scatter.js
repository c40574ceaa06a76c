// Dresses the scatter of two indicators. Its texts come written from the server; a dot leads to its region.
const size = 11; // of a dot
const font = '"Golos Text", sans-serif';

export function scattered(option, place, c, writersOf) {
  const { unit, unitY } = place.dataset;
  const small = place.clientWidth < 480;
  const text = { color: c.soft, fontFamily: font, fontSize: 12 };
  const axis = (a, unit) => ({
    min: a.min, max: a.max, interval: a.interval, type: a.type, axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: c.rule } },
    axisLabel: { ...text, hideOverlap: true, formatter: writersOf({ dataset: { ...place.dataset, unit } }).axis },
  });
  const [x, y] = [option.xAxis[0], option.yAxis[0]];
  const [middleX, middleY] = option.middle;
  const middle = (data) => ({ type: "line", data, symbol: "none", silent: true, z: 1, lineStyle: { color: c.soft, width: 1, type: [2, 4] } });
  const dots = option.series[0];
  const name = (d, at) => at ? {
    show: true, position: [size / 2 + at.x, size / 2 + at.y - 4], align: { start: "left", middle: "center", end: "right" }[at.anchor], verticalAlign: "middle",
    formatter: () => d.short, color: c.ink, fontFamily: font, fontWeight: d.mark ? 700 : 500, fontSize: 12,
  } : { show: false };
  return {
    textStyle: { fontFamily: font }, animation: false, aria: option.aria,
    grid: { left: small ? 44 : 52, right: 28, top: 14, bottom: 28 },
    xAxis: axis(x, unit), yAxis: axis(y, unitY),
    tooltip: {
      show: true, trigger: "item", confine: true, className: "tip-holder", padding: 0, borderWidth: 0, backgroundColor: "transparent", extraCssText: "box-shadow:none", transitionDuration: 0,
      formatter: ({ data }) => tip(data, [x.name, y.name]),
    },
    series: [middle([[middleX, y.min], [middleX, y.max]]), middle([[x.min, middleY], [x.max, middleY]]), {
      ...dots, symbolSize: size, cursor: "pointer", z: 3,
      data: dots.data.map((d) => ({ ...d, itemStyle: { color: d.mark ? c.ink : c.actual, opacity: 0.85 }, label: name(d, d.names[small ? 1 : 0]) })),
    }],
  };
}

function tip(dot, names) {
  const box = document.createElement("div");
  box.className = "tip";
  const head = document.createElement("b");
  head.textContent = dot.name;
  box.append(head);
  dot.texts.forEach((text, n) => {
    const row = document.createElement("span");
    const value = document.createElement("em");
    value.textContent = text;
    row.append(names[n] + " ", value);
    box.append(row);
  });
  return box;
}

// follow leads from a dot to its region's page.
export function follow(chart) {
  chart.on("click", ({ data }) => { if (data?.href?.startsWith("/")) location.assign(data.href); });
}
