/**
 * The one script a page loads: the closed state of a thread, its count, the first click on a gallery.
 *
 * In: `<paddock-comments>` (or `[data-paddock-thread]`) and `<paddock-gallery>`.
 * Out: a "Show Comments (3)" button in an open shadow root; the rest is imported when a reader asks for it, and where
 * that fails a button says so and tries again. The thread is fetched beside the import: `host.first` is its answer.
 */
const base = new URL(".", import.meta.url);

/** An element that imports `file` on demand: a reader's, or that of an address which begins with `start`. */
const define = (name, start, file) =>
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        const host = this;
        if (host.open) return;
        const place = document.createElement("div");
        const button = document.createElement("button");
        const get = (host.get = (key) => host.getAttribute(key) ?? host.parentNode.dataset?.[key]);
        const [show, again] =
          {
            it: ["Mostra i commenti", "Non caricato. Ricarica"],
            de: ["Kommentare anzeigen", "Nicht geladen. Neu laden"],
            fr: ["Afficher les commentaires", "Non chargé. Recharger"],
          }[host.closest("[lang]")?.lang.slice(0, 2)] ?? ["Show Comments", "Not loaded. Try again"];
        const url = (host.spot = get("url") || get("paddockThread") || location.href.split("#")[0]);
        const ask = (what) => fetch(base + what + new URLSearchParams({ site: get("site"), url })).then((answer) => answer.json()).catch(String);
        let view;
        const open = (host.open = () =>
          (view ||=
            ((place.style = "min-height:90vh"),
            button.append("..."), // until the words come: something happens
            (host.first = get("picture") || ask("v1/threads?body=tree&")),
            import(base + file)
              .then((part) => part.mount(host))
              .catch(() => {
                view = place.style = "";
                file += "?"; // many a browser remembers by its address what failed
                place.parentNode || host.append(place);
                place.role = "alert";
                button.innerText = again;
              }))));
        const look = () => location.hash.match(start) && open();

        place.append(button);
        button.onclick = open;
        addEventListener("hashchange", look);
        if (!start[3]) {
          // of comments
          const count = (n) => view || (button.innerText = show + (n ? " (" + n + ")" : ""));
          button.part = "toggle";
          // By script no policy minds it, and a page's own `::part(toggle)` wins.
          button.style =
            "font:var(--paddock-font,inherit);font-weight:600;padding:.8em 1.5em;color:var(--paddock-accent,light-dark(#a22,#f98));background:0;border:2px solid;border-radius:8px";
          host.attachShadow({ mode: "open" }).append(place);
          count(get("count"));
          get("count") ??
            ask("v1/counts?").then(({ counts }) => count(counts?.[url])); // a count that can't be had is no error of the page's
        } else {
          host.onclick = (event) => {
            const link = event.target.closest("a[data-picture]");
            return !link || event.metaKey || event.ctrlKey || !(button.onclick = () => open().then((view) => view?.show(link)))();
          };
          host.querySelector("a") || open();
        }
        look();
      }
    },
  );

document.querySelectorAll("[data-paddock-thread]").forEach((place) => place.append(document.createElement("paddock-comments")));

define("paddock-comments", "#c-", COMMENTS);
define("paddock-gallery", "#picture-", GALLERY);
