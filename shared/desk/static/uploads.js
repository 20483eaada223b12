// Sends a gallery's files one after the other, in parts; a broken line, a stop or a reload goes on where it was.
const { t } = globalThis.paddock;
const PART = 8 * 1024 * 1024;
const PICTURE = /\.(jpe?g|png|webp|gif|avif|heic|heif|tiff?|svg|pdf|zip)$/i;
const TABLE = /\.csv$/i;
const LITTER = /^(\..*|thumbs\.db|desktop\.ini|__MACOSX)$/i;
const natural = new Intl.Collator(undefined, { numeric: true });
const pause = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds));

for (const section of document.querySelectorAll("[data-uploads]")) new Batch(section);

function Batch(section) {
  const find = (name) => section.querySelector(`[data-${name}]`);
  const [path, query] = section.dataset.uploads.split("?");
  const place = `paddock-uploads:${section.dataset.uploads}`;
  const part = () => Number(section.dataset.part) || PART;
  const form = section.querySelector("form");
  const rows = [];
  const mine = new Set();
  let call = null;
  let running = false;
  let stopped = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    if (!chosen.length) return form.elements.file.focus();
    form.reset();
    take(chosen);
  });
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  section.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    find("drop").classList.add("over");
  });
  section.addEventListener("dragleave", (event) => { if (!section.contains(event.relatedTarget)) find("drop").classList.remove("over"); });
  section.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    find("drop").classList.remove("over");
    gather(event.dataTransfer).then(take);
  });
  find("stop").addEventListener("click", () => { if (running) stop(); else run(); });
  addEventListener("online", () => { if (stopped === "broken") run(); });
  addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });

  // ---------------------------------------------------------------- the batch
  function take(files) {
    const kept = files.filter((file) => !LITTER.test(file.name));
    kept.sort((one, other) => TABLE.test(one.name) - TABLE.test(other.name) || natural.compare(one.name, other.name));
    for (const file of kept) rows.push(row(file));
    find("sending").hidden = false;
    if (!running) run();
  }

  async function run() {
    running = true;
    stopped = false;
    find("stop").textContent = t("Stop");
    find("stop").hidden = false;
    tell(t("Sending {count} files", { count: rows.filter((one) => one.state === "waiting").length }));
    globalThis.paddock.watch(true);
    const listed = await ask("GET", section.dataset.uploads);
    const known = new Map((listed.answer?.uploads || []).map((upload) => [upload.id, upload]));
    for (let one = next(); one && !stopped; one = next()) {
      show(one, "sending");
      if (TABLE.test(one.file.name)) await table(one);
      else if (PICTURE.test(one.file.name)) await send(one, known);
      else end(one, "refused", t("neither a picture nor a zip nor a table"));
    }
    running = false;
    globalThis.paddock.watch(false);
    find("stop").hidden = !stopped;
    if (stopped) {
      rows.filter((one) => one.state === "sending").forEach((one) => show(one, "waiting"));
      find("stop").textContent = t("Go on");
      return tell(stopped === "broken" ? t("The line is broken. What has arrived stays there; it goes on when the line is back.") : t("Stopped. What has arrived stays there."));
    }
    const count = (state) => rows.filter((one) => one.state === state).length;
    tell([t("Sent: {count}.", { count: count("sent") }), count("known") ? t("There already: {count}.", { count: count("known") }) : "",
      count("refused") ? t("Refused: {count}.", { count: count("refused") }) : ""].join(" ").trim());
  }
  const next = () => rows.find((one) => one.state === "waiting" && !TABLE.test(one.file.name)) || rows.find((one) => one.state === "waiting");
  function stop(why = "asked") {
    stopped = why;
    call?.abort();
  }

  // ---------------------------------------------------------------- one file
  async function send(one, known) {
    const { file } = one;
    let upload = known.get(remembered()[print(file)]);
    if (upload?.picture && (mine.has(upload.picture) || document.getElementById(`p-${upload.picture}`))) return end(one, "known");
    for (let faults = 0; upload?.status !== "done" && upload?.status !== "failed"; ) {
      const answer = upload?.status === "arriving" ? await more(one, upload) : await announce(one);
      if (stopped) return;
      if (answer.ok) {
        ({ answer: upload } = answer);
        faults = 0;
        remember(print(file), upload.id);
        show(one, "sending", upload.offset);
        continue;
      }
      if (answer.status === 404 && upload || answer.status === 410) upload = null; // its parts were lost: from the beginning
      else if (answer.status >= 400 && answer.status < 500 && ![409, 429].includes(answer.status)) return end(one, "refused", answer.answer?.detail || "");
      if (++faults > 6) return stop("broken");
      await pause(Math.min(500 * 2 ** faults, 8000));
      if (stopped) return;
      const now = upload && await ask("GET", `${path}/${upload.id}?${query}`);
      if (now?.ok) ({ answer: upload } = now);
    }
    if (upload.status === "failed") return end(one, "refused", upload.reason);
    mine.add(upload.picture);
    if (upload.code === "repeated") end(one, "known", upload.reason);
    else if (upload.code === "partly") end(one, "refused", upload.reason);
    else end(one, "sent");
  }
  const announce = ({ file }) => ask("POST", section.dataset.uploads, JSON.stringify({ name: file.name, size: file.size }), { "Content-Type": "application/json" });
  const more = (one, upload) => ask("PATCH", `${path}/${upload.id}?${query}`, one.file.slice(upload.offset, upload.offset + part()),
    { "Upload-Offset": String(upload.offset) }, (loaded) => show(one, "sending", upload.offset + loaded));

  async function table(one) {
    const { ok, status, answer } = await ask("PUT", section.dataset.captions, one.file, { "Content-Type": "text/csv" });
    if (stopped) return;
    if (!ok && (!status || status >= 500)) return stop("broken");
    if (!ok) return end(one, "refused", answer?.detail || "");
    const faults = [...answer.refused.map(({ file, reason }) => `${file}: ${reason}`), ...(answer.missing.length ? [t("no such picture: {names}", { names: answer.missing.slice(0, 10).join(", ") })] : [])];
    end(one, faults.length ? "refused" : "sent", [t("{count} described", { count: answer.described }), ...faults].join("; "));
  }

  function ask(method, address, body = null, headers = {}, loaded = () => {}) {
    return new Promise((done) => {
      call = new XMLHttpRequest();
      const mine = call;
      mine.open(method, address);
      mine.responseType = "json";
      for (const [name, value] of Object.entries(headers)) mine.setRequestHeader(name, value);
      mine.upload.onprogress = (event) => loaded(event.loaded);
      mine.onloadend = () => done({ ok: mine.status >= 200 && mine.status < 300, status: mine.status, answer: mine.response });
      mine.send(body);
    });
  }

  // ---------------------------------------------------------------- what the browser remembers: which file is which upload
  function print(file) { return `${file.name}|${file.size}|${file.lastModified}`; }
  function remembered() { try { return JSON.parse(localStorage.getItem(place)) || {}; } catch { return {}; } }
  function remember(key, id) {
    const { [key]: _, ...others } = remembered();
    try { localStorage.setItem(place, JSON.stringify(Object.fromEntries([...Object.entries(others), [key, id]].slice(-2000)))); } catch { /* until the page is left */ }
  }

  // ---------------------------------------------------------------- showing
  function row(file) {
    const one = { file, state: "waiting", sent: 0, node: document.createElement("li") };
    one.name = Object.assign(document.createElement("span"), { className: "grow", textContent: file.name });
    one.said = Object.assign(document.createElement("span"), { className: "hint", textContent: t("waiting|file") });
    one.node.append(one.name, one.said);
    find("files").append(one.node);
    return one;
  }
  function show(one, state, sent = one.sent) {
    if (state === "sending" && one.state !== state) find("files").scrollTop = one.node.offsetTop - find("files").clientHeight / 2;
    Object.assign(one, { state, sent });
    one.said.textContent = state === "sending" ? `${Math.floor(100 * sent / (one.file.size || 1))} %` : t("waiting|file");
    total();
  }
  function end(one, state, why = "") {
    Object.assign(one, { state, sent: one.file.size });
    const words = { sent: t("sent|file"), known: t("there already"), refused: t("refused|file") }[state];
    one.said.textContent = words;
    one.said.className = `tag ${{ sent: "good", known: "cool", refused: "bad" }[state]}`;
    if (why) {
      one.name.append(Object.assign(document.createElement("span"), { className: state === "refused" ? "fault" : "hint", textContent: why }));
    }
    if (state === "refused") tell(`${one.file.name}: ${why}`);
    total();
  }
  function total() {
    const sum = (of) => rows.reduce((all, one) => all + of(one), 0);
    const size = sum((one) => one.file.size);
    const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    find("bar").value = size ? sum((one) => one.sent) / size : 0;
    find("progress").textContent = t("{done} of {all} files, {sent} of {size} MB", {
      done: sum((one) => !["waiting", "sending"].includes(one.state)), all: rows.length, sent: megabytes(sum((one) => one.sent)), size: megabytes(size) });
  }
  function tell(words) { find("said").textContent = words; }
}

// ---------------------------------------------------------------- dropped folders
async function gather(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean); // at once: later they are gone
  return entries.length ? (await Promise.all(entries.map(walk))).flat() : [...transfer.files];
}
async function walk(entry) {
  if (LITTER.test(entry.name)) return [];
  if (entry.isFile) return [await new Promise((found, lost) => entry.file(found, lost))];
  const reader = entry.createReader();
  const inside = [];
  for (;;) { // a folder tells a hundred at a time
    const some = await new Promise((found, lost) => reader.readEntries(found, lost));
    if (!some.length) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map(walk))).flat();
}
