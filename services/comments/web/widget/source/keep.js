/**
 * What the reader's browser keeps: edit keys of own comments and unfinished texts. Nothing before they write.
 *
 * In: the page's address. Out: rows in localStorage; where storage is refused, the same for this visit only.
 */
const visit = {};

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return visit[name] ?? {};
  }
};

const write = (name, value) => {
  visit[name] = value;
  try {
    if (Object.keys(value).length) localStorage.setItem(name, JSON.stringify(value));
    else localStorage.removeItem(name);
  } catch {}
};

/** A named shelf of rows: `all()`, `get(id)`, `set(id, row)`; a null row takes it away. */
export const shelf = (name) => ({
  all: () => read(name),
  get: (id) => read(name)[id],
  set: (id, row) => {
    const { [id]: _, ...rest } = read(name);
    write(name, row ? { ...rest, [id]: row } : rest);
  },
});
