// Forms are sent beside the page, so that what was typed outlives a server that is slow or down, and a session that has
// ended meanwhile. Without this file the browser sends them by itself.
"use strict";

const SLOW_MS = 3000;
const GIVE_UP_MS = 60000;
// The form whose sender must sign in again, and whether the visitor has closed that question.
let waiting = null;
let isDeclined = false;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-guard]")) return;
  event.preventDefault();
  if (!form.dataset.sent) sendForm(form, event.submitter);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) release(form);
});

async function sendForm(form, submitter) {
  const slow = setTimeout(() => say(document.body.dataset.slow, "slow"), SLOW_MS);
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  document.body.classList.add("is-sending");
  tell("");
  try {
    const answer = await post(submitter?.getAttribute("formaction") ?? addressOf(form), new FormData(form, submitter));
    say("");
    arriveFor(form, answer, await answer.text());
  } catch (error) {
    release(form);
    say(document.body.dataset[error.name === "TimeoutError" ? "timeout" : "offline"]);
  } finally {
    clearTimeout(slow);
    document.body.classList.remove("is-sending");
  }
}

function post(address, data) {
  return fetch(address, {
    method: "POST",
    body: new URLSearchParams(data),
    headers: { "X-In-Place": "true" },
    signal: AbortSignal.timeout(GIVE_UP_MS),
  });
}

function addressOf(form) {
  return form.getAttribute("action") || location.href;
}

function arriveFor(form, answer, text) {
  const target = answer.headers.get("HX-Redirect");
  if (target && answer.ok) {
    // The form stays locked: it is done, and the next page is on its way.
    location.assign(target);
    return;
  }
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  release(form);
  renewTokens(answer.headers.get("X-Form-Token"));
  if (answer.status === 401) askToSignIn(form);
  else if (answer.headers.has("HX-Retarget")) tell(text);
  else showPage(text, addressOf(form));
}

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

// A refused form comes back as a page, with the field marked and what was typed.
function showPage(text, address) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  const content = answer.getElementById("content");
  if (!content) {
    say(document.body.dataset.offline);
    return;
  }
  document.title = answer.title;
  for (const form of content.querySelectorAll("form[method=post]:not([action])")) form.setAttribute("action", address);
  document.getElementById("content").replaceWith(document.adoptNode(content));
  htmx.process(content);
  scrollTo({ top: 0 });
  (content.querySelector(".is-invalid") ?? content.querySelector("[autofocus]") ?? content).focus();
}

function tell(html) {
  document.getElementById("problem").innerHTML = html;
}

// A session that was opened anew has another token for the forms of this page.
function renewTokens(token) {
  if (!token) return;
  for (const field of document.querySelectorAll("input[name=formToken]")) field.value = token;
}

async function askToSignIn(form) {
  const dialog = document.getElementById("sign-in-again");
  waiting = form;
  if (dialog.open) return;
  isDeclined = false;
  try {
    const answer = await fetch("/sign-in", { headers: { "X-In-Place": "true" } });
    const text = await answer.text();
    if (answer.status === 204) signedInAgain(answer);
    // Several parts of a page may have asked at the same moment; the first has opened it.
    else if (!dialog.open) {
      dialog.innerHTML = text;
      dialog.querySelector("[name=username]").value = document.body.dataset.username;
      dialog.showModal();
      dialog.querySelector("input[type=password]").focus();
    }
  } catch {
    say(document.body.dataset.offline);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-sign-in-again]")) return;
  event.preventDefault();
  const data = new FormData(form);
  for (const field of form.elements) field.disabled = true;
  try {
    const answer = await post("/sign-in", data);
    const dialog = document.getElementById("sign-in-again");
    if (answer.status === 204) {
      dialog.close();
      // What is on the page is for the eyes of whom it was made for.
      if (data.get("username").trim().toLowerCase() !== document.body.dataset.username) location.assign("/");
      else signedInAgain(answer);
    } else {
      dialog.innerHTML = await answer.text();
      dialog.querySelector("input[type=password]").focus();
    }
  } catch {
    for (const field of form.elements) field.disabled = false;
    form.querySelector("[data-failed]").hidden = false;
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-dialog]")) document.getElementById("sign-in-again").close();
});
document.getElementById("sign-in-again")?.addEventListener("close", (event) => {
  isDeclined = true;
  // A password must not stay in a page that lies open.
  event.target.replaceChildren();
});

// Nothing is sent by itself: the visitor may have second thoughts after all that time.
function signedInAgain(answer) {
  renewTokens(answer.headers.get("X-Form-Token"));
  say(document.body.dataset.again, "good");
  waiting?.querySelector("[type=submit]")?.focus();
}

// Parts of a page that ask by themselves find out too; they ask the visitor once.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  renewTokens(event.detail.xhr.getResponseHeader("X-Form-Token"));
  if (event.detail.xhr.status !== 401 || !document.getElementById("sign-in-again")) return;
  event.preventDefault();
  if (event.detail.requestConfig.verb !== "get" || !isDeclined) askToSignIn(event.detail.elt.closest("form"));
});
