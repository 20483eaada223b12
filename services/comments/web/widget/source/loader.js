/**
 * The one script a page loads: the closed state of a thread, its count, the first click on a gallery.
 *
 * In: `<paddock-comments>` (or `[data-paddock-thread]`) and `<paddock-gallery>`.
 * Out: a "Show Comments (3)" button in an open shadow root; the rest is imported when a reader asks for it.
 */
import css from "./loader.css";

const base = new URL(".", import.meta.url);
const make = (name) => document.createElement(name);
const define = (name, start, height, load, connect) =>
  customElements.define(
    name,
    class extends HTMLElement {
      base = base;
      get = (key) => this.getAttribute(key) ?? this.parentNode.dataset?.[key];
      open = () => {
        this.style.minHeight = height;
        this.view ||= load().then((part) => part.mount(this));
        this.view.catch(() => (this.view = 0)); // a failed import may be tried again
        return this.view;
      };
      connectedCallback() {
        const look = () => location.hash.startsWith(start) && this.open();
        if (this.seen) return;
        this.seen = look;
        addEventListener("hashchange", look);
        connect(this, this.get) || look();
      }
    },
  );

document.querySelectorAll("[data-paddock-thread]").forEach((place) => place.append(make("paddock-comments")));

define(
  "paddock-comments",
  "#c-",
  "90vh",
  () => import("./comments.js"),
  (host, get) => {
    const root = host.attachShadow({ mode: "open" });
    const button = make("button");
    const sheet = new CSSStyleSheet();
    const show = { it: "Mostra i commenti", de: "Kommentare anzeigen", fr: "Afficher les commentaires" }[host.closest("[lang]")?.lang.slice(0, 2)] ?? "Show Comments";
    const count = (n) => host.view || (button.textContent = show + (n ? ` (${n})` : ""));
    const url = (host.page = get("url") || get("paddockThread") || document.URL.split("#")[0]);
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    root.append(button);
    button.part = "toggle";
    button.onclick = host.open;
    count(get("count"));
    get("count") ??
      fetch(base + "v1/counts?" + new URLSearchParams({ site: get("site"), url }))
        .then((answer) => answer.json())
        .then(({ counts }) => count(counts[url]))
        .catch(() => 0);
    return get("picture");
  },
);

define(
  "paddock-gallery",
  "#picture-",
  "",
  () => import("./gallery.js"),
  (host) => {
    host.onclick = (event) => {
      const link = event.target.closest("a[data-picture]");
      if (!link || event.metaKey || event.ctrlKey) return;
      host.open().then((view) => view.show(link));
      return false;
    };
    host.querySelector("a") || host.open();
  },
);
