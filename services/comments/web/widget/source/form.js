/**
 * The form: new comments, replies, remarks on a picture, and changes to one's own comment.
 *
 * In: the thread, whom it answers or what it changes. Out: a comment sent; every refusal beside its field.
 */
import { call } from "./api.js";
import { h } from "./dom.js";

let count = 0;

/** A form element; `own` (a posted comment, its key and text) makes it change that one instead of posting. */
export const form = (thread, { parent, own, words, region, done, cancel }) => {
  const { t, base, site, drafts } = thread;
  const slot = parent?.id ?? thread.picture ?? "new";
  const id = ++count;
  const draft = (!own && drafts.get(slot)) || {};
  const files = [];
  const fields = {};
  let key;

  const field = (name, label, control, note) => {
    const error = h("p", { id: `${name}-error-${id}`, part: "error" });
    const hint = note && h("p", { id: `${name}-note-${id}`, class: "note" }, note);
    control.id = `${name}-${id}`;
    control.part = "field";
    control.required = true;
    control.value = draft[name] ?? "";
    fields[name] = { control, error, hint };
    (control.oninput = () => complain(name))();
    return h("div", { class: "field" }, h("label", { for: control.id }, label), control, hint, error);
  };

  const value = (name) => fields[name].control.value.trim();

  const complain = (name, detail = "") => {
    const { control, error, hint } = fields[name];
    error.textContent = detail;
    control.ariaInvalid = detail ? true : null;
    control.setAttribute("aria-describedby", `${detail && error.id} ${hint?.id ?? ""}`.trim());
  };

  const button = (label, onclick) => h("button", { type: "button", class: "quiet", onclick }, label);
  const text = h("textarea", { maxlength: 10000, dir: "auto" });
  const follow = h("input", { type: "checkbox", id: `follow-${id}` });
  const followText = h("label", { for: follow.id });
  const trap = h("input", { tabindex: -1, autocomplete: "off", "aria-hidden": "true", class: "trap" });
  const alert = h("p", { role: "alert", part: "error" });
  const chosen = h("ul", { class: "files" });
  const label = own ? words("save") : t("send");
  const send = h("button", { part: "button submit" }, label);
  const extra = (name, ...parts) => async () => (await thread.extras())[name](...parts);
  const see = button(t("preview"));
  const add = button(t("attach"));
  const preview = extra("preview", text, see);
  see.onclick = preview;
  add.onclick = extra("attach", files, chosen, add);
  follow.onchange = extra("follow", follow, followText);

  const keep = () => {
    key = null;
    alert.textContent = "";
    const asks = text.value.includes("?");
    if (follow.value != "thread") {
      followText.textContent = t(asks ? "followAnswer" : "followReplies");
      follow.value = asks ? "answer" : "replies";
    }
    if (text.scrollHeight > text.clientHeight) text.style.height = text.scrollHeight + 4 + "px";
    if (!own) drafts.set(slot, text.value.trim() ? { body: text.value, name: value("name"), email: value("email") } : null);
  };

  const fail = (problem) => {
    const wrong = (problem.errors ?? []).filter(({ pointer, detail }) => fields[pointer?.slice(1)] && !complain(pointer.slice(1), detail));
    const first = wrong[0] && fields[wrong[0].pointer.slice(1)].control;
    alert.textContent = first ? t("check") : problem.status === 0 ? t("offline") : problem.errors?.[0]?.detail || problem.message || t("error");
    first?.focus();
  };

  const submit = async (event) => {
    event.preventDefault();
    if (send.ariaBusy) return;
    if (text.hidden) await preview();
    alert.textContent = "";
    for (const name in fields) complain(name);
    const missing = Object.keys(fields).filter((name) => !value(name));
    if (missing[0]) return fail({ errors: missing.map((name) => ({ pointer: "/" + name, detail: t("needed") })) });
    send.ariaBusy = true;
    send.textContent = t("sending");
    try {
      await Promise.all(files.map((row) => row.done));
      const answer = await call(base, own ? `v1/comments/${own.id}` : "v1/comments", {
        method: own ? "PATCH" : "POST",
        headers: own ? { "Edit-Key": own.key } : { "Idempotency-Key": (key ??= crypto.getRandomValues(new Uint32Array(4)).join("-")) },
        body: own
          ? { body: text.value }
          : {
              site,
              url: thread.url,
              title: thread.title,
              parent: parent?.id,
              name: value("name"),
              email: value("email"),
              body: text.value,
              picture: thread.picture ? { gallery: thread.gallery, number: thread.number, region: region?.() } : undefined,
              attachments: files.flatMap((row) => row.id ?? []),
              follow: follow.checked ? follow.value : "",
              form_token: await thread.token(),
              website: trap.value,
              language: thread.lang,
            },
      });
      text.value = text.style.height = "";
      files.length = 0;
      chosen.replaceChildren();
      keep();
      done(answer);
    } catch (problem) {
      fail(await thread.extras().then((extras) => extras.told(problem)).catch(() => problem));
    }
    send.ariaBusy = null;
    send.textContent = label;
  };

  const title = h("h2", { id: `title-${id}` }, parent ? t("replyTo", { name: parent.author.name }) : own ? words("edit") : t(thread.picture ? "writeHere" : "write"));
  const element = h(
    "form",
    { novalidate: true, part: "form", onsubmit: submit, oninput: keep, "aria-labelledby": title.id },
    title,
    field("body", t("text"), text, !own && t("textNote")),
    !own && [
      h(
        "div",
        { class: "pair" },
        field("name", t("name"), h("input", { autocomplete: "name", maxlength: 80, dir: "auto" })),
        field("email", t("email"), h("input", { type: "email", autocomplete: "email" }), t("emailNote")),
      ),
      trap,
      chosen,
      h("div", { class: "tick" }, follow, followText),
    ],
    alert,
    h("div", { class: "row" }, send, see, !own && add, cancel && button(t("cancel"), cancel)),
  );
  if (own) text.value = own.text;
  else keep();
  return element;
};
