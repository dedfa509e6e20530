// Bundles the scripts and their style into ../static, with the licences of what is in them beside
// them, and fails if they are too large. The same sources give the same bytes.
import { build } from "esbuild";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const MOST = 450_000; // bytes of all files together, compressed as a server does
const HERE = dirname(fileURLToPath(import.meta.url));
const STATIC = join(HERE, "..", "static");

/** @returns {Promise<string[]>} the folders of the packages that have a file in the bundle */
async function packages(/** @type {import("esbuild").Metafile} */ metafile) {
  const found = Object.keys(metafile.inputs)
    .map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter((path) => path !== undefined);
  return [...new Set(found)].sort();
}

/** @returns {Promise<string>} name, version and licence of a package, and the licence's whole text */
async function licence(/** @type {string} */ folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf-8"));
  const file = (await readdir(folder)).find((path) => /^licen[cs]e/i.test(path));
  if (!file) throw new Error(`${relative(HERE, folder)}: no text of a licence`);
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf-8")).trim()}\n`;
}

process.chdir(HERE);
const { metafile } = await build({
  entryPoints: ["src/app.js", "src/editor.js", "src/app.css"],
  outdir: STATIC,
  bundle: true,
  format: "iife",
  minify: true,
  charset: "utf8",
  target: ["es2022"],
  legalComments: "inline",
  metafile: true,
  logLevel: "warning",
});
const texts = await Promise.all((await packages(metafile)).map(licence));
const rule = `\n${"-".repeat(79)}\n\n`;
const head = "What the scripts of these pages hold beside the code of alliancekg, and its licences.\n";
await writeFile(join(STATIC, "licences.txt"), [head, ...texts].join(rule));

let whole = 0;
for (const path of Object.keys(metafile.outputs)) {
  const bytes = await readFile(path);
  const size = gzipSync(bytes, { level: 9 }).length;
  whole += size;
  console.log(`${relative(STATIC, path)}: ${bytes.length} bytes, ${size} compressed`);
}
console.log(`together: ${whole} bytes compressed; at most ${MOST}`);
if (whole > MOST) {
  console.error(`the scripts are too large: ${whole} bytes; expected ${MOST} at most. Fix: leave something out`);
  process.exit(1);
}
