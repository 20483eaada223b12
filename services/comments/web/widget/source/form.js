/**
 * The form: new comments, replies, remarks on a picture, and changes to one's own comment.
 *
 * In: the thread, whom it answers or what it changes. Out: a comment sent; every refusal beside its field.
 */
import { Problem, call, upload } from "./api.js";
import { body as tree, h } from "./dom.js";

let count = 0;
const types = "image/jpeg,image/png,image/webp,image/avif,image/gif";

/** A form element; `own` (a posted comment and its key) makes it change that one instead of posting. */
export const form = (thread, { parent, own, region, done, cancel }) => {
  const { t, base, site, drafts } = thread;
  const slot = own?.id ?? parent?.id ?? thread.picture ?? "new";
  const id = ++count;
  const draft = drafts.get(slot) ?? {};
  const files = [];
  const fields = {};
  let key;

  const field = (name, label, control, note) => {
    const error = h("p", { id: `${name}-error-${id}`, part: "error", class: "error" });
    const hint = note && h("p", { id: `${name}-note-${id}`, class: "note" }, note);
    control.id = `${name}-${id}`;
    control.name = name;
    control.required = true;
    if (hint) control.setAttribute("aria-describedby", hint.id);
    fields[name] = { control, error, hint };
    return h("div", { class: `field ${name}` }, h("label", { for: control.id }, label), control, hint, error);
  };

  const complain = (name, detail) => {
    const { control, error, hint } = fields[name];
    error.textContent = detail ?? "";
    detail ? control.setAttribute("aria-invalid", "true") : control.removeAttribute("aria-invalid");
    control.setAttribute("aria-describedby", [detail && error.id, hint?.id].filter(Boolean).join(" "));
    if (!detail && !hint) control.removeAttribute("aria-describedby");
  };

  const text = h("textarea", { rows: 5, maxlength: 10000, part: "field", dir: "auto" });
  text.value = own?.text ?? draft.body ?? "";
  const name = h("input", { autocomplete: "name", maxlength: 80, part: "field", dir: "auto" });
  const email = h("input", { type: "email", autocomplete: "email", inputmode: "email", part: "field" });
  name.value = draft.name ?? "";
  email.value = draft.email ?? "";
  const trap = h("input", { name: "website", tabindex: -1, autocomplete: "off" });
  const follow = h("input", { type: "checkbox", id: `follow-${id}` });
  const followText = h("span");
  const alert = h("p", { role: "alert", class: "error alert" });
  const shown = h("div", { class: "body preview", hidden: true, part: "preview" });
  const chosen = h("ul", { class: "files" });
  const pick = h("input", { type: "file", accept: types, multiple: true, hidden: true });
  const send = h("button", { type: "submit", class: "main", part: "button submit" }, t(own ? "save" : "send"));
  const see = h("button", { type: "button", class: "quiet", "aria-pressed": "false", onclick: () => preview(shown.hidden) }, t("preview"));

  const keep = () => {
    key = null;
    const asks = text.value.includes("?");
    followText.textContent = t(asks ? "followAnswer" : "followReplies");
    follow.value = asks ? "answer" : "replies";
    text.style.height = text.scrollHeight > text.clientHeight ? text.scrollHeight + 4 + "px" : text.style.height;
    if (!own) drafts.set(slot, text.value.trim() ? { body: text.value, name: name.value, email: email.value } : null);
  };

  const preview = async (wanted) => {
    if (wanted && text.value.trim()) {
      try {
        shown.replaceChildren(...tree((await call(base, "v1/preview", { method: "POST", body: { body: text.value } })).body));
      } catch (problem) {
        return fail(problem);
      }
    } else wanted = false;
    shown.hidden = !wanted;
    text.hidden = wanted;
    see.textContent = t(wanted ? "write2" : "preview");
    see.setAttribute("aria-pressed", wanted);
    if (!wanted) text.focus();
  };

  const fail = (problem) => {
    let first;
    for (const { pointer, detail } of problem.errors ?? []) {
      const field = pointer?.split("/")[1];
      if (!fields[field]) continue;
      complain(field, detail);
      first ??= fields[field].control;
    }
    const wrong = element.querySelectorAll("[aria-invalid]").length;
    alert.textContent = first ? t("check", { n: wrong }) : problem.status === 0 ? t("offline") : problem.message || t("error");
    if (first == text) preview(false);
    first?.focus();
  };

  const attach = (file) => {
    const progress = h("progress", { max: 1, value: 0, "aria-label": t("uploading", { name: file.name }) });
    const look = h("canvas", { width: 48, height: 48, "aria-hidden": "true" });
    const row = { file };
    const drop = () => {
      files.splice(files.indexOf(row), 1);
      item.remove();
      pick.nextElementSibling.focus();
    };
    const state = h("span", { class: "grow" }, file.name, progress);
    const item = h("li", null, look, state, h("button", { type: "button", class: "quiet", "aria-label": t("remove", { name: file.name }), onclick: drop }, "×"));
    chosen.append(item);
    files.push(row);
    globalThis
      .createImageBitmap?.(file, { resizeHeight: 96 })
      .then((image) => {
        const side = Math.min(image.width, image.height);
        look.getContext("2d").drawImage(image, (image.width - side) / 2, 0, side, side, 0, 0, 48, 48);
      })
      .catch(() => 0);
    row.done = upload(base, site, file, (part) => (progress.value = part)).then(
      (made) => {
        progress.remove();
        row.id = made.id;
        thread.say(t("uploaded", { name: file.name }));
      },
      (problem) => {
        progress.remove();
        row.failed = true;
        state.append(h("span", { class: "error" }, ` ${problem.status ? problem.message : t("offline")}`));
      },
    );
  };

  const submit = async (event) => {
    event.preventDefault();
    if (send.ariaBusy) return;
    alert.textContent = "";
    for (const one in fields) complain(one);
    const errors = Object.keys(fields).filter((one) => !fields[one].control.value.trim());
    if (errors.length) return fail({ errors: errors.map((one) => ({ pointer: "/" + one, detail: t("needed") })) });
    send.ariaBusy = true;
    send.textContent = t("sending");
    try {
      await Promise.all(files.map((row) => row.done));
      const headers = own ? { "Edit-Key": own.key } : { "Idempotency-Key": (key ??= [...crypto.getRandomValues(new Uint32Array(4))].join("-")) };
      const answer = own
        ? await call(base, `v1/comments/${own.id}`, { method: "PATCH", headers, body: { body: text.value } })
        : await call(base, "v1/comments", {
            method: "POST",
            headers,
            body: {
              site,
              url: thread.url,
              title: thread.title,
              parent: parent?.id,
              name: name.value.trim(),
              email: email.value.trim(),
              body: text.value,
              picture: thread.picture ? { gallery: thread.gallery, number: thread.number, region: region?.() ?? undefined } : undefined,
              attachments: files.filter((row) => row.id).map((row) => row.id),
              follow: follow.checked ? follow.value : undefined,
              form_token: await thread.token(),
              website: trap.value || undefined,
              language: thread.lang,
            },
          });
      drafts.set(slot);
      text.value = "";
      text.style.height = "";
      files.length = 0;
      chosen.replaceChildren();
      shown.hidden || preview(false);
      keep();
      done(answer);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fail(problem);
    } finally {
      send.ariaBusy = null;
      send.textContent = t(own ? "save" : "send");
    }
  };

  const element = h(
    "form",
    { novalidate: true, part: "form", onsubmit: submit, oninput: keep, "aria-labelledby": own ? null : `title-${id}`, "aria-label": own && t("edit") },
    !own && h("h3", { id: `title-${id}` }, parent ? t("replyTo", { name: parent.author.name }) : t(thread.picture ? "writeHere" : "write")),
    field("body", t("text"), text, !own && t("textNote")),
    shown,
    !own && [
      h("div", { class: "pair" }, field("name", t("name"), name), field("email", t("email"), email, t("emailNote"))),
      h("div", { class: "trap", "aria-hidden": "true" }, trap),
      chosen,
      h("label", { class: "tick", for: follow.id }, follow, followText),
    ],
    alert,
    h(
      "div",
      { class: "row" },
      send,
      see,
      !own && [pick, h("button", { type: "button", class: "quiet", onclick: () => pick.click() }, t("attach"))],
      cancel && h("button", { type: "button", class: "quiet", onclick: cancel }, t("cancel")),
    ),
  );
  pick.addEventListener("change", () => {
    [...pick.files].forEach(attach);
    pick.value = "";
  });
  keep();
  return element;
};
