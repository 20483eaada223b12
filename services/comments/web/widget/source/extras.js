/**
 * What a reader does now and then: change or delete an own comment, report, attach pictures, look at a preview.
 *
 * In: the thread, a comment or a form's parts. Out: elements and effects; fetched on the first use, with its own words.
 */
import css from "./extras.css";
import de from "./messages/extras/de.json";
import en from "./messages/extras/en.json";
import fr from "./messages/extras/fr.json";
import it from "./messages/extras/it.json";
import deProblems from "./messages/problems/de.json";
import frProblems from "./messages/problems/fr.json";
import itProblems from "./messages/problems/it.json";
import { picture } from "./picture.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** The extras of one thread, in its language. */
export const mount = async (thread, host, root) => {
  const { base, site, kit } = thread;
  const { body, call, form, h, speak } = kit;
  const { t: own } = await speak(host, en, { it, de, fr });
  const t = (key, values) => (key in en ? own : thread.t)(key, values);
  root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
  const act = (key, onclick) => h("button", { type: "button", class: "quiet", onclick }, t(key));
  const choice = (question, ...acts) => h("fieldset", null, h("legend", null, t(question)), acts);
  const wrong = async (problem, li) => thread.say(problem.status ? (await told(problem)).message || t("error") : t("offline"), li);

  /** The problem in the page's language: by its code, its status, each of its fields; in English as the service said it. */
  const told = async (problem) => {
    const file = { it: itProblems, de: deProblems, fr: frProblems }[thread.lang.slice(0, 2)];
    const words = file && (await fetch(new URL("widget/" + file, base)).then((answer) => answer.json()).catch(() => 0));
    const say = (detail, ...keys) => (words ? words[[...keys, "error"].find((key) => words[key])].replace("{n}", problem.later ?? "…") : detail && detail[0].toUpperCase() + detail.slice(1));
    problem.message = problem.status && say(problem.message, problem.code, problem.errors[0]?.pointer, problem.status);
    problem.errors = problem.errors.map(({ pointer, detail }) => ({ pointer, detail: say(detail, pointer) }));
    return problem;
  };

  const send = (file, files, chosen, after) => {
    const { name } = file;
    const progress = h("progress", { max: 1, value: 0, "aria-label": t("uploading", { name }) });
    const look = h("canvas", { width: 48, height: 48, "aria-hidden": "true" });
    const note = h("span", { role: "status", class: "note" });
    const state = h("span", { class: "grow" }, name, progress, note);
    const row = {};
    const drop = () => {
      files.splice(files.indexOf(row), 1);
      item.remove();
      after.focus();
    };
    const item = h("li", null, look, state, h("button", { type: "button", class: "quiet", "aria-label": t("remove", { name }), onclick: drop }, "×"));
    chosen.append(item);
    files.push(row);
    createImageBitmap(file)
      .then((image) => {
        const side = Math.min(image.width, image.height);
        look.getContext("2d").drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, 48, 48);
      })
      .catch(() => 0);
    row.done = upload(kit, base, site, file, (part) => (progress.value = part))
      .then((made) => {
        row.id = made.id;
        note.textContent = "✓ " + t("uploaded");
      })
      .catch(async (problem) => state.append(h("span", { part: "error" }, problem.status ? (await told(problem)).message : t("offline"))))
      .finally(() => progress.remove());
  };

  return {
    t,
    told,

    /** Tells an editor who checks this page that the widget runs here; `trial` comes from the address's fragment. */
    tell: (trial) => call(base, "v1/trials/" + encodeURIComponent(trial), { method: "POST", body: { page: location.href.split("#")[0] } }),

    /** Asks why, and reports a comment. */
    report: (comment, li, open, close) => {
      const send = async (reason) => {
        try {
          await call(base, `v1/comments/${comment.id}/reports`, { method: "POST", body: { reason } });
          close();
          thread.say(t("reported"), li);
        } catch (problem) {
          wrong(problem, li);
        }
      };
      open(choice("reportWhy", ["spam", "abuse", "private", "other"].map((reason) => act(reason, () => send(reason))), act("cancel", close)));
    },

    /** The countdown with Edit and Delete of a reader's own comment; it goes when the time is over. */
    mine: (comment, li, own, open, close) => {
      const clock = h("span", { class: "clock" });
      const headers = { "Edit-Key": own.k };

      const change = async () => {
        const { text } = await call(base, `v1/comments/${comment.id}`, { headers }).catch(() => comment);
        const done = (answer) => {
          const changed = { ...comment, ...(answer.comment ?? answer) };
          thread.own.set(comment.id, { ...own, s: changed.state });
          thread.put(changed);
          thread.say(t(changed.state == "held" && comment.state != "held" ? "heldAgain" : "saved"), li);
        };
        open(form(thread, { own: { id: comment.id, key: own.k, text: text ?? plain(comment.body) }, words: t, done, cancel: close }));
      };

      const drop = async () => {
        try {
          await call(base, `v1/comments/${comment.id}`, { method: "DELETE", headers });
          thread.own.set(comment.id);
          thread.take(comment);
          thread.say(t("deleted"));
        } catch (problem) {
          wrong(problem, li);
        }
      };

      const mine = h("span", { class: "row" }, clock, act("edit", change), act("delete", () => open(choice("deleteSure", act("deleteYes", drop), act("cancel", close)))));
      const tick = () => {
        const left = Math.ceil((new Date(own.u) - Date.now()) / 1000);
        if (left <= 0) return mine.remove();
        clock.textContent = t("editFor", { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` });
        if (mine.isConnected || !clock.dataset.seen) setTimeout(tick, 1000);
        clock.dataset.seen = "";
      };
      tick();
      return mine;
    },

    /** The reader's own comments that others couldn't see: shows what still waits, says what a moderator refused since. */
    held: async (rows, items, one) => {
      for (const [id, row] of rows) {
        const comment = items.get(id)?.comment ?? (await one(id).catch((problem) => problem));
        if (comment.state == "held") thread.put(comment);
        else if (comment.state || comment.status > 403) thread.own.set(id, comment.state == "published" && { ...row, s: "published" });
        if (comment.state == "rejected" || comment.state == "spam") thread.say(t("rejected"));
      }
    },

    /** Asks for pictures and starts sending them; a row's `done` settles when it is there (`id`) or refused. */
    attach: (files, chosen, after) => {
      const pick = h("input", { type: "file", accept: "image/jpeg,image/png,image/webp,image/avif,image/gif", multiple: true, hidden: true, "aria-label": after.textContent });
      pick.onchange = () => {
        for (const file of pick.files) send(file, files, chosen, after);
        pick.remove();
      };
      after.after(pick);
      pick.click();
    },

    /** Shows the text as it would be shown, or goes back to writing. */
    preview: async (text, button) => {
      const shown = text.nextElementSibling.matches(".preview") && text.nextElementSibling;
      if (!shown && text.value.trim()) {
        const { body: tree } = await call(base, "v1/preview", { method: "POST", body: { body: text.value } }).catch((problem) => ({ body: [{ t: "p", c: [problem.message || t("offline")] }] }));
        const shown = h("div", { class: "body", part: "preview" }, body(tree));
        shown.style.minHeight = text.offsetHeight + "px"; // nothing below it moves
        text.after(shown);
      } else shown?.remove?.();
      text.hidden = !shown && text.value.trim();
      button.textContent = t(text.hidden ? "write2" : "preview");
      if (!text.hidden) text.focus();
    },

    /** Lets a reader who wants mail choose what for. */
    follow: (box, label) => {
      const choice = h("select", { "aria-label": t("followWhat"), onchange: () => (box.value = choice.value) }, h("option", { value: box.value }, label.textContent), h("option", { value: "thread" }, t("followThread")));
      label.nextElementSibling?.remove();
      if (box.checked) label.after(choice);
      label.hidden = box.checked;
      if (!box.checked) box.value = "replies";
    },

    /** The pictures that came with a comment. */
    pictures: ({ attachments, author }, place) => {
      place.replaceChildren(
        ...attachments.flatMap((one, index) => {
          const jpegs = one.renditions.filter(({ media_type }) => media_type == "image/jpeg");
          const largest = (jpegs[0] ? jpegs : one.renditions).at(-1);
          return largest ? h("a", { href: new URL(largest.path, base) }, picture(base, one.renditions, { ...one, alt: one.alt || t("attachment", { n: index + 1, name: author.name }), sizes: "20rem" })) : [];
        }),
      );
    },
  };
};

const upload = ({ Problem }, base, site, file, progress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const sent = new FormData();
    sent.append("file", file);
    request.open("POST", new URL(`v1/pictures?${new URLSearchParams({ site, owner: "comment" })}`, base));
    request.responseType = "json";
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve(request.response) : reject(new Problem(request.status, request.response, request.getResponseHeader("Retry-After"))));
    request.onerror = () => reject(new Problem(0));
    request.send(sent);
  });

const plain = (tree) => tree.map((node) => (typeof node == "string" ? node : node.t == "br" ? "\n" : plain(node.c ?? []) + (node.t == "p" ? "\n\n" : ""))).join("").trim();
