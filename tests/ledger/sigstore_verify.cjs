// Has the verifier of Sigstore, a public transparency log, check a checkpoint and the proof of an entry. Input: JSON with
// `entry`, `hashes`, `keyId` and `publicKey` (DER) in base64, `index`, `checkpoint` and `name`.
const path = require("node:path");
const { createPublicKey } = require("node:crypto");

const folder = path.join(__dirname, "..", "..", "node_modules", "@sigstore", "verify", "dist", "tlog");
const { verifyCheckpoint } = require(path.join(folder, "checkpoint.js"));
const { verifyMerkleInclusion } = require(path.join(folder, "merkle.js"));

const decode = (text) => Buffer.from(text, "base64");
const input = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const log = {
  logID: decode(input.keyId),
  baseURL: `https://${input.name}`,
  publicKey: createPublicKey({ key: decode(input.publicKey), format: "der", type: "spki" }),
};
const entry = {
  canonicalizedBody: decode(input.entry),
  inclusionProof: {
    logIndex: input.index,
    hashes: input.hashes.map(decode),
    checkpoint: { envelope: input.checkpoint },
  },
};
verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
