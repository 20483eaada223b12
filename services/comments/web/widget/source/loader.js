/**
 * The one script a page loads: the closed state of a thread, its count, the first click on a gallery.
 *
 * In: `<paddock-comments>` (or `[data-paddock-thread]`) and `<paddock-gallery>`.
 * Out: a "Show Comments (3)" button in an open shadow root; the rest is imported when a reader asks for it, and where
 * that fails a button says so and tries again.
 */
const base = new URL(".", import.meta.url);
const make = (name) => document.createElement(name);

/** An element that imports `file` on demand: a reader's, or that of an address which begins with `start`. */
const define = (name, start, file) =>
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        const host = this;
        if (host.open) return;
        const place = make("div");
        const button = make("button");
        const get = (host.get = (key) => host.getAttribute(key) ?? host.parentNode.dataset?.[key]);
        const [show, again] =
          {
            it: ["Mostra i commenti", "Non caricato. Riprova"],
            de: ["Kommentare anzeigen", "Nicht geladen. Erneut versuchen"],
            fr: ["Afficher les commentaires", "Non chargé. Réessayer"],
          }[host.closest("[lang]")?.lang.slice(0, 2)] ?? ["Show Comments", "Not loaded. Try again"];
        let view;
        const open = (host.open = () =>
          (view ||=
            ((place.style = "min-height:90vh"),
            import(base + file)
              .then((part) => part.mount(host))
              .catch(() => {
                view = place.style = "";
                file += "?"; // many a browser remembers by its address what failed
                button.isConnected || host.append(place);
                place.role = "alert";
                button.innerText = again;
              }))));
        const look = () => location.hash.startsWith(start) && open();

        place.append(button);
        button.onclick = open;
        addEventListener("hashchange", look);
        if (start == "#c-") {
          const count = (n) => view || (button.innerText = show + (n ? ` (${n})` : ""));
          const url = (host.spot = get("url") || get("paddockThread") || document.URL.split("#")[0]);
          button.part = "toggle";
          // By script no policy minds it, and a page's own `::part(toggle)` wins.
          button.style =
            "font:var(--paddock-font,inherit);font-weight:600;padding:.8em 2em;color:var(--paddock-accent,light-dark(#a3231a,#ff9d8c));background:none;border:2px solid;border-radius:9px";
          host.attachShadow({ mode: "open" }).append(place);
          count(get("count"));
          get("count") ??
            fetch(base + "v1/counts?" + new URLSearchParams({ site: get("site"), url }))
              .then((answer) => answer.json())
              .then(({ counts }) => count(counts[url]), String); // a count that can't be had is no error of the page's
        } else {
          host.onclick = (event) => {
            const link = event.target.closest("a[data-picture]");
            if (!link || event.metaKey || event.ctrlKey) return;
            (button.onclick = () => open().then((view) => view?.show(link)))();
            return false;
          };
          host.querySelector("a") || open();
        }
        get("picture") || look();
      }
    },
  );

document.querySelectorAll("[data-paddock-thread]").forEach((place) => place.append(make("paddock-comments")));

define("paddock-comments", "#c-", COMMENTS);
define("paddock-gallery", "#picture-", GALLERY);
