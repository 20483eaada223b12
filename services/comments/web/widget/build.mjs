/**
 * Minifies source/ into dist/: the only step that needs Node, and only when source/ changes.
 *
 * In: source/*.js, *.css, messages/*.json. Out: dist/paddock.js (stable name), dist/widget/*-HASH.{js,json}
 * (immutable), dist/manifest.json (what was built from which sources; tests/widget compares it).
 * Run: `npm install --no-save --prefix .paddock/node esbuild@0.28 && NODE_PATH=.paddock/node/node_modules node services/comments/web/widget/build.mjs`
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const esbuild = createRequire(import.meta.url)("esbuild");
const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "source");
const dist = join(here, "dist");

const minifiedCss = {
  name: "minified-css",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: "chrome123" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const english = {
  name: "english-inside-others-by-name",
  setup(build) {
    build.onLoad({ filter: /\ben\.json$/ }, ({ path }) => ({ contents: JSON.stringify(JSON.parse(readFileSync(path, "utf8"))), loader: "json" }));
    build.onLoad({ filter: /\b(it|de|fr)\.json$/ }, ({ path }) => ({ contents: JSON.stringify(JSON.parse(readFileSync(path, "utf8"))), loader: "file" }));
  },
};

rmSync(dist, { recursive: true, force: true });
const result = await esbuild.build({
  entryPoints: { paddock: join(source, "loader.js") },
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  outdir: dist,
  chunkNames: "widget/[name]-[hash]",
  assetNames: "widget/[name]-[hash]",
  plugins: [minifiedCss, english],
  metafile: true,
});

const sources = {};
for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  sources[path.slice(source.length + 1)] = createHash("sha256").update(readFileSync(path)).digest("hex");
}
const outputs = Object.keys(result.metafile.outputs).map((path) => path.slice(path.indexOf("/dist/") + 6)).sort();
writeFileSync(
  join(dist, "manifest.json"),
  JSON.stringify({ sources: Object.fromEntries(Object.entries(sources).sort()), outputs }, null, 1) + "\n",
);
