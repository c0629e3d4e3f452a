// The review grid: keys, the picture that follows, many tickets at once, undo and redo, and a question before leaving.
"use strict";

// A step is a list of changes {row, name, from, to}; one key takes all of it back.
const steps = [];
const undone = [];
let leaving = false;
// The ticket whose own button was pressed last.
let pressed = null;

const grid = () => document.getElementById("review");
const rows = () => [...grid().querySelectorAll("[data-row]")];
const fieldsOf = (row) => [...row.querySelectorAll("input[data-saved]")];
const doneOf = (row) => row.querySelector("[name=done]");
const isTicket = (element) => element?.matches?.("#review input[data-saved], #review [name=done]");
const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);

// What stood in each field when it was last taken into account; the page that comes after a refusal starts anew.
let known = new WeakMap();

function begin() {
  if (!grid()) return;
  known = new WeakMap();
  for (const row of rows()) for (const field of [...fieldsOf(row), doneOf(row)]) known.set(field, valueOf(field));
  for (const hidden of grid().querySelectorAll("[data-with-scripts]")) hidden.hidden = false;
  showCount();
  fitBulk();
}

function find(change) {
  return grid().querySelector(`[data-row="${change.row}"] [name="${change.name}"]`);
}

function set(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else field.value = value;
  known.set(field, value);
}

// Puts values into fields as one step. A ticket that was changed counts as looked at.
function change(wanted) {
  const step = [];
  const add = (field, to) => {
    const from = known.get(field);
    if (from !== to) step.push({ row: field.closest("[data-row]").dataset.row, name: field.name, from, to });
  };
  for (const [field, to] of wanted) {
    add(field, to);
    if (field.name !== "done" && known.get(field) !== to) add(doneOf(field.closest("[data-row]")), true);
  }
  const distinct = step.filter((one, place) => step.findIndex((other) => other.row === one.row && other.name === one.name) === place);
  for (const one of distinct) set(find(one), one.to);
  if (distinct.length) {
    steps.push(distinct);
    undone.length = 0;
  }
  showCount();
}

function move(from, to, side) {
  const step = from.pop();
  if (!step) return;
  to.push(step);
  const fields = step.map((one) => [find(one), one[side]]).filter(([field]) => field);
  for (const [field, value] of fields) set(field, value);
  fields[0]?.[0].focus();
  showCount();
}
const undo = () => move(steps, undone, "from");
const redo = () => move(undone, steps, "to");

function showCount() {
  const count = rows().filter((row) => doneOf(row).checked).length;
  const told = document.getElementById("review-count");
  told.textContent = count ? told.dataset.some.replace("#", count) : told.dataset.none;
  grid().querySelector("[data-undo]").disabled = steps.length === 0;
  grid().querySelector("[data-redo]").disabled = undone.length === 0;
  for (const row of rows()) row.classList.toggle("is-done", doneOf(row).checked);
}

// What was typed or ticked becomes a step.
const commit = (field) => change([[field, valueOf(field)]]);

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("#review [data-row]");
  if (row) showPicture(row);
});
document.addEventListener("change", (event) => {
  if (isTicket(event.target)) commit(event.target);
  if (event.target.id === "bulk-field") fitBulk();
  if (event.target.matches("[data-select-all]")) {
    for (const box of grid().querySelectorAll("[data-select]")) box.checked = event.target.checked;
  }
});

function showPicture(row) {
  const sheet = grid().querySelector("[data-sheet]");
  if (!sheet || !row.dataset.page) return;
  const address = (page) => `${row.dataset.folder}${page}/picture.png`;
  const wanted = address(row.dataset.page);
  if (sheet.getAttribute("src") === wanted) return;
  sheet.src = wanted;
  sheet.alt = row.querySelector("legend").textContent;
  grid().querySelector("[data-sheet-link]").href = wanted;
  const behind = JSON.parse(row.dataset.behind).map((page) => {
    const picture = new Image(800, 1131);
    Object.assign(picture, { src: address(page), alt: String(page), className: "page-picture", loading: "lazy" });
    return picture;
  });
  grid().querySelector("[data-more-sheets]").replaceChildren(...behind);
  // The next one is there before it is asked for.
  const next = neighbour(row, 1);
  if (next?.dataset.page) new Image().src = `${next.dataset.folder}${next.dataset.page}/picture.png`;
}

function neighbour(row, step) {
  return rows()[rows().indexOf(row) + step];
}

function goTo(field, step) {
  const next = neighbour(field.closest("[data-row]"), step);
  if (next) next.querySelector(`[name="${field.name}"]`).focus();
  else if (step > 0) grid().querySelector(".pick-bar [type=submit]").focus();
}

function alongside(field, step) {
  const fields = fieldsOf(field.closest("[data-row]"));
  return fields[fields.indexOf(field) + step];
}

const KEYS = {
  ArrowDown: (field) => (commit(field), goTo(field, 1)),
  ArrowUp: (field) => (commit(field), goTo(field, -1)),
  Enter: (field) => {
    commit(field);
    const row = field.closest("[data-row]");
    if (!doneOf(row).checked) change([[doneOf(row), true]]);
    goTo(field, 1);
  },
};

document.addEventListener("keydown", (event) => {
  if (!grid()) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if ((event.ctrlKey || event.metaKey) && ["z", "y", "s"].includes(key)) {
    event.preventDefault();
    if (isTicket(event.target)) commit(event.target);
    if (key === "s") grid().requestSubmit();
    else if (key === "z" && !event.shiftKey) undo();
    else redo();
    return;
  }
  if (!isTicket(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
  const field = event.target;
  if (KEYS[key]) {
    event.preventDefault();
    KEYS[key](field);
  } else if (key === "Escape" && field.type !== "checkbox" && field.value !== known.get(field)) {
    field.value = known.get(field);
    event.stopImmediatePropagation();
  } else if (field.type === "text" && ["ArrowLeft", "ArrowRight"].includes(key) && field.selectionStart === field.selectionEnd) {
    const atEdge = key === "ArrowLeft" ? field.selectionStart === 0 : field.selectionStart === field.value.length;
    const next = atEdge && alongside(field, (key === "ArrowLeft") === (document.dir === "rtl") ? 1 : -1);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}, true);

// The value for many is typed in a field of the kind that they have.
function fitBulk() {
  const name = document.getElementById("bulk-field").value;
  document.getElementById("bulk-value").type = grid().querySelector(`[data-row] [name="${name}"]`).type;
}

document.addEventListener("click", (event) => {
  if (!grid()?.contains(event.target)) return;
  pressed = event.target.closest("[name=only]")?.value ?? null;
  const taken = event.target.closest("[data-take]");
  if (taken) change([[taken.closest("[data-row]").querySelector("[name=barcode]"), taken.dataset.take]]);
  if (event.target.closest("[data-undo]")) undo();
  if (event.target.closest("[data-redo]")) redo();
  if (event.target.closest("[data-bulk]")) {
    const name = document.getElementById("bulk-field").value;
    const value = document.getElementById("bulk-value").value.trim();
    const selected = rows().filter((row) => row.querySelector("[data-select]").checked);
    change(selected.map((row) => [row.querySelector(`[name="${name}"]`), value]));
  }
});

function isUnsaved() {
  return Boolean(grid()) && rows().some((row) => doneOf(row).checked || fieldsOf(row).some((field) => field.value !== field.dataset.saved));
}
addEventListener("beforeunload", (event) => {
  if (!leaving && isUnsaved()) event.preventDefault();
});
// Saved: what follows is the next page, and nothing is lost by going there.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.target.id === "review") leaving = event.detail.xhr.status === 204;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "review") return;
  begin();
  const again = pressed && grid().querySelector(`[name=only][value="${pressed}"]`);
  (again || (grid().querySelector("[aria-invalid]") ?? grid().querySelector(".review-wrong input[data-saved]")))?.focus();
});
begin();
