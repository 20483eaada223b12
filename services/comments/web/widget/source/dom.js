/**
 * Nodes without any HTML parsing: the only place where text becomes elements.
 *
 * In: names, properties and the API's body trees. Out: DOM nodes.
 */

/** One element with its attributes, listeners (`onclick`) and children; null and false are left out. */
export const h = (name, properties, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value == null || value === false) continue;
    if (typeof value == "function") node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child != null && child !== false && child !== ""));
  return node;
};

const blocks = { p: "p", quote: "blockquote", pre: "pre", ul: "ul", ol: "ol", li: "li", em: "em", strong: "strong", code: "code", br: "br", del: "del", a: "a" };

/** The nodes of a body tree; unknown kinds become their text, a link leaves only by http, https or mailto. */
export const body = (tree) =>
  (tree ?? []).map((node) => {
    if (typeof node == "string") return node;
    const link = node.t == "a";
    if (!blocks[node.t] || (link && !/^(https?|mailto):/i.test(node.href))) return h("span", null, body(node.c));
    return h(blocks[node.t], link && { href: node.href, rel: "nofollow ugc noopener" }, body(node.c));
  });

/** A picture from its renditions: AVIF and WebP as sources, the rest as the image's own set. */
export const picture = (base, renditions, { alt = "", width, height, colour, sizes, eager }) => {
  const kinds = Object.groupBy ? Object.groupBy(renditions, (one) => one.media_type) : group(renditions);
  const set = (list) => list.map((one) => `${new URL(one.path, base)} ${one.width}w`).join();
  const plain = kinds["image/jpeg"] ?? kinds["image/webp"] ?? renditions;
  const image = h("img", { alt, width, height, sizes, srcset: set(plain), src: new URL(plain[0].path, base), decoding: "async", loading: eager ? null : "lazy", fetchpriority: eager && "high" });
  if (colour) image.style.backgroundColor = colour;
  return h(
    "picture",
    null,
    ["image/avif", "image/webp"].map((type) => kinds[type] && kinds[type] != plain && h("source", { type, sizes, srcset: set(kinds[type]) })),
    image,
  );
};

const group = (renditions) => renditions.reduce((kinds, one) => ((kinds[one.media_type] ??= []).push(one), kinds), {});
