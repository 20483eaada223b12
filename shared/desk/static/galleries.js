// A gallery's page keeps itself true: pictures appear as they are made, and what is saved is put in its place.
// Nothing that somebody is typing is touched.
const { t, say, ask, enliven } = globalThis.paddock;
const EVERY = 2500;
const dirty = (row) => [...row.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue);
let sending = false;
let timer = 0;

globalThis.paddock.watch = (on) => { sending = on; renew(); };

async function renew() {
  clearTimeout(timer);
  if (!document.hidden && !document.querySelector("#pictures .sorting")) {
    try {
      const { status, page } = await ask(location.href);
      if (status === 200 && page) put(page);
    } catch { /* the next time */ }
  }
  plan();
}
function plan() {
  clearTimeout(timer);
  if (sending || document.querySelector("#pictures [data-state]:not([data-state=ready])")) timer = setTimeout(renew, EVERY);
}

function put(page) {
  for (const id of ["count", "failed"]) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
  const list = document.querySelector("#pictures > ol");
  const next = page.querySelector("#pictures > ol");
  if (!list || !next) document.getElementById("pictures").replaceWith(document.adoptNode(page.getElementById("pictures")));
  else arrange(list, [...next.children]);
  enliven(document);
}
function arrange(list, rows) {
  const wanted = new Set(rows.map((row) => row.id));
  for (const old of [...list.children]) if (!wanted.has(old.id)) old.remove();
  rows.forEach((row, place) => {
    const old = document.getElementById(row.id);
    const busy = old && (dirty(old) || old.contains(document.activeElement));
    if (old && busy) for (const part of ["head", "look"]) old.querySelector(`[data-${part}]`).replaceWith(document.adoptNode(row.querySelector(`[data-${part}]`)));
    const node = busy ? old : old?.isEqualNode(row) ? old : document.adoptNode(row);
    if (old && node !== old) old.replaceWith(node);
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] || null);
  });
}

// ---------------------------------------------------------------- a form of one picture is sent without leaving the page
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const row = form.closest("#pictures [data-row]");
  if (event.defaultPrevented || !row) return;
  event.preventDefault();
  const focus = event.submitter?.dataset.move || "";
  const { status, page } = await ask(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) }).catch(() => ({}));
  const said = page?.getElementById("said");
  if (status !== 200 || !said || said.querySelector(".fault")) row.dispatchEvent(new Event("refused", { bubbles: true }));
  if (status !== 200 || !said) return say(page?.querySelector("main p")?.textContent || t("The desk can't be reached. Nothing was changed; try again."));
  document.getElementById("said").replaceWith(document.adoptNode(said));
  if (!said.querySelector(".fault")) {
    for (const field of form.querySelectorAll("input, textarea")) field.defaultValue = field.value;
    const place = [...row.parentElement.children].indexOf(row);
    document.activeElement?.blur();
    put(page);
    const now = document.getElementById(row.id) || document.querySelectorAll("#pictures [data-row]")[place] || document.getElementById("main");
    const button = now.querySelector(focus ? `[data-move=${focus}]` : "[data-save]");
    (button || now.querySelector("[data-save]") || now).focus();
  }
  plan();
});

// ---------------------------------------------------------------- the point of interest, by a click on the picture
document.addEventListener("click", (event) => {
  const picture = event.target.closest("[data-focal]");
  if (!picture) return;
  const frame = picture.getBoundingClientRect();
  const within = (share) => Math.min(1, Math.max(0, share)).toFixed(3);
  const form = picture.closest("[data-row]").querySelector("form");
  form.elements.focal_x.value = within((event.clientX - frame.left) / frame.width);
  form.elements.focal_y.value = within((event.clientY - frame.top) / frame.height);
  form.querySelector("details").open = true;
  point(form);
});
document.addEventListener("input", (event) => { if (event.target.name?.startsWith("focal_")) point(event.target.form); });
function point(form) {
  for (const line of form.closest("[data-row]").querySelectorAll("[data-focal] line")) {
    for (const end of ["1", "2"]) {
      line.setAttribute(`x${end}`, form.elements.focal_x.value);
      line.setAttribute(`y${end}`, form.elements.focal_y.value);
    }
  }
}
plan();
