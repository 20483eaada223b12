/**
 * One comment as a reader sees it, with what they may do about it.
 *
 * In: a comment of the API and the thread it stands in. Out: its list item; `fill` draws it anew in place.
 */
import { call } from "./api.js";
import { body, h, picture } from "./dom.js";
import { form } from "./form.js";

const reasons = ["spam", "abuse", "private", "other"];

/** The item for a comment; replies keep their place when it is drawn again. */
export const item = (thread, comment) => {
  const li = h("li", { part: "comment" });
  li.replies = h("ol", { class: "replies", part: "replies" });
  fill(thread, li, comment);
  return li;
};

/** Draws `comment` into its item. */
export const fill = (thread, li, comment) => {
  const { t, base } = thread;
  const { author, answer, attachments = [], picture: on, number, state } = comment;
  const own = thread.own.get(comment.id);
  const removed = state == "removed";
  const waiting = state == "held";
  const place = h("div", { class: "place" });
  const badge = (words, kind) => h("span", { class: "badge", part: "badge " + (kind ?? "") }, words);
  const act = (key, onclick, label) => h("button", { type: "button", class: "quiet", onclick, "aria-label": label }, t(key));
  const kind = answer?.kind ?? author.kind;

  const open = (made) => {
    place.replaceChildren(made);
    (made.querySelector("textarea,input,button") ?? made).focus();
  };
  const close = (event) => {
    place.replaceChildren();
    li.querySelector("article").focus();
    event?.preventDefault?.();
  };

  const report = () => {
    const why = h("fieldset", null, h("legend", null, t("reportWhy")), reasons.map((one) => act(one, () => send(one))));
    why.append(act("cancel", close));
    const send = async (reason) => {
      try {
        await call(base, `v1/comments/${comment.id}/reports`, { method: "POST", body: { reason } });
        close();
        thread.say(t("reported"), li);
      } catch (problem) {
        thread.say(problem.message || t("error"), li);
      }
    };
    open(why);
  };

  const change = async () => {
    const { text } = await call(base, `v1/comments/${comment.id}`, { headers: { "Edit-Key": own.k } }).catch(() => comment);
    const done = (answer) => {
      thread.put({ ...comment, ...(answer.comment ?? answer) });
      thread.say(t(answer.comment?.state == "held" && !waiting ? "held" : "saved"), li);
    };
    open(form(thread, { own: { id: comment.id, key: own.k, text: text ?? comment.text ?? plain(comment.body) }, done, cancel: close }));
  };

  const drop = () => {
    const yes = async () => {
      try {
        await call(base, `v1/comments/${comment.id}`, { method: "DELETE", headers: { "Edit-Key": own.k } });
        thread.own.set(comment.id);
        thread.say(t("deleted"), li);
        thread.take(comment);
      } catch (problem) {
        thread.say(problem.message || t("error"), li);
      }
    };
    open(h("fieldset", null, h("legend", null, t("deleteSure")), act("deleteYes", yes), act("cancel", close)));
  };

  const answerForm = () => {
    const done = (answer) => {
      close();
      thread.posted(answer);
    };
    open(form(thread, { parent: comment, done, cancel: close }));
  };

  const clock = h("span", { class: "clock" });
  const mine = own && !removed && h("span", { class: "mine" }, clock, act("edit", change), act("delete", drop));
  const tick = () => {
    const left = Math.ceil((new Date(own.u) - Date.now()) / 1000);
    if (left <= 0) mine.remove();
    else if (mine.isConnected || !li.isConnected) {
      clock.textContent = t("editFor", { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` });
      setTimeout(tick, 1000);
    }
  };
  if (mine) tick();

  const article = h(
    "article",
    { tabindex: -1, class: [answer && "answer", waiting && "waiting"].filter(Boolean).join(" ") || null, part: answer ? "answer" : null, "aria-label": `${number ?? ""} ${author.name}`.trim() },
    answer && h("p", { class: "label", part: "answer-label" }, t(kind)),
    !removed &&
      h(
        "header",
        { part: "comment-header" },
        number && h("span", { class: "number", part: "number" }, `${number}.`),
        h("b", { part: "author", dir: "auto" }, author.name),
        !answer && ["archive", "expert", "staff", "member"].includes(kind) && badge(t(kind), kind),
        comment.reply_to && h("span", { class: "note" }, t("answering", { name: comment.reply_to.name })),
        h("a", { class: "when", href: number ? `#c-${number}` : null, "aria-label": `${t("link")}, ${thread.ago(comment.created_at)}` }, h("time", { datetime: comment.created_at, title: thread.full(comment.created_at) }, thread.ago(comment.created_at))),
        comment.edited_at && h("span", { class: "note" }, t("edited")),
        comment.pinned && badge(t("pinned"), "pinned"),
        comment.pick && badge(t("pick"), "pick"),
      ),
    waiting && h("p", { class: "wait", part: "waiting" }, t("waiting")),
    removed ? h("p", { class: "note" }, t("removed")) : h("div", { class: "body", part: "body", dir: "auto" }, body(comment.body)),
    on &&
      !thread.picture &&
      h(
        "a",
        { class: "on", part: "picture", href: `#picture-${on.number}${on.region && number ? `:c-${number}` : ""}` },
        on.thumb && h("img", { src: new URL(on.thumb, base), alt: "", loading: "lazy", width: 72, height: 54 }),
        t("onPicture", { n: on.number, of: on.of }),
        on.region && h("span", { class: "spot", title: t("place"), role: "img", "aria-label": t("place") }),
      ),
    attachments.length > 0 &&
      h(
        "div",
        { class: "attached", part: "attachments" },
        attachments.map(
          (one, index) =>
            one.renditions?.length > 0 &&
            h("a", { href: new URL(largest(one.renditions).path, base) }, picture(base, one.renditions, { ...one, alt: one.alt || t("attachment", { n: index + 1, name: author.name }), sizes: "(max-width: 40rem) 92vw, 20rem" })),
        ),
      ),
    answer &&
      h(
        "footer",
        { class: "evidence", part: "evidence" },
        answer.evidence?.length > 0 && [h("p", null, t("because")), h("ul", null, answer.evidence.map((fact) => h("li", null, fact)))],
        h("p", { class: "note" }, answer.source && t("source", { name: answer.source }), " ", answer.not_right && h("a", { href: new URL(answer.not_right, base) }, t("notRight"))),
      ),
    !removed &&
      h(
        "div",
        { class: "row acts", part: "actions" },
        !waiting && thread.isOpen && act("reply", answerForm, t("replyTo", { name: author.name })),
        mine,
        !waiting && !own && act("report", report),
      ),
    place,
  );
  li.comment = comment;
  li.replaceChildren(article, li.replies);
};

const largest = (renditions) => renditions.filter((one) => one.media_type == "image/jpeg").concat(renditions).reduce((best, one) => (one.width > best.width ? one : best));

const plain = (tree) => tree.map((node) => (typeof node == "string" ? node : node.t == "br" ? "\n" : plain(node.c ?? []) + (node.t == "p" ? "\n\n" : ""))).join("").trim();
