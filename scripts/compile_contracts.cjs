// Compiles the ledger's contract with the pinned compiler (npm `solc`), and writes what a deployment needs beside it:
// `node scripts/compile_contracts.cjs`. With `--check` nothing is written; exit status 1 when the file is not what comes out.
const fs = require("node:fs");
const path = require("node:path");
const { createHash } = require("node:crypto");
const solc = require("solc");

const NAME = "TicketLedger";
const folder = path.join(__dirname, "..", "src", "admitone", "adapters", "evm", "contracts");
const source = fs.readFileSync(path.join(folder, `${NAME}.sol`), "utf8");
const settings = {
  // The newest rules that all chains of note have; without PUSH0 it runs on those behind them as well.
  evmVersion: "paris",
  optimizer: { enabled: true, runs: 200 },
  metadata: { bytecodeHash: "none", appendCBOR: false },
  outputSelection: { [`${NAME}.sol`]: { [NAME]: ["abi", "evm.bytecode.object"] } },
};
const input = { language: "Solidity", sources: { [`${NAME}.sol`]: { content: source } }, settings };
const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const problem of output.errors ?? []) {
  console.error(problem.formattedMessage);
}
if ((output.errors ?? []).length > 0) {
  process.exit(1);
}
const contract = output.contracts[`${NAME}.sol`][NAME];
const { outputSelection, ...kept } = settings;
const compiled = {
  contract: NAME,
  compiler: solc.version(),
  settings: kept,
  sourceSha256: createHash("sha256").update(source).digest("hex"),
  abi: contract.abi,
  bytecode: `0x${contract.evm.bytecode.object}`,
};
const target = path.join(folder, `${NAME}.json`);
const text = `${JSON.stringify(compiled, null, 1)}\n`;
if (process.argv.includes("--check")) {
  if (fs.readFileSync(target, "utf8") !== text) {
    console.error(`${target} is not what the compiler makes of its source; run: node scripts/compile_contracts.cjs`);
    process.exit(1);
  }
} else {
  fs.writeFileSync(target, text);
}
