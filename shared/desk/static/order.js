// A gallery's pictures change places by dragging: a mouse or a finger takes one by its grip, the list becomes
// a light table as long as it is held, and what is let go is saved. The arrows and the number do the same by keys.
const STEADY = 5; // pixels before a press is a drag
const EDGE = 90; // where the page begins to run along
let held = null;
let moved = null;

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button || held) return;
  event.preventDefault();
  const row = grip.closest("[data-row]");
  const list = row.parentElement;
  held = { row, list, next: row.nextElementSibling, x: event.clientX, y: event.clientY, lifted: false };
  list.setPointerCapture(event.pointerId); // the row itself leaves its place, and would let go
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const far = Math.hypot(event.clientX - held.x, event.clientY - held.y);
  if (!held.lifted && far < STEADY) return;
  Object.assign(held, { x: event.clientX, y: event.clientY });
  if (!held.lifted) lift();
  place();
});
document.addEventListener("pointerup", () => { if (held) drop(true); });
document.addEventListener("pointercancel", () => { if (held) drop(false); });
addEventListener("keydown", (event) => { if (held && event.key === "Escape") drop(false); });
document.addEventListener("refused", () => { if (moved) moved.list.insertBefore(moved.row, moved.next); });

function lift() {
  held.lifted = true;
  held.list.classList.add("sorting");
  held.row.classList.add("held");
  const box = held.row.getBoundingClientRect();
  scrollBy(0, box.top + box.height / 2 - held.y);
  requestAnimationFrame(run);
}
function run() {
  if (!held) return;
  const way = held.y < EDGE ? held.y - EDGE : Math.max(0, held.y - innerHeight + EDGE);
  if (way) {
    scrollBy({ top: way / 4, behavior: "instant" });
    place();
  }
  requestAnimationFrame(run);
}
function place() {
  const { row, list, x, y } = held;
  const over = document.elementFromPoint(x, y)?.closest("[data-row]");
  if (!over || over === row || over.parentElement !== list) return;
  if (row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING) over.after(row);
  else over.before(row);
}

function drop(keep) {
  const { row, list, next, lifted } = held;
  moved = held;
  held = null;
  if (!lifted) return;
  list.classList.remove("sorting");
  row.classList.remove("held");
  const form = row.querySelector("form");
  const changed = row.nextElementSibling !== next;
  if (!keep || (changed && !form.reportValidity())) list.insertBefore(row, next);
  row.scrollIntoView({ block: "center", behavior: "instant" });
  if (row.nextElementSibling === next) return;
  const button = Object.assign(document.createElement("button"), { name: "place", value: [...list.children].indexOf(row) + 1, hidden: true });
  form.append(button);
  form.requestSubmit(button);
  button.remove();
}
