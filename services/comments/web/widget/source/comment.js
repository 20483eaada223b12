/**
 * One comment as a reader sees it, with what they may do about it.
 *
 * In: a comment of the API and the thread it stands in. Out: its list item; `fill` draws it anew in place.
 */
import { body, h } from "./dom.js";
import { form } from "./form.js";

/** The item for a comment; replies keep their place when it is drawn again. */
export const item = (thread, comment) => {
  const li = h("li", { part: "comment" });
  li.replies = h("ol", { part: "replies" });
  fill(thread, li, comment);
  return li;
};

/** Draws `comment` into its item. */
export const fill = (thread, li, comment) => {
  const { t, base } = thread;
  const { author, answer, attachments, picture: on, number, state, created_at } = comment;
  const own = thread.own.get(comment.id);
  const removed = state == "removed";
  const held = state == "held";
  const kind = answer?.kind ?? author.kind;
  const place = h("div");
  const acts = h("div", { class: "row", part: "actions" });
  const url = (path) => new URL(path, base);
  const badge = (name, words = t(name)) => h("span", { part: `badge ${name}` }, words);
  const act = (key, onclick, label) => acts.append(h("button", { class: "quiet", onclick, "aria-label": label }, t(key)));

  const open = (made) => {
    place.replaceChildren(made);
    made.querySelector("textarea,button").focus();
  };
  const close = () => {
    place.replaceChildren();
    li.firstChild.focus();
  };

  if (!removed) {
    if (!held && thread.isOpen)
      act(
        "reply",
        () =>
          open(
            form(thread, {
              parent: comment,
              cancel: close,
              done: (answer) => {
                close();
                thread.posted(answer);
              },
            }),
          ),
        t("replyTo", { name: author.name }),
      );
    if (own && new Date(own.u) > Date.now()) thread.extras().then((extras) => acts.append(extras.mine(comment, li, own, open, close)));
    else if (!held && !own) act("report", async () => (await thread.extras()).report(comment, li, open, close));
  }

  const pictures = attachments?.[0] && h("div", { class: "row", part: "attachments" });
  if (pictures) thread.extras().then((extras) => extras.pictures(comment, pictures));
  const article = h(
    "article",
    { tabindex: -1, part: answer ? "answer" : held && "held" },
    removed
      ? h("p", { class: "note" }, t("removed"))
      : [
          h(
            "header",
            null,
            h("span", { class: "note", part: "number" }, `${number}.`),
            h("b", { part: "author" }, author.name),
            kind != "reader" && t(kind) != author.name && badge(kind),
            comment.reply_to && h("span", { class: "note" }, t("answering", { name: comment.reply_to.name })),
            h("a", { class: "note", href: `#c-${number}` }, h("time", { datetime: created_at, onpointerenter: ({ target }) => (target.title = thread.full(created_at)) }, thread.ago(created_at))),
            comment.edited_at && h("span", { class: "note" }, t("edited")),
            comment.pinned && badge("pinned"),
            comment.pick && badge("picked"),
          ),
          held && h("p", { part: "waiting" }, t("waiting")),
          h("div", { part: "body", dir: "auto" }, body(comment.body)),
        ],
    on &&
      !answer &&
      !thread.picture &&
      h(
        "a",
        { part: "picture", href: `#picture-${on.number}${on.region ? `:c-${number}` : ""}` },
        on.thumb && h("img", { src: url(on.thumb), alt: "", loading: "lazy", width: 72, height: 54 }),
        t("onPicture", { n: on.number, of: on.of ?? "…" }),
        on.region && " ⊕",
      ),
    pictures,
    answer &&
      h(
        "footer",
        { part: "evidence" },
        answer.evidence?.[0] && [h("p", null, t("because")), h("ul", null, answer.evidence.map((fact) => h("li", null, fact)))],
        h("p", { class: "note" }, answer.source && t("source", { name: answer.source }), " ", answer.not_right && h("a", { href: url(answer.not_right) }, t("notRight"))),
      ),
    acts,
    place,
  );
  li.comment = comment;
  li.replaceChildren(article, li.replies);
};
