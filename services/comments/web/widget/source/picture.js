/**
 * A picture from its renditions.
 *
 * In: the API's list of renditions. Out: a `<picture>` that lets the browser choose.
 */
import { h } from "./dom.js";

/** A picture from its renditions: AVIF and WebP as sources, JPEG as the image's own set. */
export const picture = (base, renditions, { alt, width, height, colour, sizes, eager }) => {
  const set = (type) =>
    renditions
      .filter((one) => one.media_type == type)
      .map((one) => `${new URL(one.path, base)} ${one.width}w`)
      .join();
  const image = h("img", { alt, width, height, sizes, srcset: set("image/jpeg"), src: new URL(renditions[0].path, base), loading: !eager && "lazy" });
  image.style.backgroundColor = colour;
  return h(
    "picture",
    null,
    ["image/avif", "image/webp"].map((type) => set(type) && h("source", { type, sizes, srcset: set(type) })),
    image,
  );
};
