// Builds dashboard/assets/dist: one stylesheet, two scripts, the typeface, and compressed twins of what compresses.
import { build } from "esbuild";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

for (const name of await readdir(dist)) {
  if (name !== ".gitkeep") await rm(join(dist, name));
}

await build({
  absWorkingDir: here,
  entryPoints: ["src/postup.css", "src/page.js", "src/charts.js"],
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020", "chrome100", "firefox100", "safari15"],
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  legalComments: "none",
  logLevel: "warning",
});

for (const name of await readdir(dist)) {
  if (!/\.(css|js)$/.test(name)) continue;
  const bytes = await readFile(join(dist, name));
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  await writeFile(join(dist, name + ".gz"), gzipSync(bytes, { level: 9 }));
  await writeFile(join(dist, name + ".br"), br);
  console.log(`${name}: ${bytes.length} bytes, ${br.length} compressed`);
}
