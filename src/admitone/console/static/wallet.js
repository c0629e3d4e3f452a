// The wallet page of a SECURE ticket: a key that never leaves this phone, and a code made with it every few seconds.
import { audience, base45, bytes, head, join, list, signedPart } from "./cose.js";
import encodeQR from "./vendor/qr/index.js";

const PROOF_EVERY_MS = 8000;
const RENEW_EVERY_MS = 60000;
const QUIET_MODULES = 4;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const KEPT = "admitone-wallet-1";

const wallet = document.getElementById("wallet");
const path = wallet.dataset.path;
let held = null;

// --- What is kept on the phone --------------------------------------------------------------------------------------

function store(mode, act) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("admitone-wallet", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("tickets");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction("tickets", mode);
      const asked = act(change.objectStore("tickets"));
      change.oncomplete = () => { opening.result.close(); resolve(asked.result); };
      change.onerror = change.onabort = () => { opening.result.close(); reject(change.error); };
    };
  });
}
const recall = () => store("readonly", (tickets) => tickets.get(path));
const keep = (what) => store("readwrite", (tickets) => tickets.put(what, path));

// --- The code ---------------------------------------------------------------------------------------------------------

const PROTECTED = Uint8Array.of(0xa1, 0x01, 0x26); // {1: -7}, ES256

/** The text of the code at an instant, in seconds. */
async function codeAt(seconds) {
  const ticket = held.ticket;
  const payload = join(Uint8Array.of(0xa1, 0x06), head(0, seconds)); // {6: iat}
  const signed = signedPart(PROTECTED, await audience(ticket), payload);
  const signature = new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, held.keys.privateKey, signed));
  const proof = join(head(6, 18), list(bytes(PROTECTED), head(5, 0), bytes(payload), bytes(signature)));
  return "TK1:" + base45(list(bytes(ticket), bytes(proof)));
}

// The clock of a phone may be wrong; the server's was read when the ticket was fetched.
const now = () => Math.floor((Date.now() + held.ahead) / 1000);

async function draw() {
  if (!held?.ticket || document.hidden) return;
  const code = await codeAt(now());
  const modules = encodeQR(code, "raw", { ecc: "medium", encoding: "alphanumeric", border: QUIET_MODULES });
  const canvas = wallet.querySelector("canvas");
  const size = Math.max(4, Math.floor((Math.min(innerWidth, 460) - 40) / modules.length));
  canvas.width = canvas.height = modules.length * size;
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.fillStyle = "#000";
  modules.forEach((row, y) => row.forEach((dark, x) => dark && brush.fillRect(x * size, y * size, size, size)));
  canvas.dataset.code = code;
}

// --- Talking to the server --------------------------------------------------------------------------------------------

const fromBase64url = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** Fetch the ticket for this phone's key: anew, or the version that it has. */
async function fetchTicket(keys, version) {
  const { x, y } = await crypto.subtle.exportKey("jwk", keys.publicKey);
  const answer = await fetch(`${path}/phone`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(version ? { x, y, version } : { x, y }),
  });
  if (answer.status === 409) {
    const { moved } = await answer.json();
    return { refused: moved ? "moved" : "gone" };
  }
  if (answer.status === 404 || answer.status === 403) return { refused: "gone" };
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const kept = await answer.json();
  return { keys, ticket: fromBase64url(kept.ticket), version: kept.version, ahead: kept.now - Date.now() };
}

async function take() {
  say(null);
  try {
    const keys = held?.keys ?? (await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]));
    const got = await fetchTicket(keys, null);
    if (got.refused) return refuse(got.refused);
    held = got;
    await keep(held);
    await stock();
    show("code");
    await draw();
  } catch (error) {
    say("fault");
  }
}

async function renew() {
  if (!held?.ticket || document.hidden) return;
  try {
    const got = await fetchTicket(held.keys, held.version);
    if (got.refused) return refuse(got.refused);
    held = got;
    await keep(held);
    say(null);
  } catch (error) {
    say("offline");
  }
}

async function refuse(why) {
  held = { keys: held?.keys, ticket: null };
  await keep(held);
  show(why === "moved" ? "take-back" : null);
  say(why);
}

// What the page needs is kept as soon as the ticket is, so that the very first visit is enough.
async function stock() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/w/worker.js", { scope: "/w/" });
  const kept = await caches.open(KEPT);
  const sheet = document.querySelector("link[rel=stylesheet]").getAttribute("href");
  await kept.addAll([path, "/static/wallet.js", "/static/cose.js", "/static/vendor/qr/index.js", sheet]);
}

// --- The page ---------------------------------------------------------------------------------------------------------

function show(name) {
  for (const part of wallet.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
}
function say(name) {
  for (const words of wallet.querySelectorAll("[data-say]")) words.hidden = words.dataset.say !== name;
}

async function begin() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return say("old_browser");
  for (const button of wallet.querySelectorAll("[data-take]")) button.addEventListener("click", take);
  held = (await recall()) ?? null;
  if (!held?.ticket) return show("take");
  show("code");
  await draw();
  await renew();
}

setInterval(draw, PROOF_EVERY_MS);
setInterval(renew, RENEW_EVERY_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) draw().then(renew); });
addEventListener("online", renew);
begin();
