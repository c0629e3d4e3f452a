// As much of CBOR (RFC 8949), COSE (RFC 9052) and Base45 (RFC 9285) as SECURE codes need, for phones and for gates.

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const encoder = new TextEncoder();

export const join = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
};
export function head(major, size) {
  const kind = major << 5;
  if (size < 24) return Uint8Array.of(kind | size);
  if (size < 0x100) return Uint8Array.of(kind | 24, size);
  if (size < 0x10000) return Uint8Array.of(kind | 25, size >> 8, size & 255);
  return Uint8Array.of(kind | 26, (size >>> 24) & 255, (size >> 16) & 255, (size >> 8) & 255, size & 255);
}
export const bytes = (data) => join(head(2, data.length), data);
export const text = (words) => { const data = encoder.encode(words); return join(head(3, data.length), data); };
export const list = (...items) => join(head(4, items.length), ...items);

/** What a signature is made of. */
export const signedPart = (header, aad, payload) => list(text("Signature1"), bytes(header), bytes(aad), bytes(payload));
/** What a proof signs along: that it is for gates, and for this ticket. */
export const audience = async (ticket) =>
  join(encoder.encode("gate-v1"), new Uint8Array(await crypto.subtle.digest("SHA-256", ticket)));

export function base45(data) {
  let letters = "";
  for (let at = 0; at < data.length; at += 2) {
    const pair = at + 1 < data.length;
    let value = pair ? data[at] * 256 + data[at + 1] : data[at];
    for (let digit = 0; digit < (pair ? 3 : 2); digit++) { letters += LETTERS[value % 45]; value = Math.floor(value / 45); }
  }
  return letters;
}
export function fromBase45(letters) {
  const data = [];
  for (let at = 0; at < letters.length; at += 3) {
    const group = [...letters.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter));
    if (group.length === 1 || group.includes(-1)) throw new Error("no Base45");
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (value >= 256 ** (group.length - 1)) throw new Error("no Base45");
    if (group.length === 3) data.push(value >> 8);
    data.push(value & 255);
  }
  return Uint8Array.from(data);
}

/** One item and nothing behind it: numbers, byte strings, texts, lists, maps, tags as {tag, value}, true and false. */
export function readCbor(data) {
  let at = 0;
  const take = (count) => {
    if (at + count > data.length) throw new Error("no CBOR");
    at += count;
    return data.subarray(at - count, at);
  };
  const size = (short) => {
    if (short < 24) return short;
    const width = { 24: 1, 25: 2, 26: 4 }[short];
    if (!width) throw new Error("no CBOR of ours");
    return take(width).reduce((sum, byte) => sum * 256 + byte, 0);
  };
  const item = (depth) => {
    if (depth > 8) throw new Error("no CBOR of ours");
    const first = take(1)[0];
    const major = first >> 5;
    if (major === 7) {
      if (first === 0xf4 || first === 0xf5) return first === 0xf5;
      throw new Error("no CBOR of ours");
    }
    const value = size(first & 31);
    if (major === 0) return value;
    if (major === 1) return -1 - value;
    if (major === 2) return take(value).slice();
    if (major === 3) return new TextDecoder().decode(take(value));
    if (major === 4) return Array.from({ length: value }, () => item(depth + 1));
    if (major === 5) return new Map(Array.from({ length: value }, () => [item(depth + 1), item(depth + 1)]));
    return { tag: value, value: item(depth + 1) };
  };
  const found = item(0);
  if (at !== data.length) throw new Error("something stands behind it");
  return found;
}

/** The parts of a COSE_Sign1 message, not checked yet. */
export function takeApart(message) {
  const { tag, value } = readCbor(message);
  if (tag !== 18 || !Array.isArray(value) || value.length !== 4) throw new Error("no COSE_Sign1");
  const [header, , payload, signature] = value;
  return { header, named: readCbor(header), payload, signature };
}
