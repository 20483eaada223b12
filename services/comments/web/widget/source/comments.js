/**
 * A thread, opened: its list, its form, what arrives while it is read.
 *
 * In: the element the loader made, its shadow root, its button and the thread it asked for. Out: `{go}`, which shows a comment by its number.
 */
import { Problem, call } from "./api.js";
import { fill, item } from "./comment.js";
import css from "./comments.css";
import { body, h } from "./dom.js";
import { form } from "./form.js";
import { shelf } from "./keep.js";
import de from "./messages/comments/de.json";
import en from "./messages/comments/en.json";
import fr from "./messages/comments/fr.json";
import it from "./messages/comments/it.json";
import { base, dates, speak } from "./words.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** Opens the thread of `host` below its button. */
export const mount = async (host) => {
  const { get: attribute, shadowRoot: root } = host;
  const place = root.firstChild;
  const button = place.firstChild;
  const site = attribute("site");
  const url = host.spot;
  const picture = attribute("picture");
  const [gallery, number] = picture?.split("/") ?? [];
  const get = (more) => call(base, "v1/threads?body=tree&" + new URLSearchParams({ site, url, ...(picture && { gallery, picture: number }), ...more }));
  // Asked for beside the import; what was refused, or hangs, is asked for again, with its reasons.
  let first = Promise.race([host.first, new Promise((late) => setTimeout(late, 2e4, 0))]).then((answer) => (answer.thread ? answer : get()));
  first.catch(String);
  const { t, lang } = await speak(host, en, { it, de, fr });
  root.adoptedStyleSheets = [sheet];

  const list = h("ol", { part: "list" });
  const status = h("p", { role: "status", part: "status" });
  const more = h("button", { class: "wide", part: "button more", hidden: true, onclick: () => load(next) }, t("more"));
  const pill = h("button", { part: "button pill", hidden: true, onclick: () => reveal() });
  const news = h("div", { role: "status", class: "news" }, pill);
  const sort = h("select", { id: "sort", onchange: () => load() }, ["oldest", "newest", "pick"].map((one) => h("option", { value: one }, t(one))));
  const head = h("div", { class: "head", hidden: true }, h("label", { for: "sort" }, t("sort")), sort);
  const failed = h("div", { role: "alert", hidden: true }, h("p"), h("button", { class: "wide", onclick: () => again() }, t("retry")));
  const foot = h("div", { part: "write" });
  const none = h("p", { class: "note", hidden: true }, t("none"));
  const section = h("section", { part: "thread" }, head, none, list, news, more, failed, status, foot);
  const items = new Map();
  const arrived = new Map();
  let next, again, since, settled, source, token, extras;

  const thread = {
    t, lang, base, ...dates(lang), site, url, picture, gallery, number: +number,
    title: attribute("page-title") ?? document.title,
    own: shelf(`paddock:own:${site}`),
    drafts: shelf(`paddock:draft:${url}`),
    isOpen: true,
    kit: { Problem, body, call, form, h, speak },

    /** Says it to everyone: seen after `where` (an item's own words, or another element; else below the list), heard as a status. */
    say: (words, where = more) => {
      (where.comment ? where.firstChild : where).after(status);
      status.textContent = words;
    },

    /** What is seldom needed, fetched once. */
    extras: () => (extras ??= import("./extras.js").then((m) => m.mount(thread, host, root))),

    /** A signed time; asked for when a reader enters a form, so that it is old enough when they send it. */
    token: () => (token ??= call(base, `v1/form?site=${site}`).then((answer) => answer.token)),

    /** Puts a comment where it belongs: in place when known, else under its parent or into the list. */
    put: (comment, fresh) => {
      let made = items.get(comment.id);
      if (made) fill(thread, made, comment);
      else {
        items.set(comment.id, (made = item(thread, comment)));
        (items.get(comment.parent)?.replies ?? list)[fresh && !comment.parent && sort.value == "newest" ? "prepend" : "append"](made);
      }
      comment.replies?.map((reply) => thread.put({ parent: comment.id, ...reply }));
      return made;
    },

    /** Takes a comment away; one with replies leaves its place. */
    take: (comment) => {
      const known = items.get(comment.id);
      if (known.replies.children[0]) return fill(thread, known, { ...comment, state: "removed", author: { name: "" }, picture: null, attachments: [] });
      if (known.contains(status)) foot.before(status);
      known.remove();
      items.delete(comment.id);
      empty();
    },

    /** What the service said to a new comment: keep its key, show it, say what happens now. */
    posted: ({ comment, edit_key, edit_until }) => {
      thread.own.set(comment.id, { k: edit_key, u: edit_until, s: comment.state, t: url, p: picture });
      arrived.delete(comment.id);
      token = host.region = null;
      const held = comment.state == "held";
      const made = thread.put(comment, true);
      if (!held) counted(thread.count + 1);
      empty();
      reckon();
      thread.say(t(held ? "held" : "published"), made);
      show(made);
    },
  };

  const counted = (count) => {
    thread.count = count;
    button.textContent = `${t(section.hidden ? "show" : "hide")} (${count})`;
    host.setAttribute("count", count);
    host.counted?.(count);
  };

  const empty = () => {
    list.hidden = !items.size;
    head.hidden = items.size < 3 || picture;
    none.hidden = items.size;
    host.listed?.(items);
  };

  const show = (made) => {
    const article = made.querySelector("article");
    made.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion)").matches ? "instant" : "smooth" });
    article.focus({ preventScroll: true });
    article.classList.add("lit");
  };

  const load = async (cursor) => {
    more.ariaBusy = true;
    failed.firstChild.textContent = "";
    try {
      const answer = await (first ?? get({ sort: sort.value, ...(cursor && { cursor }) }));
      thread.id = answer.thread.id;
      thread.isOpen = answer.thread.open;
      since ??= answer.thread.version;
      settled ??= Date.now() + 3e3; // what a cache in between did not know yet is no news
      status.textContent = "";
      if (failed.contains(root.activeElement)) button.focus();
      failed.hidden = true;
      if (!cursor) {
        list.replaceChildren();
        items.clear();
      }
      const before = items.size;
      answer.comments.map((comment) => thread.put(comment));
      next = answer.next;
      more.hidden = !next;
      if (cursor) [...items.values()][before]?.firstChild.focus();
      else {
        const held = Object.entries(thread.own.all()).filter(([, row]) => row.s == "held" && row.t == url && (!picture || row.p == picture));
        if (held[0]) await thread.extras().then((extras) => extras.held(held, items, one), String);
      }
      counted(picture ? items.size : answer.thread.count);
      if (!foot.firstChild) foot.append(thread.isOpen ? form(thread, { done: thread.posted, region: () => host.region }) : h("p", { class: "note" }, t("closed")));
      empty();
      live();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      again = () => load(cursor);
      status.textContent = place.style = "";
      failed.hidden = false;
      failed.firstChild.textContent = t("failed");
      if (problem.later) setTimeout(() => failed.hidden || again(), problem.later * 1e3);
    }
    more.ariaBusy = first = null;
  };

  const one = async (id, version) => {
    const own = thread.own.get(id);
    const answer = await call(base, `v1/comments/${id}${version ? "?v=" + version : ""}`, own && { headers: { "Edit-Key": own.k } });
    return answer.comment ?? answer;
  };

  const happened = async ({ data, lastEventId }) => {
    since = lastEventId;
    const { id, version, state, count } = JSON.parse(data);
    const known = items.get(id);
    if (!picture) counted(count);
    if (state && state != "published") {
      arrived.delete(id);
      if (known && !(state == "held" && thread.own.get(id))) thread.take(known.comment);
      return reckon();
    }
    const comment = await one(id, version).catch(() => 0);
    if (!comment || (picture && !known && !items.has(comment.parent) && (comment.picture?.number != number || comment.picture.gallery != gallery))) return;
    const own = thread.own.get(id); // another tab may have kept its key only while this was asked for
    if (known || own || Date.now() < settled) {
      thread.put({ ...comment, replies: [] });
      if (own?.s == "held") {
        thread.own.set(id, { ...own, s: "published" });
        thread.say(t("published"), items.get(id));
      }
      empty();
    } else items.has(id) || arrived.set(id, comment); // posted from here, it may have come meanwhile
    reckon();
  };

  const reckon = () => {
    const words = arrived.size ? t([...arrived.values()].some((comment) => thread.own.get(comment.parent)) ? "answered" : "arrived", { n: arrived.size }) : "";
    pill.hidden = !words;
    pill.textContent = words;
  };

  const reveal = () => {
    const made = [...arrived.values()].sort((a, b) => a.number - b.number).map((comment) => thread.put(comment, true));
    arrived.clear();
    reckon();
    empty();
    show(made[0]);
  };

  const live = () => {
    const wanted = thread.id && !section.hidden && host.isConnected && !document.hidden;
    if (wanted && !source) {
      source = new EventSource(new URL(`v1/threads/${thread.id}/events?since=${since}`, base));
      source.addEventListener("comment", happened);
    } else if (!wanted) source = source?.close();
  };

  const toggle = () => {
    section.hidden = !section.hidden;
    place.style = "";
    button.ariaExpanded = !section.hidden;
    counted(thread.count);
    live();
  };

  /** Goes to the comment that the address names, through as many pages as it takes. */
  const go = () => picture || (location.hash.startsWith("#c-") && reach(location.hash.slice(3)));

  const reach = async (wanted) => {
    if (section.hidden) toggle();
    for (;;) {
      const found = [...items.values()].find((one) => one.comment.number == wanted);
      if (found) return show(found);
      if (!next) return wanted > 0 || (await thread.extras()).tell(wanted);
      await load(next);
    }
  };

  section.addEventListener("focusin", (event) => event.target.closest("form") && thread.token().catch(() => (token = null)));
  document.addEventListener("visibilitychange", live);
  addEventListener("hashchange", go);
  place.append(section);
  place.role = null;
  button.ariaExpanded = true;
  button.onclick = toggle;
  counted(+attribute("count"));
  status.textContent = t("loading");
  await load();
  go();
  return { go: reach };
};
