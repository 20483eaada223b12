/**
 * The one script a page loads: the closed state of a thread and the first click on a gallery.
 *
 * In: `<paddock-comments>`, `[data-paddock-thread]`, `[data-paddock-count]` and `<paddock-gallery>` on the page.
 * Out: a "Show Comments (3)" button in an open shadow root; the rest is imported when a reader asks for it.
 */
import css from "./loader.css";

const base = new URL("./", import.meta.url);
const show = { en: "Show Comments", it: "Mostra i commenti", de: "Kommentare anzeigen", fr: "Afficher les commentaires" };
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
const find = (selector) => [...document.querySelectorAll(selector)];
const page = () => find("link[rel=canonical]")[0]?.href ?? location.href.split("#")[0];
const uncounted = [];

const element = (name, connect) =>
  customElements.get(name) ||
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        this.base ||= base;
        this.ready ||= connect(this) ?? true;
      }
    },
  );

element("paddock-comments", (host) => {
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement("button");
  const lang = host.closest("[lang]")?.lang.slice(0, 2);
  button.part = "toggle";
  button.ariaExpanded = false;
  host.page ||= host.getAttribute("url") || page();
  host.words = (count) => {
    button.textContent = (show[lang] ?? show.en) + (count == null ? "" : ` (${count})`);
  };
  host.words(host.getAttribute("count"));
  if (!host.hasAttribute("count")) uncounted.push(host);
  host.open = async () => {
    if (!host.view) {
      host.style.minHeight = button.offsetHeight + innerHeight * (host.getAttribute("count") === "0" ? 0.5 : 0.9) + "px";
      button.ariaBusy = true;
      host.view = import("./comments.js").then((m) => m.mount(host, root, button));
      host.view.catch(() => (host.view = null)).then(() => (button.ariaBusy = null));
    }
    return host.view;
  };
  button.onclick = async () => {
    const fresh = !host.view;
    const view = await host.open();
    if (!fresh) view.toggle();
  };
  root.append(button);
  const linked = () => /^#c-\d+$/.test(location.hash) && host.open().then((view) => view.go(+location.hash.slice(3)));
  if (host.hasAttribute("picture")) return;
  addEventListener("hashchange", linked);
  linked() || (host.hasAttribute("open") && host.open());
});

element("paddock-gallery", (host) => {
  const gallery = () => (host.view ||= import("./gallery.js").then((m) => m.mount(host)));
  const link = (event) => event.target.closest("a[data-picture]");
  const linked = () => /^#picture-\d/.test(location.hash) && gallery().then((view) => view.go(location.hash));
  host.addEventListener("click", (event) => {
    if (!link(event) || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    gallery().then((view) => view.show(link(event)));
  });
  for (const kind of ["pointerover", "focusin"]) host.addEventListener(kind, (event) => link(event) && gallery());
  addEventListener("hashchange", linked);
  linked() || (host.querySelector("a") ?? gallery());
});

for (const place of find("[data-paddock-thread]")) {
  const made = document.createElement("paddock-comments");
  for (const [key, value] of Object.entries(place.dataset)) made.setAttribute(key.replace(/^paddock(Thread)?/, "").toLowerCase() || "url", value);
  place.replaceChildren(made);
}

const places = find("[data-paddock-count]");
if (places.length + uncounted.length) {
  const site = (uncounted[0] ?? places[0]).closest("[site],[data-site]") ?? document.body;
  const query = new URLSearchParams([["site", site.getAttribute("site") ?? site.dataset.site]]);
  for (const place of [...places, ...uncounted]) query.append("url", place.page ?? new URL(place.dataset.paddockCount, document.baseURI));
  fetch(new URL("v1/counts?" + query, base), { credentials: "omit" })
    .then((answer) => answer.json())
    .then(({ counts }) => {
      for (const host of uncounted) host.view || host.words(counts[host.page] ?? 0);
      for (const place of places) place.textContent = counts[new URL(place.dataset.paddockCount, document.baseURI)] ?? 0;
    })
    .catch(() => 0);
}
