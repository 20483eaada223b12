/**
 * The one script a page loads: the closed state of a thread, its count, the first click on a gallery.
 *
 * In: `<paddock-comments>` (or `[data-paddock-thread]`) and `<paddock-gallery>`.
 * Out: a "Show Comments (3)" button in an open shadow root; the rest is imported when a reader asks for it.
 */
import css from "./loader.css";

const base = new URL("./", import.meta.url);
const define = (name, start, load, connect) =>
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        const look = () => location.hash.startsWith(start) && this.open();
        if (this.base) return;
        this.base = base;
        this.open = () => (this.view ??= load(this).then((part) => part.mount(this)));
        addEventListener("hashchange", look);
        connect(this, (key) => this.getAttribute(key)) || look();
      }
    },
  );

document.querySelectorAll("[data-paddock-thread]").forEach((place) => {
  const made = document.createElement("paddock-comments");
  for (const key in place.dataset) made.setAttribute(key == "paddockThread" ? "url" : key, place.dataset[key]);
  place.append(made);
});

define(
  "paddock-comments",
  "#c-",
  (host) => {
    host.style.minHeight = host.getAttribute("count") == 0 ? "40rem" : "90vh";
    return import("./comments.js");
  },
  (host, get) => {
    const root = host.attachShadow({ mode: "open" });
    const button = document.createElement("button");
    const sheet = new CSSStyleSheet();
    const show = { it: "Mostra i commenti", de: "Kommentare anzeigen", fr: "Afficher les commentaires" }[host.closest("[lang]")?.lang.slice(0, 2)] ?? "Show Comments";
    const count = (n) => host.view || (button.textContent = show + (n ? ` (${n})` : ""));
    const url = (host.page = get("url") || location.href.split("#")[0]);
    host.style.colorScheme = get("theme");
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    root.append(button);
    button.part = "toggle";
    button.onclick = host.open;
    count(get("count"));
    get("count") ??
      fetch(new URL("v1/counts?" + new URLSearchParams({ site: get("site"), url }), base))
        .then((answer) => answer.json())
        .then(({ counts }) => count(counts[url]));
    return get("open") == null ? get("picture") : host.open();
  },
);

define(
  "paddock-gallery",
  "#picture-",
  () => import("./gallery.js"),
  (host) => {
    host.onclick = host.onpointerover = (event) => {
      const link = event.target.closest("a[data-picture]");
      if (!link || event.metaKey || event.ctrlKey) return;
      const opened = host.open();
      if (event.type == "click") {
        event.preventDefault();
        opened.then((view) => view.show(link));
      }
    };
    host.querySelector("a") || host.open();
  },
);
