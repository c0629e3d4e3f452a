// Keyboard, menus and small comforts. Every page works without this file; it only saves steps.
"use strict";

const root = document.documentElement;

function isTyping(element) {
  return element.matches?.("input, textarea, select, [contenteditable]");
}

// One key focuses the field that announces it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const field = [...document.querySelectorAll("[data-shortcut]")].find((found) => found.dataset.shortcut === event.key);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select?.();
});

// Escape closes what is open: menus first, then a row that is being edited, then it leaves a field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return;
  }
  const cancel = event.target.closest?.("tr")?.querySelector("[data-cancel]");
  if (cancel) cancel.click();
  else if (isTyping(event.target)) event.target.blur();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const toggler = event.target.closest("[data-toggle=menu]");
  if (toggler) {
    const open = document.getElementById("menu").classList.toggle("show");
    toggler.setAttribute("aria-expanded", String(open));
  }
  if (event.target.closest("[data-toggle=filters]")) event.target.closest("form").classList.toggle("is-open");
  if (event.target.closest("[data-theme-switch]")) {
    dispatchEvent(new CustomEvent("admitone:theme", { detail: root.dataset.bsTheme === "dark" ? "light" : "dark" }));
  }
  const copy = event.target.closest("[data-fill]");
  if (copy) fill(copy);
});

// Printing needs this file, so the button appears with it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A proposal's button writes its values into the form.
function fill(button) {
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.fill))) {
    const field = button.closest("form").elements[name];
    if (!field) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Up and down move between the rows of a grid, Enter opens the row.
document.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || isTyping(event.target)) return;
  const links = [...document.querySelectorAll(".table-rows .row-link")];
  if (!links.length) return;
  const here = links.indexOf(document.activeElement?.closest("tr")?.querySelector(".row-link"));
  const next = links[Math.max(0, Math.min(links.length - 1, here + (event.key === "ArrowDown" ? 1 : -1)))];
  event.preventDefault();
  next.focus();
});

// A row that opens for editing takes the focus; one that closes gives it back to its button.
document.addEventListener("htmx:load", (event) => {
  const added = event.detail.elt;
  if (added.matches?.("tr")) (added.querySelector(".is-invalid, input:not([data-pick]), [data-edit]") ?? added).focus();
});

// A server that cannot be reached says so where the eye is.
document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline));
document.addEventListener("htmx:timeout", () => say(document.body.dataset.timeout));
// What somebody in between answers in the server's place (a proxy, say) is no part of a page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 500 || xhr.getResponseHeader("HX-Retarget")) return;
  event.detail.shouldSwap = false;
  say(document.body.dataset.offline);
});

// While a part that somebody asked for is on its way, a line moves; when it takes long, words say so. What a page asks
// for by itself, again and again, disturbs nobody.
const asked = new Map();
const QUICK_MS = 300;
const LONG_MS = 3000;
document.addEventListener("htmx:beforeSend", (event) => {
  if (!event.detail.requestConfig.triggeringEvent) return;
  const busy = setTimeout(() => document.body.classList.add("is-sending"), QUICK_MS);
  asked.set(event.detail.xhr, [busy, setTimeout(() => say(document.body.dataset.slow, "slow"), LONG_MS)]);
});
for (const name of ["htmx:afterRequest", "htmx:xhr:abort"]) {
  document.addEventListener(name, (event) => {
    for (const timer of asked.get(event.detail.xhr) ?? []) clearTimeout(timer);
    if (asked.delete(event.detail.xhr) && !asked.size) document.body.classList.remove("is-sending");
  });
}

// A part that asks for itself does so less and less often while nothing changes: it is a new one as soon as it has.
const FIRST_WAIT_MS = 6000;
const LAST_WAIT_MS = 60000;
const TICK_MS = 1000;
const askedAgain = new WeakMap();
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt;
  if (!part.matches("[data-backs-off]")) return;
  const { due, wait } = askedAgain.get(part) ?? { due: 0, wait: FIRST_WAIT_MS };
  const now = performance.now();
  if (now < due) event.preventDefault();
  else askedAgain.set(part, { due: now + wait - TICK_MS, wait: Math.min(wait * 2, LAST_WAIT_MS) });
});

function say(text, tone = "") {
  const announcer = document.getElementById("announcer");
  announcer.textContent = text ?? "";
  announcer.className = text ? "toast-line" : "visually-hidden";
  announcer.dataset.tone = tone;
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  say("");
  document.getElementById("problem").replaceChildren();
});
