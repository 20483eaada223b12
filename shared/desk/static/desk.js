// The desk's own script. Every page works without it: it saves a reload, a reach for the mouse and a wrong click.

const root = document.documentElement;
root.classList.add("js");
const KEYS = "paddock-keys";
const FRAGMENT = "X-Paddock-Fragment";
const WORDS = JSON.parse(document.body.dataset.words || "{}");
const t = (words, values = {}) => (WORDS[words] || words).replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);

// ---------------------------------------------------------------- saying something
function say(text, kind = "fault", leads = "") {
  const box = document.createElement("div");
  box.className = `flash ${kind}`;
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words);
  if (leads) {
    const link = document.createElement("a");
    link.href = leads;
    link.className = "button";
    link.textContent = t("Sign in");
    box.append(link);
  }
  document.getElementById("said").replaceChildren(box);
}

// The browser parses the page while it comes, without running it: no sink that a policy of Trusted Types guards.
function ask(address, { method = "GET", body = null, headers = {} } = {}) {
  return new Promise((answered, failed) => {
    const call = new XMLHttpRequest();
    call.open(method, address);
    call.responseType = "document";
    call.setRequestHeader("Accept", "text/html");
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value);
    call.addEventListener("load", () => answered({ status: call.status, page: call.responseXML }));
    call.addEventListener("error", failed);
    call.addEventListener("abort", failed);
    call.send(body);
  });
}

// ---------------------------------------------------------------- the undo that counts down
function countDown(form) {
  const button = form.querySelector("button");
  const left = document.createElement("span");
  left.className = "left";
  left.setAttribute("aria-hidden", "true");
  button.append(left);
  const end = performance.now() + Number(form.dataset.undo) * 1000;
  const tick = () => {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    if (!form.isConnected) return;
    if (seconds <= 0) {
      const focused = form.contains(document.activeElement);
      form.remove();
      if (focused) document.getElementById("main").focus();
      return;
    }
    left.textContent = String(seconds);
    setTimeout(tick, 200);
  };
  tick();
}

// ---------------------------------------------------------------- forms that swap a part of the page
async function send(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  const action = submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href;
  const buttons = [...form.querySelectorAll("button:not([disabled])")];
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const { status, page } = await ask(action, { method: "POST", body: fields, headers: { [FRAGMENT]: form.dataset.swap } });
    if (!page || (status >= 400 && status !== 409)) {
      const leads = status === 401 ? `/desk/sign-in?next=${encodeURIComponent(location.pathname + location.search)}` : "";
      say(page?.querySelector("main p")?.textContent || t("That did not work. Load the page again."), "fault", leads);
      return;
    }
    take(page, form);
  } catch {
    say(t("The desk can't be reached. Nothing was changed; try again."));
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
}

// Each element of the answer with an id takes the place of the one that has it; `data-away` takes one away.
function take(page, form) {
  const row = form.closest("[data-row]");
  const rows = rowsOf();
  const index = rows.indexOf(row);
  const focused = !document.activeElement || document.activeElement === document.body || row?.contains(document.activeElement)
    || form.contains(document.activeElement);
  for (const part of [...page.body.querySelectorAll("[id]")].filter((node) => node.parentElement === page.body)) {
    const old = document.getElementById(part.id);
    if (part.hasAttribute("data-away")) old?.remove();
    else if (old) old.replaceWith(document.adoptNode(part));
  }
  enliven(document);
  if (focused && row) {
    const now = rowsOf();
    go(document.getElementById(row.id) ? (now[index + 1] || now[index]) : (now[index] || now[index - 1]));
  }
}

// ---------------------------------------------------------------- rows and keys
function rowsOf() { return [...document.querySelectorAll("[data-row]")]; }
function currentRow() {
  const rows = rowsOf();
  return document.activeElement?.closest("[data-row]") || rows.find((row) => row.classList.contains("current")) || (rows.length === 1 ? rows[0] : null);
}
function go(row) {
  document.querySelectorAll("[data-row].current").forEach((other) => other.classList.remove("current"));
  if (!row) return;
  row.classList.add("current");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
function step(by) {
  const rows = rowsOf();
  const index = rows.indexOf(currentRow());
  go(rows[index < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, index + by))]);
}

function keysOn() {
  try { return localStorage.getItem(KEYS) !== "off"; } catch { return true; }
}
function setKeys(on) {
  try { localStorage.setItem(KEYS, on ? "on" : "off"); } catch { /* a browser that keeps nothing: until the page is left */ }
  showKeys(on);
}
function showKeys(on) {
  root.classList.toggle("keys", on && matchMedia("(hover: hover)").matches);
  for (const button of document.querySelectorAll("[data-key]")) {
    if (on) button.setAttribute("aria-keyshortcuts", button.dataset.key);
    else button.removeAttribute("aria-keyshortcuts");
  }
  document.querySelectorAll("[data-keys-switch]").forEach((box) => { box.checked = on; });
}

function pressed(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]")) return;
  const key = event.key;
  if (key === "?") return act(event, help);
  if (key === "/") return act(event, () => document.querySelector("[type=search]")?.focus());
  if (key === "j") return act(event, () => step(1));
  if (key === "k") return act(event, () => step(-1));
  const row = currentRow();
  if (key === "x" && row) return act(event, () => row.querySelector("[type=checkbox]")?.click());
  if (key === "Enter" && row === document.activeElement) return act(event, () => row.querySelector("[data-open]")?.click());
  const name = CSS.escape(key);
  const button = row?.querySelector(`[data-key="${name}"]`) || latest(`[data-key="${name}"][data-everywhere]`);
  if (button) act(event, () => (button.matches("summary") ? (button.parentElement.open = true, button.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus()) : button.click()));
}
// Of several undos the one that came last is meant.
function latest(selector) {
  const found = [...document.querySelectorAll(selector)];
  return found.sort((one, other) => Number(other.form?.dataset.awake || 0) - Number(one.form?.dataset.awake || 0))[0];
}
function act(event, what) { event.preventDefault(); what(); }

function help() {
  let dialog = document.getElementById("keys-help");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "keys-help";
    dialog.className = "help";
    const seen = new Map([["j", t("Next")], ["k", t("Previous")], ["x", t("Select")], ["Enter", t("Open|act")], ["/", t("Search")], ["?", t("These keys")]]);
    for (const button of document.querySelectorAll("[data-key]")) {
      const words = [...button.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join(" ").trim();
      if (!seen.has(button.dataset.key)) seen.set(button.dataset.key, words || button.dataset.key);
    }
    const title = document.createElement("h2");
    title.id = "keys-title";
    title.textContent = t("Keys");
    dialog.setAttribute("aria-labelledby", title.id);
    const list = document.createElement("dl");
    for (const [key, words] of seen) {
      const name = document.createElement("dt");
      const cap = document.createElement("kbd");
      cap.textContent = key;
      name.append(cap);
      const what = document.createElement("dd");
      what.textContent = words;
      list.append(name, what);
    }
    const tick = document.createElement("p");
    tick.className = "tick";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.id = "keys-switch";
    box.dataset.keysSwitch = "";
    const label = document.createElement("label");
    label.htmlFor = box.id;
    label.textContent = t("Single keys act");
    tick.append(box, label);
    const form = document.createElement("form");
    form.method = "dialog";
    const close = document.createElement("button");
    close.textContent = t("Close");
    form.append(close);
    dialog.append(title, list, tick, form);
    document.body.append(dialog);
    showKeys(keysOn());
  }
  dialog.showModal();
}

// ---------------------------------------------------------------- many at once
function bulk(form) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][form="${form.id}"]:not([data-all])`)];
  const chosen = boxes.filter((box) => box.checked).length;
  form.querySelectorAll("[data-chosen]").forEach((node) => { node.textContent = String(chosen); });
  form.classList.toggle("some", chosen > 0);
  const all = document.querySelector(`[data-all="${form.id}"]`);
  if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
}

// ---------------------------------------------------------------- times in the reader's own clock
const full = new Intl.DateTimeFormat(root.lang || undefined, { dateStyle: "medium", timeStyle: "short" });
function localTimes(node) {
  for (const time of node.querySelectorAll("time[data-time]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    time.title = full.format(moment);
    if (time.dataset.time === "moment") time.textContent = full.format(moment);
  }
}

// ---------------------------------------------------------------- waking what is on the page
function enliven(node) {
  localTimes(node);
  showKeys(keysOn());
  for (const form of node.querySelectorAll("form[data-undo]:not([data-awake])")) { form.dataset.awake = String(performance.now()); countDown(form); }
  for (const form of node.querySelectorAll("form[data-bulk]")) bulk(form);
  for (const box of node.querySelectorAll(".copy:not([data-awake])")) { box.dataset.awake = ""; copier(box); }
  node.querySelectorAll(".scroll").forEach(scrollable);
  for (const live of node.querySelectorAll("[data-refresh]:not([data-awake])")) { live.dataset.awake = ""; refresh(live); }
}

// What scrolls sideways must be reached by keyboard.
function scrollable(box) {
  if (box.tabIndex >= 0) return;
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  const heads = [...box.querySelectorAll("th")].map((head) => head.textContent.trim()).join(", ");
  box.setAttribute("aria-label", box.querySelector("caption")?.textContent || `${t("Table")}: ${heads}`);
}

function copier(box) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = t("Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.querySelector("pre").textContent);
    button.textContent = t("Copied");
  });
  box.append(button);
}

// A part that changes by itself (an import's progress): asked for again until it comes without the attribute.
function refresh(part) {
  setTimeout(async () => {
    if (!part.isConnected) return;
    try {
      const { status, page } = await ask(part.dataset.refresh || location.href);
      const next = status === 200 && page?.getElementById(part.id);
      if (next) { part.replaceWith(document.adoptNode(next)); enliven(document); return; }
    } catch { /* the next time */ }
    delete part.dataset.awake;
    enliven(document);
  }, Number(part.dataset.every || 2) * 1000);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const ask = event.submitter?.dataset.ask || form.dataset.ask;
  if (ask && !confirm(ask)) { event.preventDefault(); return; }
  if (event.defaultPrevented || form.method !== "post" || !form.dataset.swap) return;
  event.preventDefault();
  send(form, event.submitter);
});
document.addEventListener("keydown", pressed);
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (row && !row.classList.contains("current")) {
    document.querySelectorAll("[data-row].current").forEach((other) => other.classList.remove("current"));
    row.classList.add("current");
  }
});
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("[data-keys-switch]")) setKeys(box.checked);
  if (box.matches("[data-all]")) {
    for (const other of document.querySelectorAll(`input[type=checkbox][form="${box.dataset.all}"]:not([data-all])`)) other.checked = box.checked;
  }
  document.querySelectorAll("form[data-bulk]").forEach(bulk);
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.closest?.("[data-help]")) help();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
enliven(document);
globalThis.paddock = { t, say, ask, enliven }; // for the scripts of single pages, which come after this one
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
