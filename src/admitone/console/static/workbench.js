// Pointing at a value on the picture of a page: its words are buttons, and a bar asks what the chosen ones are.
"use strict";

let pointed = null;

const wordsOf = (layer) => [...layer.querySelectorAll(".word")];
const bar = () => document.getElementById("say");

function point(word, { extend = false, ask = true } = {}) {
  const layer = word.closest(".sheet-words");
  const place = wordsOf(layer).indexOf(word);
  if (extend && pointed?.layer === layer) {
    pointed = { ...pointed, first: Math.min(pointed.first, place), last: Math.max(pointed.last, place) };
  } else {
    forget();
    pointed = { layer, first: place, last: place };
  }
  show();
  if (ask) bar().querySelector("[data-say]").focus();
}

function show() {
  const chosen = wordsOf(pointed.layer).slice(pointed.first, pointed.last + 1);
  for (const word of wordsOf(pointed.layer)) word.classList.toggle("is-chosen", chosen.includes(word));
  const form = document.getElementById("patterns-form");
  form.elements.pointedPage.value = pointed.layer.dataset.page;
  form.elements.pointedStart.value = chosen[0].dataset.start;
  form.elements.pointedEnd.value = chosen.at(-1).dataset.end;
  document.getElementById("pointed").textContent = chosen.map((word) => word.ariaLabel).join(" ");
  bar().hidden = false;
}

function forget() {
  document.querySelectorAll(".word.is-chosen").forEach((word) => word.classList.remove("is-chosen"));
  if (bar()) bar().hidden = true;
  pointed = null;
}

function stretch(step) {
  const last = wordsOf(pointed.layer).length - 1;
  if (step < 0) pointed.first = Math.max(0, pointed.first - 1);
  else pointed.last = Math.min(last, pointed.last + 1);
  show();
}

document.addEventListener("click", (event) => {
  const word = event.target.closest(".word");
  if (word) point(word, { extend: event.shiftKey });
  const button = event.target.closest("[data-stretch]");
  if (button && pointed) stretch(Number(button.dataset.stretch));
  if (event.target.closest("[data-forget]")) leave();
});

function leave() {
  const word = pointed && wordsOf(pointed.layer)[pointed.first];
  forget();
  word?.focus();
}

// Arrows go to the nearest word in their direction; with Shift they take more words.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && pointed) leave();
  const word = event.target.closest?.(".word");
  if (!word || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const next = neighbour(word, event.key);
  if (!next) return;
  if (event.shiftKey && !pointed) point(word, { ask: false });
  if (event.shiftKey) point(next, { extend: true, ask: false });
  word.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});

function neighbour(word, key) {
  const here = word.getBoundingClientRect();
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  let best = null;
  for (const other of wordsOf(word.closest(".sheet-words"))) {
    if (other === word) continue;
    const there = other.getBoundingClientRect();
    const [x, y] = [middle(there.left, there.right) - middle(here.left, here.right), middle(there.top, there.bottom) - middle(here.top, here.bottom)];
    const [along, across] = sideways ? [x * sign, Math.abs(y)] : [y * sign, Math.abs(x)];
    const aside = sideways ? across > here.height / 2 : along < here.height / 2;
    if (along <= 0 || aside) continue;
    const distance = sideways ? along : along * 8 + across;
    if (!best || distance < best.distance) best = { other, distance };
  }
  return best?.other;
}

const middle = (one, other) => (one + other) / 2;

// The new pattern takes the focus; whoever knows how may change it right away.
document.addEventListener("htmx:afterSettle", (event) => {
  const button = event.detail.requestConfig?.elt;
  if (!pointed || !button?.matches("[data-say]")) return;
  forget();
  document.getElementById(button.dataset.say).focus();
});
