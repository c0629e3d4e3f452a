// Picking tickets across the pages of a grid, and copying a link. Without this file picks last for one page.
"use strict";

const pick = document.getElementById("pick");
const boxes = () => [...document.querySelectorAll("[data-pick]")];
const keptIds = () => [...document.querySelectorAll("#pick-kept input")];

function showPicked() {
  if (!pick) return;
  const count = new FormData(pick).getAll("ticketId").length;
  const told = pick.querySelector("[data-none]");
  told.textContent = count ? told.dataset.some.replace("#", count) : told.dataset.none;
  pick.classList.toggle("is-used", count > 0);
  for (const button of pick.querySelectorAll("button")) button.disabled = count === 0;
  pick.hidden = count === 0 && boxes().length === 0;
}

// What is ticked goes into the form before the grid turns its page, and back into the boxes of the page that comes.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!pick || !event.detail.shouldSwap) return;
  for (const box of boxes().filter((found) => found.checked)) {
    const kept = document.createElement("input");
    Object.assign(kept, { type: "hidden", name: "ticketId", value: box.value });
    document.getElementById("pick-kept").append(kept);
  }
});
let announced = "";
document.addEventListener("htmx:beforeSwap", () => {
  announced = document.querySelector("[data-announce]")?.textContent.trim() ?? "";
});
document.addEventListener("htmx:afterSettle", (event) => {
  takeBack();
  // A new state of what is watched is read out, once; the part that changes is new to screen readers itself.
  const told = document.querySelector("[data-announce]")?.textContent.trim();
  if (told && told !== announced) document.getElementById("announcer").textContent = told;
  // A cart that has changed by itself is no longer what the notice above it told.
  if (event.target.id === "cart") document.querySelector("[data-notice]")?.remove();
});
function takeBack() {
  if (!pick) return;
  for (const kept of keptIds()) {
    const box = boxes().find((found) => found.value === kept.value);
    if (!box) continue;
    box.checked = true;
    kept.remove();
  }
  showPicked();
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick]")) showPicked();
  // The sum was of all that were ticked when the page came.
  if (event.target.closest("#picked")) document.getElementById("picked-total")?.remove();
});
addEventListener("pageshow", showPicked);

// One box for all of a table. Without this file it stays hidden.
for (const all of document.querySelectorAll("[data-tick-all]")) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll("tbody input[type=checkbox]")) box.checked = all.checked;
  });
}

// More than is free is marked before it is asked for.
function markShort(line) {
  const free = line.querySelector("[data-free]");
  if (free) free.classList.toggle("text-danger", Number(free.dataset.free) < Number(line.querySelector("[name=quantity]").value));
}
document.addEventListener("input", (event) => {
  if (event.target.matches("#lines [name=quantity]")) markShort(event.target.closest("fieldset"));
});
document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("#lines fieldset").forEach(markShort));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Over plain http browsers offer no clipboard; the old command works there.
    document.execCommand("copy");
  }
  button.querySelector("span").textContent = button.dataset.copied;
});
