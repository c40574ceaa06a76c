// Lets a page follow the demo's clock: every ten seconds the same address is fetched and what differs is changed in
// place, so that nothing flickers and the focus, opened details and charts stay. Without scripts the page stands still.
import { morph } from "./morph.js";

const every = 10_000;
const parts = ["clock", "content"];

function follow(place) {
  const button = document.createElement("button");
  button.type = "button";
  place.replaceChildren(button);
  let on = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  let busy = false;

  const label = () => { button.textContent = on ? place.dataset.pause : place.dataset.resume; };
  const refresh = async () => {
    if (!on || busy || document.hidden || document.querySelector("#clock details[open]")) return;
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok) apply(await answer.text());
    } catch {
      // The server is away for a moment: the page stays as it is until the next turn.
    } finally {
      busy = false;
    }
  };
  button.addEventListener("click", () => { on = !on; label(); refresh(); });
  label();
  setInterval(refresh, every);
}

function apply(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const id of parts) {
    const from = document.getElementById(id);
    const to = fresh.getElementById(id);
    if (from && to) morph(from, to);
  }
  document.title = fresh.title;
  document.dispatchEvent(new CustomEvent("postup:refreshed"));
}

const place = document.querySelector("[data-live]");
if (place) follow(place);

// What a link within the pages points at is opened, where it is folded away.
function unfold() {
  const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let e = at; e; e = e.parentElement) if (e.nodeName === "DETAILS") e.open = true;
  if (at?.nodeName === "DETAILS" || at?.closest("details")) at.scrollIntoView();
}
addEventListener("hashchange", unfold);
if (location.hash) unfold();
