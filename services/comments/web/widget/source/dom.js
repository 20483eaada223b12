/**
 * Nodes without any HTML parsing: the only place where text becomes elements.
 *
 * In: names, properties and the API's body trees. Out: DOM nodes.
 */

/** One element with its attributes, listeners (`onclick`) and children; null and false are left out, a part is a class too. */
export const h = (name, properties, ...children) => {
  const node = document.createElement(name);
  for (const key in properties) {
    const value = properties[key];
    if (typeof value == "function") node.addEventListener(key.slice(2), value);
    else if (value != null && value !== false) {
      node.setAttribute(key, value === true ? "" : value);
      if (key == "part") node.className += " " + value;
    }
  }
  add(node, children);
  return node;
};

const add = (node, children) => {
  for (const child of children) Array.isArray(child) ? add(node, child) : child && node.append(child);
};

/** The nodes of a body tree; unknown kinds become their text, a link leaves only by http, https or mailto. */
export const body = (tree) =>
  (tree ?? []).map((node) => {
    if (typeof node == "string") return node;
    const name = node.t == "quote" ? "blockquote" : node.t;
    const link = name == "a" && /^(https?|mailto):/i.test(node.href);
    return h(link || /^(p|blockquote|pre|[uo]l|li|em|strong|code|br|del)$/.test(name) ? name : "span", link && { href: node.href, rel: "nofollow ugc noopener" }, body(node.c));
  });
