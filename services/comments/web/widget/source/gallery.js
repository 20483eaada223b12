/**
 * The viewer: one picture large, in a dialog, with its caption, its marks and what readers say about it.
 *
 * In: `<paddock-gallery site key url>` around ordinary links `<a href data-picture=3><img>`, or empty. Out: `{show}`.
 */
import { h } from "./dom.js";
import css from "./gallery.css";
import de from "./messages/gallery/de.json";
import en from "./messages/gallery/en.json";
import fr from "./messages/gallery/fr.json";
import it from "./messages/gallery/it.json";
import { picture } from "./picture.js";
import { base, speak } from "./words.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** Prepares the viewer of a gallery; nothing moves on the page until a picture is opened. */
export const mount = async (host) => {
  const { get: attribute } = host;
  const site = attribute("site");
  const key = attribute("key");
  const url = attribute("url") || location.href.split("#")[0];
  const ask = (path, query) =>
    fetch(new URL(path + "?" + new URLSearchParams(query), base), { credentials: "omit" })
      .then((answer) => answer.ok && answer.json())
      .catch(() => 0);
  const { t, lang } = await speak(host, en, { it, de, fr });
  const links = [...host.querySelectorAll("a[data-picture]")];
  const pictures = links[0] ? links.map(fromLink) : (await ask(`v1/galleries/${key}`, { site })).pictures;
  const total = pictures.length;
  const root = host.attachShadow({ mode: "open" });
  const failed = host.lastElementChild;
  if (failed?.role == "alert") failed.remove();
  root.adoptedStyleSheets = [sheet];
  let now, placing, counts, marked;
  let panel = {};

  const button = (name, words, onclick, content) => h("button", { type: "button", part: "button " + name, "aria-label": content && words, title: content && words, onclick }, content ?? words);
  const position = h("h2", { id: "position", part: "position", tabindex: -1 });
  const frame = h("div", { part: "frame" });
  const stage = h("div", { part: "stage" }, frame);
  const caption = h("p", { part: "caption" });
  const credit = h("p", { part: "credit" });
  const talk = button("talk", "", () => comments(side.hidden));
  const side = h("aside", { part: "side", hidden: true, "aria-label": t("comment") });
  const mark = button("mark", t("mark"), () => (marked ? unmark() : place()));
  const said = h("p", { role: "status", class: "said" });
  const previous = button("previous", t("previous"), () => step(-1), "‹");
  const next = button("next", t("next"), () => step(1), "›");
  const dialog = h(
    "dialog",
    { part: "viewer", "aria-labelledby": "position" },
    h("div", { part: "bar" }, position, talk, button("close", t("close"), () => dialog.close(), "✕")),
    stage,
    previous,
    next,
    h("div", { class: "below" }, caption, credit, said),
    side,
  );
  const image = (one, sizes, eager) => {
    if (!one.link) return picture(base, one.renditions, { ...one, sizes, eager });
    const made = one.link.querySelector("picture,img").cloneNode(true);
    for (const part of [made, ...made.children]) if (part.srcset) part.sizes = sizes;
    const shown = made.querySelector?.("img") ?? made;
    shown.loading = "eager";
    if (!shown.srcset) shown.src = one.link.href;
    return made;
  };
  const large = (one) => image(one, `min(100vw, ${Math.round((100 * one.width) / one.height)}vh)`, true);

  root.append(
    links[0]
      ? h("slot")
      : h(
          "ul",
          { part: "grid" },
          pictures.map((one, index) =>
            h("li", null, h("button", { "aria-label": t("larger", { n: one.number, of: total }), "data-picture": one.number, onclick: () => open(index) }, image(one, "(max-width: 40rem) 46vw, 15rem"))),
          ),
        ),
    dialog,
  );

  const open = (index, push = true) => {
    now = index;
    const one = pictures[index];
    const ratio = one.width / one.height || 1.5;
    frame.replaceChildren(large(one));
    frame.style.width = `min(100cqw, ${ratio * 100}cqh, ${Math.max(one.width || 1600, 640)}px)`;
    frame.style.aspectRatio = ratio;
    frame.style.backgroundColor = one.colour || "";
    position.textContent = t("position", { n: one.number, of: total });
    caption.textContent = one.caption || one.alt || "";
    credit.textContent = one.credit ? t("credit", { name: one.credit }) : "";
    clear();
    counted();
    const hash = "#picture-" + one.number;
    if (!dialog.open) {
      dialog.showModal();
      position.focus();
      if (push) history.pushState({ paddock: 1 }, "", hash);
    } else if (push) history.replaceState(history.state, "", hash);
    previous.disabled = !index;
    next.disabled = index == total - 1;
    if (!side.hidden) comments(true, true);
    for (const near of [index + 1, index - 1]) pictures[near] && large(pictures[near]);
  };

  const step = (by) => pictures[now + by] && open(now + by);

  /** As the page is read: from right to left the arrows and swipes go the other way. */
  const turn = (by) => step(host.matches(":dir(rtl)") ? -by : by);

  const counted = () => {
    const { number } = pictures[now];
    const n = counts?.counts?.[number] ?? 0;
    const asked = counts?.questions?.[number];
    talk.hidden = !site;
    talk.textContent = n ? t("comments", { n }) + (asked ? ", " + t("questions", { n: asked }) : "") : t("comment");
    talk.setAttribute("aria-expanded", !side.hidden);
  };

  const comments = async (wanted, quiet) => {
    side.hidden = !wanted;
    dialog.classList.toggle("wide", wanted);
    counted();
    if (!wanted) return pins([]);
    const { number } = pictures[now];
    panel = h("paddock-comments", { site, url, lang, picture: `${key}/${number}`, count: counts?.counts?.[number] ?? 0, class: "up", part: "comments", exportparts: "comment,form,answer" });
    const mine = panel;
    panel.listed = (items) => {
      if (panel != mine) return;
      pins([...items.values()].map((item) => item.comment));
      if (!panel.region && !placing) clear();
    };
    panel.counted = (count) => {
      mine.className = "up";
      counts = { ...counts, counts: { ...counts?.counts, [number]: count } };
      if (panel == mine) counted();
    };
    side.replaceChildren(mark, panel);
    marked && clear();
    const view = await panel.open();
    if (!view) mine.className = "";
    if (!quiet && panel == mine) panel.focus();
    return view;
  };

  const pins = (list) => {
    for (const old of frame.querySelectorAll(".pin:not(.own)")) old.remove();
    for (const { number, author, picture: on } of list) {
      if (!on?.region || on.number != pictures[now].number) continue;
      const pin = button("pin", t("pin", { n: number ?? "", name: author.name }), async () => (side.hidden ? await comments(true) : await panel.open())?.go(number), String(number ?? "•"));
      put(pin, on.region);
      frame.append(pin);
    }
  };

  const put = (pin, { x, y, w = 0, h: high = 0 }) => {
    const within = (share) => `clamp(16px, ${share * 100}%, 100% - 16px)`; // whole, also at the edge
    pin.style.left = within(x + w / 2);
    pin.style.top = within(y + high / 2);
  };

  /** Waits for a place to be marked, from here; or no more. */
  const aim = (at) => frame.classList.toggle("placing", !!(placing = at));

  const place = () => {
    aim({ x: 0.5, y: 0.5, w: 0, h: 0 });
    marked = button("pin own", t("marking"), () => settle(), "+");
    put(marked, placing);
    frame.append(marked);
    said.textContent = t("marking");
    mark.textContent = t("unmark");
    frame.scrollIntoView({ block: "nearest" });
    marked.focus();
  };

  /** Moves the mark to this share of the picture. */
  const to = (x, y) => {
    const share = (value) => Math.min(1, Math.max(0, +value.toFixed(4)));
    placing.x = share(x);
    placing.y = share(y);
    put(marked, placing);
  };

  const settle = () => {
    if (!placing) return;
    panel.region = placing;
    aim();
    said.textContent = t("marked");
    panel.open().then(() => panel.shadowRoot.querySelector("form textarea")?.focus());
  };

  const clear = () => {
    aim((panel.region = null));
    marked = marked?.remove();
    said.textContent = "";
    mark.textContent = t("mark");
  };

  const unmark = () => {
    clear();
    mark.focus();
  };

  frame.addEventListener("error", () => (said.textContent = t("failed")), true);
  frame.addEventListener("click", (event) => {
    if (!placing || event.target.closest(".pin")) return;
    const box = frame.getBoundingClientRect();
    to((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    settle();
  });

  dialog.addEventListener("keydown", (event) => {
    const target = event.composedPath()[0];
    const ahead = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (placing) {
      const by = event.shiftKey ? 0.05 : 0.01;
      const move = { ArrowRight: [by, 0], ArrowLeft: [-by, 0], ArrowDown: [0, by], ArrowUp: [0, -by] }[event.key];
      if (event.key == "Escape") unmark();
      else if (move) {
        to(placing.x + move[0], placing.y + move[1]);
      } else return;
      return event.preventDefault();
    }
    if (target.matches("input,textarea,select") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (ahead) turn(ahead);
    else if (event.key == "Home") open(0);
    else if (event.key == "End") open(total - 1);
    else return;
    event.preventDefault();
  });

  let from;
  stage.addEventListener("pointerdown", (event) => (from = event.pointerType != "mouse" && !placing && event));
  stage.addEventListener("pointerup", (event) => {
    const across = from && event.clientX - from.clientX;
    if (Math.abs(across) > 45 && Math.abs(across) > 1.5 * Math.abs(event.clientY - from.clientY)) turn(across < 0 ? 1 : -1);
    from = null;
  });
  stage.addEventListener("click", (event) => event.target == stage && dialog.close());

  dialog.addEventListener("close", () => {
    side.replaceChildren();
    comments(false);
    if (history.state?.paddock) history.back();
    else if (/^#picture/.test(location.hash)) history.replaceState(null, "", location.pathname + location.search);
    const link = links[now] ?? root.querySelectorAll("li button")[now];
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest" });
  });
  addEventListener("popstate", () => go());

  if (key && site)
    host.first
      .then((answer) => answer.thread && ask(`v1/threads/${answer.thread.id}/pictures`, { gallery: key }))
      .then((answer) => {
        if (!answer) return;
        counts = answer;
        for (const link of links) if (answer.counts[link.dataset.picture]) link.dataset.comments = answer.counts[link.dataset.picture];
        if (dialog.open) counted();
      });

  /** Opens what `#picture-3` or `#picture-3:c-12` points at. */
  const go = async () => {
    const [, number, comment] = /^#picture-(\d+)(?::c-(\d+))?/.exec(location.hash) ?? [];
    if (at(number) < 0) return dialog.close();
    if (!dialog.open || pictures[now].number != number) open(at(number), false);
    if (comment) (await comments(true))?.go(comment);
  };

  const at = (number) => pictures.findIndex((one) => one.number == number);
  go();
  return {
    /** Opens the picture of this link. */
    show: (link) => open(at(link.dataset.picture)),
  };
};

const fromLink = (link) => {
  const { picture: number, ...told } = link.dataset;
  const { alt, width, height } = link.querySelector("img");
  return { link, alt, width, height, ...told, number: +number };
};
