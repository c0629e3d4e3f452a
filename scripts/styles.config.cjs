// Which of Tabler's rules are shipped: those that a page of the console can use. For PurgeCSS; scripts/build_assets.py
// calls it. Every word of a template or script counts as a class, so too many rules may stay and none that is used goes.
const { readFileSync, readdirSync } = require("node:fs");
const { join } = require("node:path");

const folder = "src/admitone/console/static";
const pages = "src/admitone/console/templates/**/*.html";
const scripts = `${folder}/*.js`;
const WORD = /[A-Za-z0-9_-]+/g;
// "status-{{ colours[state] }}": the words of its own template are what may be filled in.
const FILLED = /([a-z][a-z0-9-]*-)\{\{/g;

function wordsOfPage(text) {
  const words = text.match(WORD) ?? [];
  const beginnings = [...text.matchAll(FILLED)].map((found) => found[1]);
  return [...words, ...beginnings.flatMap((beginning) => words.map((word) => beginning + word))];
}

// Variables of Tabler that our own rules read.
const own = readdirSync(folder).filter((name) => name.endsWith(".css"));
const read = own.flatMap((name) => readFileSync(join(folder, name), "utf8").match(/--tblr-[a-z0-9-]+/g) ?? []);

module.exports = {
  content: [pages, scripts],
  extractors: [{ extractor: wordsOfPage, extensions: ["html"] }],
  keyframes: true,
  variables: true,
  safelist: { variables: [...new Set(read)] },
};
