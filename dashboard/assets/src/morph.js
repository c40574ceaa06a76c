// Makes one element like another with as few changes as there are differences. Kept as they are: what a script put
// into the page (data-live, data-chart's canvas) and whether details are open.
export function morph(from, to) {
  attributes(from, to);
  if (from.hasAttribute("data-live")) return;
  const old = [...from.childNodes].filter((n) => !kept(n));
  const fresh = [...to.childNodes];
  for (let i = 0; i < fresh.length; i++) {
    const a = old[i];
    const b = fresh[i];
    if (!a) from.append(b);
    else if (same(a, b)) a.nodeType === Node.ELEMENT_NODE ? morph(a, b) : text(a, b);
    else a.replaceWith(b);
  }
  for (const extra of old.slice(fresh.length)) extra.remove();
}

const kept = (node) => node.nodeType === Node.ELEMENT_NODE && node.classList.contains("canvas");

const same = (a, b) =>
  a.nodeType === b.nodeType && a.nodeName === b.nodeName &&
  (a.nodeType !== Node.ELEMENT_NODE || a.id === b.id);

function text(a, b) {
  if (a.nodeValue !== b.nodeValue) a.nodeValue = b.nodeValue;
}

function attributes(from, to) {
  const state = from.nodeName === "DETAILS" ? ["open"] : from.hasAttribute("data-chart") ? ["class"] : [];
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !state.includes(name)) from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (!state.includes(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}
