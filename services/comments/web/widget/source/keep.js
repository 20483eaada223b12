/**
 * What the reader's browser keeps: edit keys of own comments and unfinished texts. Nothing before they write.
 *
 * In: a name. Out: rows in localStorage; where storage is refused, in memory for this visit.
 */

/** A named shelf of rows: `all()`, `get(id)`, `set(id, row)`; without a row it is taken away. */
export const shelf = (name) => {
  let rows = {};
  const all = () => {
    try {
      rows = JSON.parse(localStorage[name] ?? "{}");
    } catch {}
    return rows;
  };
  return {
    all,
    get: (id) => all()[id],
    set: (id, row) => {
      all()[id] = row || undefined;
      try {
        localStorage[name] = JSON.stringify(rows);
        if (localStorage[name] == "{}") delete localStorage[name];
      } catch {}
    },
  };
};
