/**
 * A thread, opened: its list, its form, what arrives while it is read.
 *
 * In: the element the loader made, its shadow root and button. Out: `{toggle, go}` for the loader.
 */
import { call } from "./api.js";
import { fill, item } from "./comment.js";
import css from "./comments.css";
import { h } from "./dom.js";
import { form } from "./form.js";
import { shelf } from "./keep.js";
import de from "./messages/comments/de.json";
import en from "./messages/comments/en.json";
import fr from "./messages/comments/fr.json";
import it from "./messages/comments/it.json";
import { speak } from "./words.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** Opens the thread of `host` below its button. */
export const mount = async (host, root, button) => {
  const { base } = host;
  const site = host.getAttribute("site");
  const url = host.page;
  const picture = host.getAttribute("picture");
  const [gallery, number] = picture?.split("/") ?? [];
  const { t, ago, full, lang } = await speak(host, en, { it, de, fr });
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  const list = h("ol", { class: "list", part: "list", "aria-label": t("comments") });
  const status = h("p", { role: "status", class: "status", part: "status" });
  const more = h("button", { type: "button", class: "wide", part: "button more", hidden: true, onclick: () => load(next) }, t("more"));
  const pill = h("button", { type: "button", class: "pill", part: "button arrived", hidden: true, onclick: () => reveal() });
  const sort = h("select", { id: "sort", onchange: () => load() }, ["oldest", "newest", "top"].map((one) => h("option", { value: one }, t(one))));
  const head = h("div", { class: "head", hidden: true }, h("label", { for: "sort" }, t("sort")), sort);
  const foot = h("div", { part: "write" });
  const section = h("section", { part: "thread", "aria-label": t("comments") }, head, list, pill, more, foot, status);
  const items = new Map();
  const arrived = new Map();
  let next, source, token, seen;

  const thread = {
    t, ago, full, lang, base, site, url, picture, gallery, number: +number,
    title: host.getAttribute("page-title") ?? document.title,
    own: shelf(`paddock:own:${site}`),
    drafts: shelf(`paddock:draft:${url}`),
    isOpen: true,
    count: 0,

    /** Says it to everyone: seen at `where` (or below the list), heard as a status. */
    say: (words, where) => {
      status.textContent = words;
      where ? where.firstChild.after(status) : foot.before(status);
    },

    /** A fresh form token; fetched when a form is first shown, used once. */
    token: async () => {
      const mine = token ?? call(base, `v1/form?${new URLSearchParams({ site })}`);
      token = null;
      return (await mine).token;
    },

    /** Puts a comment where it belongs: in place when known, else under its parent or into the list. */
    put: (comment, first) => {
      const known = items.get(comment.id);
      if (known) fill(thread, known, comment);
      else {
        const made = item(thread, comment);
        const parent = items.get(comment.parent);
        const into = parent?.replies ?? list;
        into[first ? "prepend" : "append"](made);
        items.set(comment.id, made);
      }
      for (const reply of comment.replies ?? []) thread.put({ parent: comment.id, ...reply });
      return items.get(comment.id);
    },

    /** Takes a comment away; one with replies leaves its place. */
    take: (comment) => {
      const known = items.get(comment.id);
      if (!known) return;
      if (known.replies.children.length) return fill(thread, known, { ...comment, state: "removed", author: { name: "" }, body: [] });
      status.isConnected && known.contains(status) && foot.before(status);
      known.remove();
      items.delete(comment.id);
      empty();
    },

    /** What the service said to a new comment: keep its key, show it, say what happens now. */
    posted: ({ comment, edit_key, edit_until }) => {
      thread.own.set(comment.id, { k: edit_key, u: edit_until, s: comment.state, t: url });
      arrived.delete(comment.id);
      const held = comment.state == "held";
      const made = thread.put(comment, !comment.parent && sort.value == "newest");
      if (!held) counted(thread.count + 1);
      empty();
      thread.say(t(held ? "held" : "published"), made);
      show(made);
      live();
    },
  };

  const counted = (count) => {
    thread.count = count;
    button.textContent = `${t(section.hidden ? "show" : "hide")} (${count})`;
    host.setAttribute("count", count);
    host.dispatchEvent(new CustomEvent("paddock-count", { detail: count, bubbles: true }));
  };

  const empty = () => {
    list.hidden = !items.size;
    head.hidden = items.size < 3 || picture;
    if (seen) seen.hidden = items.size;
  };

  const show = (made) => {
    const quick = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const article = made.querySelector("article");
    made.scrollIntoView({ block: "center", behavior: quick ? "instant" : "smooth" });
    article.focus({ preventScroll: true });
    article.classList.add("lit");
  };

  const load = async (cursor) => {
    more.ariaBusy = true;
    const query = new URLSearchParams({ site, url, ...(sort.value != "oldest" && { sort: sort.value }), ...(cursor && { cursor }), ...(picture && { gallery, picture: number }) });
    try {
      const answer = await call(base, "v1/threads?" + query);
      Object.assign(thread, { id: answer.thread.id, isOpen: answer.thread.open });
      if (!cursor) {
        list.replaceChildren();
        items.clear();
      }
      const before = list.children.length;
      for (const comment of answer.comments) thread.put(comment);
      next = answer.next;
      more.hidden = !next;
      if (cursor) list.children[before]?.querySelector("article").focus();
      else await mine();
      counted(picture ? items.size : answer.thread.count);
      if (!foot.childElementCount) write();
      empty();
      host.dispatchEvent(new CustomEvent("paddock-comments", { detail: [...items.values()].map((one) => one.comment) }));
      live();
    } catch (problem) {
      if (!("status" in problem)) throw problem;
      const again = h("button", { type: "button", class: "wide", onclick: () => (failed.remove(), load(cursor)) }, t("retry"));
      const failed = h("div", { role: "alert", class: "failed" }, h("p", null, t("failed")), again);
      more.after(failed);
    } finally {
      more.ariaBusy = null;
      waiting.remove();
    }
  };

  const write = () => {
    seen = h("p", { class: "note none" }, t(picture ? "noneHere" : "none"));
    list.after(seen);
    if (!thread.isOpen) return foot.append(h("p", { class: "note" }, t("closed")));
    foot.append(form(thread, { done: thread.posted, region: () => host.region }));
    foot.addEventListener("focusin", () => (token ??= call(base, `v1/form?${new URLSearchParams({ site })}`)), { once: true });
  };

  /** The reader's own comments that others can't see yet, or that a moderator refused since. */
  const mine = async () => {
    for (const [id, row] of Object.entries(thread.own.all())) {
      if (row.t != url || items.has(id)) {
        if (row.t == url && row.s == "held") thread.own.set(id, { ...row, s: "published" });
        continue;
      }
      if (row.s != "held") continue;
      const comment = await one(id).catch((problem) => problem.status);
      if (comment == 404 || comment == 410) thread.own.set(id);
      else if (comment?.state == "held") thread.put(comment);
      else if (comment?.state == "published") thread.own.set(id, { ...row, s: "published" });
      else if (comment?.id) {
        thread.own.set(id);
        thread.say(t("rejected"));
      }
    }
  };

  const one = async (id, version) => {
    const own = thread.own.get(id);
    const answer = await call(base, `v1/comments/${id}${version ? "?v=" + version : ""}`, own && { headers: { "Edit-Key": own.k } });
    return answer.comment ?? answer;
  };

  const happened = async (event) => {
    const { id, version, state, count } = JSON.parse(event.data);
    if (count != null && !picture) counted(count);
    if (state && state != "published") {
      arrived.delete(id);
      if (items.has(id) && !(state == "held" && thread.own.get(id))) thread.take(items.get(id).comment);
      return reckon();
    }
    const comment = await one(id, version).catch(() => 0);
    if (!comment || (picture && (comment.picture?.number != number || comment.picture.gallery != gallery) && !items.has(comment.parent))) return;
    if (items.has(id)) {
      const own = thread.own.get(id);
      if (own?.s == "held") thread.own.set(id, { ...own, s: "published" });
      const { replies, ...rest } = comment;
      thread.put(rest);
      if (own?.s == "held") thread.say(t("published"), items.get(id));
    } else arrived.set(id, comment);
    reckon();
  };

  const reckon = () => {
    pill.hidden = !arrived.size;
    const answers = [...arrived.values()].some((comment) => thread.own.get(comment.parent));
    const words = t(answers ? "answered" : "arrived", { n: arrived.size });
    if (arrived.size && pill.textContent != words) thread.say(words);
    pill.textContent = words;
  };

  const reveal = () => {
    let first;
    for (const comment of [...arrived.values()].sort((a, b) => a.number - b.number)) {
      const made = thread.put(comment, !comment.parent && sort.value == "newest");
      first ??= made;
    }
    arrived.clear();
    status.textContent = "";
    reckon();
    empty();
    show(first);
  };

  const live = () => {
    const wanted = thread.id && !section.hidden && host.isConnected && document.visibilityState == "visible";
    if (wanted && !source) {
      source = new EventSource(new URL(`v1/threads/${thread.id}/events`, base));
      source.addEventListener("comment", happened);
    } else if (!wanted) {
      source?.close();
      source = null;
    }
  };

  const woken = async () => {
    live();
    if (!source || next) return;
    const query = new URLSearchParams({ site, url, sort: sort.value, v: Date.now() });
    const answer = picture || (await call(base, "v1/threads?" + query).catch(() => 0));
    if (!answer?.comments) return;
    const walk = (comment) => {
      if (!items.has(comment.id)) arrived.set(comment.id, { ...comment, replies: [] });
      comment.replies?.forEach((reply) => walk({ parent: comment.id, ...reply }));
    };
    answer.comments.forEach(walk);
    counted(answer.thread.count);
    reckon();
  };

  const toggle = () => {
    section.hidden = !section.hidden;
    host.style.minHeight = section.hidden ? "" : host.style.minHeight;
    button.ariaExpanded = !section.hidden;
    counted(thread.count);
    live();
  };

  /** Goes to comment `wanted` by its number, through as many pages as it takes. */
  const go = async (wanted) => {
    if (section.hidden) toggle();
    for (let page = 0; page < 40; page++) {
      const found = [...items.values()].find((one) => one.comment.number == wanted);
      if (found) return show(found);
      if (!next) return;
      await load(next);
    }
  };

  const waiting = h("div", { class: "waiting-list", "aria-hidden": "true" }, Array.from({ length: Math.min(host.getAttribute("count") ?? 2, 4) }, () => h("div", null, h("i"), h("i"), h("i"))));
  section.prepend(waiting);
  status.textContent = t("loading");
  root.append(section);
  button.ariaExpanded = true;
  document.addEventListener("visibilitychange", woken);
  await load();
  if (status.textContent == t("loading")) status.textContent = "";
  return { toggle, go };
};
