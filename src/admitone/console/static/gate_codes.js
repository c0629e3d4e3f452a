// Checks SECURE codes at a gate without a network: by the event's public keys and the list of what is revoked.
import { audience, fromBase45, readCbor, signedPart, takeApart } from "./cose.js";

const PROOF_SECONDS = 30;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

const hex = (data) => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const fromBase64url = (words) =>
  Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** The public keys of an event by their names, from what /secure/UID/keys answered. */
export async function readKeys(document) {
  const found = new Map();
  for (const { kid, x } of document.keys) {
    found.set(kid, await crypto.subtle.importKey("raw", fromBase64url(x), "Ed25519", false, ["verify"]));
  }
  return found;
}

/** What is revoked, from what /secure/UID/revoked answered; an error when the event's keys have not signed it. */
export async function readRevoked(token, keys) {
  const [header, claims, signature] = token.trim().split(".");
  const { kid, typ } = JSON.parse(new TextDecoder().decode(fromBase64url(header)));
  const key = keys.get(kid);
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  if (!key || typ !== "tk1-revoked+jwt" || !(await crypto.subtle.verify("Ed25519", key, fromBase64url(signature), signed))) {
    throw new Error("the list is not signed by the event");
  }
  return JSON.parse(new TextDecoder().decode(fromBase64url(claims)));
}

/** The verdict on a code, and the ticket it is of. `known` has keys, revoked and the event's number; `now` in seconds. */
export async function judgeCode(code, known, now) {
  let ticket, shown;
  try {
    ({ ticket, shown } = await readCode(code, known.keys));
  } catch {
    return { verdict: "UNKNOWN" };
  }
  if (Math.abs(now - shown) > PROOF_SECONDS) return { verdict: "STALE", ticket };
  if (ticket.event !== known.event) return { verdict: "WRONG_EVENT", ticket };
  if (known.revoked && ticket.version < (known.revoked.versions[ticket.uid] ?? 0)) return { verdict: "REVOKED", ticket };
  if (now < ticket.begins) return { verdict: "NOT_YET", ticket };
  return { verdict: now > ticket.ends ? "EXPIRED" : "ADMIT", ticket };
}

async function readCode(code, keys) {
  if (!code.startsWith("TK1:")) throw new Error("no TK1 code");
  const [signed, proof] = readCbor(fromBase45(code.slice(4)));
  const message = takeApart(signed);
  const key = keys.get(hex(message.named.get(4) ?? []));
  if (!key || ![-8, -19].includes(message.named.get(1))) throw new Error("a key that is not known");
  const part = signedPart(message.header, new Uint8Array(), message.payload);
  if (!(await crypto.subtle.verify("Ed25519", key, message.signature, part))) throw new Error("the signature is wrong");
  const claims = readCbor(message.payload);
  if (claims.size !== 5) throw new Error("claims of another version");
  const [event, , version] = claims.get(-65537);
  const shown = await checkProof(proof, signed, claims.get(8).get(1));
  const ticket = { uid: hex(claims.get(7)), event, version, begins: claims.get(5), ends: claims.get(4) };
  return { ticket, shown };
}

async function checkProof(proof, signed, coseKey) {
  const message = takeApart(proof);
  if (message.named.get(1) !== -7 || coseKey.get(1) !== 2) throw new Error("a proof of another kind");
  const key = await crypto.subtle.importKey("raw", wholePoint(coseKey.get(-2), coseKey.get(-3)), CURVE, false, ["verify"]);
  const part = signedPart(message.header, await audience(signed), message.payload);
  const good = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, message.signature, part);
  if (!good) throw new Error("the proof is wrong");
  return readCbor(message.payload).get(6);
}

// Browsers take no compressed points, so the other coordinate is worked out: p is 3 modulo 4.
function wholePoint(x, odd) {
  const value = BigInt(`0x${hex(x)}`);
  const square = (value ** 3n - 3n * value + B) % P;
  let y = power((square + P) % P, (P + 1n) / 4n);
  if ((y & 1n) !== BigInt(odd ? 1 : 0)) y = P - y;
  const digits = y.toString(16).padStart(64, "0");
  return Uint8Array.from([4, ...x, ...digits.match(/../g).map((pair) => parseInt(pair, 16))]);
}
function power(base, exponent) {
  let result = 1n;
  for (; exponent; exponent >>= 1n, base = (base * base) % P) if (exponent & 1n) result = (result * base) % P;
  return result;
}
