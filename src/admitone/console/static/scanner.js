// The gate in a browser: reads codes with the camera, asks the server, and works alone while there is no network.
import { judgeCode, readKeys, readRevoked } from "./gate_codes.js";
import decodeQR from "./vendor/qr/decode.js";

const LISTS_EVERY_MS = 60000;
const OLD_MS = 15 * 60000;
const SAME_CODE_MS = 5000;
const LOOK_EVERY_MS = 150;
const LONG_SIDE = 720;

const page = document.getElementById("camera");
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const WORDS = JSON.parse(page.dataset.words);
const video = page.querySelector("video");
const canvas = document.createElement("canvas");
let known = null;
let lastText = "";
let lastAt = 0;
let busy = false;
let reader = null;
// A code seen before the lists are read waits for them, instead of being called one that cannot be checked.
let listsRead = Promise.resolve();

// --- What is kept at the gate -----------------------------------------------------------------------------------------

function store(name, mode, act) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("admitone-gate", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("lists");
      opening.result.createObjectStore("log", { keyPath: "scan_id" });
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction(name, mode);
      const asked = act(change.objectStore(name));
      change.oncomplete = () => { opening.result.close(); resolve(asked.result); };
      change.onerror = change.onabort = () => { opening.result.close(); reject(change.error); };
    };
  });
}
const kept = (name, key) => store(name, "readonly", (rows) => rows.get(key));
const log = () => store("log", "readonly", (rows) => rows.getAll());

// --- Keys and lists of the event ----------------------------------------------------------------------------------------

const chosen = () => part("event").selectedOptions[0]?.dataset ?? {};

async function fetchLists() {
  const { uid, number } = chosen();
  if (!uid) { known = null; return showAge(); }
  try {
    const [keys, revoked] = await Promise.all([fetch(`/secure/${uid}/keys`), fetch(`/secure/${uid}/revoked`)]);
    if (!keys.ok) throw new Error("no keys");
    const lists = { keys: await keys.json(), revoked: revoked.ok ? await revoked.text() : null, at: Date.now() };
    await store("lists", "readwrite", (rows) => rows.put(lists, uid));
  } catch {
    // Without a network what was fetched before is used, and its age is shown.
  }
  const read = await readLists(await kept("lists", uid), Number(number));
  // Another event may have been chosen while this one's lists were on their way.
  if (chosen().uid === uid) known = read;
  showAge();
}

async function readLists(lists, event) {
  if (!lists) return null;
  const keys = await readKeys(lists.keys);
  const revoked = lists.revoked ? await readRevoked(lists.revoked, keys).catch(() => null) : null;
  // Without a key nothing can be checked here: no ticket of this event is on a phone yet.
  return keys.size ? { keys, revoked, event, at: lists.at } : null;
}

function showAge() {
  const age = part("age");
  const minutes = known ? Math.floor((Date.now() - known.at) / 60000) : null;
  age.textContent = minutes === null ? age.dataset.none : minutes < 1 ? age.dataset.fresh : age.dataset.old.replace("#", minutes);
  age.classList.toggle("text-danger", minutes === null || Date.now() - known.at > OLD_MS);
}

// --- Judging ----------------------------------------------------------------------------------------------------------

const headers = () => ({ "Content-Type": "application/json", "X-Form-Token": page.dataset.token, "X-In-Place": "1" });

async function judge(code) {
  const gate = part("gate").value.trim();
  if (!gate) { part("gate").focus(); return show({ verdict: "NO_GATE" }); }
  const scan = { scan_id: crypto.randomUUID(), code, gate, event_id: Number(chosen().number) || null };
  try {
    const answer = await fetch("/scanner/check", {
      method: "POST", headers: headers(), body: JSON.stringify(scan), signal: AbortSignal.timeout(4000),
    });
    if (answer.ok) return show(await answer.json());
    if (answer.status < 500) return show({ verdict: answer.status === 401 || answer.status === 403 ? "SIGN_IN" : "FAULT" });
  } catch {
    // No network, or none that answers in time: the gate judges by itself.
  }
  show(await judgeAlone(scan));
}

async function judgeAlone(scan) {
  await listsRead;
  if (!scan.code.startsWith("TK1:") || !known) return { verdict: "NO_NETWORK" };
  const { verdict, ticket } = await judgeCode(scan.code, known, Date.now() / 1000);
  if (verdict !== "ADMIT") return { verdict, alone: true };
  const before = (await log()).find((one) => one.uid === ticket.uid);
  if (before) return { verdict: "USED", used: before, alone: true };
  await store("log", "readwrite", (rows) => rows.put({ ...scan, at: new Date().toISOString(), uid: ticket.uid }));
  await showLog();
  return { verdict, alone: true };
}

function show(told) {
  const box = part("verdict");
  const good = told.verdict === "ADMIT";
  box.className = `alert gate-verdict alert-${good ? "success" : "danger"}`;
  box.dataset.verdict = told.verdict;
  box.querySelector("strong").textContent = WORDS[told.verdict] ?? told.verdict;
  const used = told.used ? fill(page.dataset.used, moment(told.used.at), told.used.gate) : "";
  box.querySelector("div").textContent = [told.what, used, told.alone ? page.dataset.alone : ""].filter(Boolean).join(" · ");
  box.hidden = false;
  navigator.vibrate?.(good ? 80 : [80, 60, 80]);
}

// --- Merging what was admitted alone ------------------------------------------------------------------------------------

async function showLog() {
  const waiting = await log();
  const box = part("log");
  box.hidden = waiting.length === 0;
  box.textContent = box.dataset.waiting.replace("#", waiting.length);
}

async function mergeLog() {
  const waiting = (await log()).filter((one) => !one.refused);
  if (waiting.length === 0) return;
  try {
    const status = await sendLog(waiting.slice(0, 200));
    // One entry that cannot be refuses all of them: each by itself, so that it keeps none of the others back.
    if (status === 400 || status === 409) for (const one of waiting) await sendLog([one]);
  } catch {
    return;
  }
  await showLog();
}

/** Send entries, forget those that were entered, and mark a single one that the server will never take. */
async function sendLog(entries) {
  const scans = entries.map(({ uid, refused, ...scan }) => scan);
  const answer = await fetch("/scanner/merge", { method: "POST", headers: headers(), body: JSON.stringify({ scans }) });
  if (answer.ok) {
    for (const one of (await answer.json()).data) {
      await store("log", "readwrite", (rows) => rows.delete(one.scan_id));
      if (one.other || one.verdict !== "ADMIT") report(one);
    }
  } else if (entries.length === 1 && (answer.status === 400 || answer.status === 409)) {
    await store("log", "readwrite", (rows) => rows.put({ ...entries[0], refused: true }));
    say(fill(page.dataset.unmerged, entries[0].uid, moment(entries[0].at)));
  }
  return answer.status;
}

const moment = (at) => new Date(at).toLocaleString(document.documentElement.lang);
const fill = (words, ...values) => values.reduce((said, value, place) => said.replace(`%${place + 1}`, value), words);

function report(one) {
  const wrong = fill(page.dataset.wrong, one.ticket ?? "?", WORDS[one.verdict] ?? one.verdict);
  say(one.other ? fill(page.dataset.twice, one.ticket, one.other.gate, moment(one.other.at)) : wrong);
}

function say(words) {
  const row = document.createElement("li");
  row.textContent = words;
  part("conflicts").append(row);
  part("conflicts").closest("[data-conflicts]").hidden = false;
}

// --- The camera -------------------------------------------------------------------------------------------------------

async function look() {
  try {
    if (!busy && video.readyState >= 2 && video.videoWidth) await lookOnce();
  } finally {
    setTimeout(look, LOOK_EVERY_MS);
  }
}

async function lookOnce() {
  const scale = Math.min(1, LONG_SIDE / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.drawImage(video, 0, 0, canvas.width, canvas.height);
  const text = await read(brush);
  if (!text || (text === lastText && Date.now() - lastAt <= SAME_CODE_MS)) return;
  lastText = text;
  lastAt = Date.now();
  busy = true;
  try {
    await judge(text);
  } catch {
    show({ verdict: "FAULT" });
  } finally {
    busy = false;
  }
}

// Browsers of many phones read every kind of barcode themselves, as suppliers print them; the script reads QR codes alone.
async function findReader() {
  if (!("BarcodeDetector" in window)) return null;
  try {
    const formats = (await BarcodeDetector.getSupportedFormats()).filter((one) => one !== "unknown");
    return formats.includes("qr_code") ? new BarcodeDetector({ formats }) : null;
  } catch {
    return null;
  }
}

async function read(brush) {
  if (reader) {
    try {
      return (await reader.detect(canvas))[0]?.rawValue ?? null;
    } catch {
      reader = null; // Some offer it and lack what is behind it.
    }
  }
  try {
    return decodeQR(brush.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return null; // Most pictures of a camera have no code in them.
  }
}

async function start() {
  part("start").hidden = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    await video.play();
    reader = await findReader();
    part("view").hidden = false;
    look();
  } catch {
    part("no-camera").hidden = false;
    part("start").hidden = false;
  }
}

// Somebody may have been quicker than this script: what stands in a field already is remembered like what changes later.
function remembered(field, key, ifKnown) {
  const remember = () => localStorage.setItem(key, field.value);
  const before = localStorage.getItem(key) ?? "";
  if (field.value) remember();
  else if (ifKnown(before)) field.value = before;
  field.addEventListener("input", remember);
}

async function begin() {
  remembered(part("gate"), "admitone-gate-name", () => true);
  remembered(part("event"), "admitone-gate-event", (number) => [...part("event").options].some((one) => one.value === number));
  part("event").addEventListener("change", () => { listsRead = fetchLists(); });
  part("start").addEventListener("click", start);
  await (listsRead = fetchLists());
  await showLog();
  await mergeLog();
  await stock();
}

// What the page needs is kept from the first visit on, so that it opens without a network.
async function stock() {
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  await navigator.serviceWorker.register("/scanner/worker.js", { scope: "/scanner/" });
  const linked = [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((one) => one.src || one.href);
  const modules = ["scanner.js", "gate_codes.js", "cose.js", "vendor/qr/decode.js", "vendor/qr/index.js"];
  const needed = [location.pathname, ...modules.map((name) => `/static/${name}`), ...linked];
  const addresses = new Set(needed.map((address) => new URL(address, location).href));
  await (await caches.open("admitone-gate-1")).addAll([...addresses]);
  page.dataset.ready = "true";
}

setInterval(() => { fetchLists(); mergeLog(); }, LISTS_EVERY_MS);
addEventListener("online", () => { fetchLists(); mergeLog(); });
begin();
