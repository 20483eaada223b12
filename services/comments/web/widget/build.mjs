/**
 * Minifies source/ into dist/: the only step that needs Node, and only when source/ changes.
 *
 * In: source/*.js, *.css, messages/*.json. Out: dist/paddock.js (stable name), dist/widget/*-HASH.{js,json}
 * (immutable), dist/refusals.json (read by the plain pages), dist/manifest.json (what was built from which sources; tests/widget compares it).
 * Run: `npm install --no-save --prefix .paddock/node esbuild@0.28 terser@5 && NODE_PATH=.paddock/node/node_modules node services/comments/web/widget/build.mjs`
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const esbuild = createRequire(import.meta.url)("esbuild");
const { minify } = createRequire(import.meta.url)("terser");
const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "source");
const dist = join(here, "dist");

/** The short names of our own custom properties inside; what a publisher sets keeps its `--paddock-…`. */
const short = { accent: "a", muted: "m", border: "b", surface: "s", field: "f", on: "o", wrong: "w", mark: "k", radius: "r" };

const minifiedCss = {
  name: "minified-css",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: "chrome123" });
      const names = (css) => css.replace(/--(accent|muted|border|surface|field|on|wrong|mark|radius)\b/g, (_, name) => "--" + short[name]);
      return { contents: names(code.trim()).replace(/(--[\w-]+): /g, "$1:").replace(/, /g, ",").replace(/="(\w+)"\]/g, "=$1]"), loader: "text" };
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

/** Imports between the parts name the built file, so that a part's hash changes with what it loads. */
const parts = {};
const built = {
  name: "built-parts",
  setup(build) {
    build.onResolve({ filter: /\/(extras|comments|gallery)\.js$/ }, ({ path, kind }) => {
      const name = path.match(/(\w+)\.js$/)[1];
      return kind == "dynamic-import" ? { path: "./" + parts[name], external: true } : undefined;
    });
  },
};

/** Names of our own that no API, page or browser knows; the same short ones in every part. */
const ours = /^(control|drafts|extras|hint|isOpen|kit|mine|own|posted|put|say|take|tell|ago|counted|listed|speak|full|base|done|cancel|go|later|spot|first)$/;
const mangleCache = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8")).names ?? {}; // for ever, as pages of before load parts of today

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "widget"), { recursive: true });
const outputs = [];
const put = (output, contents) => {
  writeFileSync(join(dist, output), contents);
  outputs.push(output);
};
for (const [name, file] of [
  ["extras", "extras.js"],
  ["comments", "comments.js"],
  ["gallery", "gallery.js"],
  ["paddock", "loader.js"],
]) {
  const { outputFiles, mangleCache: names } = await esbuild.build({
    entryPoints: { [name]: join(source, file) },
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
    define: { COMMENTS: JSON.stringify("widget/" + parts.comments), GALLERY: JSON.stringify("widget/" + parts.gallery) },
    mangleProps: ours,
    mangleCache,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    outdir: join(dist, "widget"),
    assetNames: "[name]-[hash]",
    plugins: [minifiedCss, english, built],
  });
  Object.assign(mangleCache, names);
  for (const { path, contents, text } of outputFiles) {
    if (!path.endsWith(".js")) {
      put("widget/" + basename(path), contents);
      continue;
    }
    const { code } = await minify(text, { module: true, ecma: 2020, compress: { passes: 3 } });
    parts[name] = `${name}-${createHash("sha256").update(code).digest("hex").slice(0, 5)}.js`; // the loader has no room for more
    put(name == "paddock" ? "paddock.js" : "widget/" + parts[name], code);
  }
}

const refusals = (language) => [language, JSON.parse(readFileSync(join(source, `messages/problems/${language}.json`), "utf8"))];
put("refusals.json", JSON.stringify(Object.fromEntries(["de", "fr", "it"].map(refusals)), null, 1) + "\n"); // for the pages without JavaScript

const sources = {};
for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  sources[path.slice(source.length + 1)] = createHash("sha256").update(readFileSync(path)).digest("hex");
}
writeFileSync(
  join(dist, "manifest.json"),
  JSON.stringify({ sources: Object.fromEntries(Object.entries(sources).sort()), outputs: outputs.sort(), names: mangleCache }, null, 1) + "\n",
);
