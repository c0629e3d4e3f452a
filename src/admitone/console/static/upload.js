// Sending files: drop areas, and a bar that shows how much of the file has left this machine.
"use strict";

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const show = () => {
    const names = [...input.files].map((file) => `${file.name} (${size(file.size)})`);
    zone.querySelector("[data-chosen]").textContent = names.join(", ");
    zone.classList.toggle("has-file", names.length > 0);
  };
  input.addEventListener("change", () => {
    show();
    if (zone.dataset.drop === "send" && input.files.length) zone.closest("form").requestSubmit();
  });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-upload]")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  send(form);
});

// A form with a file is sent by a request of its own: only that tells how far it has come.
function send(form) {
  const bar = form.querySelector("[data-sending]");
  const progress = bar.querySelector("progress");
  const label = bar.querySelector("[data-sending-text]");
  const request = new XMLHttpRequest();
  form.dataset.sending = "yes";
  bar.hidden = false;
  request.upload.addEventListener("progress", (event) => {
    progress.max = event.total;
    progress.value = event.loaded;
    label.textContent = event.loaded < event.total ? `${size(event.loaded)} / ${size(event.total)}` : label.dataset.wait;
  });
  request.addEventListener("error", () => {
    label.textContent = label.dataset.failed;
    delete form.dataset.sending;
  });
  request.addEventListener("load", () => arrive(form, request));
  request.open("POST", form.action || location.href);
  request.setRequestHeader("X-Form-Token", form.elements.formToken.value);
  request.setRequestHeader("HX-Request", "true");
  request.send(new FormData(form));
}

function arrive(form, request) {
  delete form.dataset.sending;
  renewTokens(request.getResponseHeader("X-Form-Token"));
  if (request.status === 401) {
    form.querySelector("[data-sending]").hidden = true;
    askToSignIn(form);
    return;
  }
  const target = request.getResponseHeader("HX-Redirect");
  if (target) {
    location.assign(target);
    return;
  }
  form.querySelector("[data-sending]").hidden = true;
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  const place = document.getElementById(form.dataset.upload);
  place.replaceChildren(...answer.body.childNodes);
  mark(form, place.querySelector("[data-fields]")?.dataset.fields.split(" ") ?? []);
  htmx.process(place);
  place.scrollIntoView({ block: "nearest" });
}

// The fields that a refusal names.
function mark(form, names) {
  for (const field of form.elements) {
    const wrong = names.includes(field.name);
    field.classList.toggle("is-invalid", wrong);
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}
