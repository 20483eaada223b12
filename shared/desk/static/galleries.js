// Sends a gallery's pictures one after the other, in parts, and goes on where a broken line stopped.
const WORDS = JSON.parse(document.body.dataset.words || "{}");
const t = (words, values = {}) => (WORDS[words] || words).replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);
const PART = 8 * 1024 * 1024;

for (const section of document.querySelectorAll("[data-uploads]")) {
  const form = section.querySelector("form");
  form.addEventListener("submit", (event) => {
    const files = [...form.elements.file.files];
    if (!files.length || files.some((file) => file.name.toLowerCase().endsWith(".csv"))) return; // the server reads tables
    event.preventDefault();
    send(section, files);
  });
}

async function send(section, files) {
  const said = section.querySelector("[data-progress]");
  const refused = section.querySelector("[data-refused]");
  const bar = section.querySelector("[data-bar]");
  said.hidden = false;
  bar.hidden = false;
  let done = 0;
  for (const file of files) {
    said.textContent = t("{done} of {all} sent; now {name}", { done, all: files.length, name: file.name });
    const reason = await one(section, file, (share) => {
      bar.value = (done + share) / files.length;
      said.textContent = t("{done} of {all} sent; now {name}, {share} %", { done, all: files.length, name: file.name, share: Math.round(100 * share) });
    });
    if (reason) {
      refused.hidden = false;
      refused.append(Object.assign(document.createElement("li"), { textContent: `${file.name}: ${reason}` }));
    }
    done += 1;
    bar.value = done / files.length;
  }
  said.textContent = t("{done} of {all} sent.", { done, all: files.length });
  if (refused.hidden) location.reload();
}

async function one(section, file, tell) {
  const headers = { "X-CSRF": section.dataset.csrf };
  const announced = await ask(section.dataset.uploads, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify({ name: file.name, size: file.size }),
  });
  if (!announced.ok) return announced.problem;
  let { offset, id, status, reason } = announced.answer;
  const [path, query] = section.dataset.uploads.split("?");
  const address = `${path}/${id}?${query}`;
  for (let faults = 0; status === "arriving" && faults < 8; ) {
    const part = await ask(address, {
      method: "PATCH",
      headers: { ...headers, "Upload-Offset": String(offset) },
      body: file.slice(offset, offset + PART),
    });
    const now = part.ok ? part : await ask(address, { headers });
    if (!part.ok) faults += 1;
    if (now.ok) ({ offset, status, reason } = now.answer);
    if (!part.ok) await new Promise((go) => setTimeout(go, 500 * 2 ** faults));
    tell(offset / file.size);
  }
  return status === "done" ? "" : reason || t("the line broke too often");
}

async function ask(address, options) {
  try {
    const response = await fetch(address, { credentials: "same-origin", ...options });
    const answer = await response.json();
    return { ok: response.ok, answer, problem: answer.detail };
  } catch (error) {
    return { ok: false, problem: String(error) };
  }
}
