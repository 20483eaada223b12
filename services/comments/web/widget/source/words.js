/**
 * What the reader reads: sentences by key with plurals, and dates, in the page's language.
 *
 * In: the element, the English sentences and where the other languages lie. Out: `t(key, values)`, `lang`; dates in words;
 * `base`, where the service stands.
 */

/** The service's own address: every part lies in its `widget/`. */
export const base = new URL("..", import.meta.url);

/** Speaks the language of the nearest `lang`; English where there is no translation, or it can't be fetched. */
export const speak = async (host, en, others) => {
  const lang = host.closest("[lang]")?.lang || "en";
  const file = others[lang.slice(0, 2)];
  const words =
    (file &&
      (await fetch(new URL("widget/" + file, base))
        .then((answer) => answer.json())
        .catch(() => 0))) ||
    en;
  const tag = words == en && lang.slice(0, 2) != "en" ? "en" : lang;
  let plural;
  return {
    lang: tag,
    t: (key, values = {}) => {
      const found = words[key] ?? en[key];
      return (found.other ? (found[(plural ??= new Intl.PluralRules(tag)).select(values.n)] ?? found.other) : found).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
    },
  };
};

/** How dates are said: `ago(date)` near now, `full(date)` exactly. A format is made when it is needed: the first costs 20 ms on a phone. */
export const dates = (lang) => {
  const format = (style, made) => (date) => (made ??= new Intl.DateTimeFormat(lang, style)).format(new Date(date));
  const day = format({ dateStyle: "long" });
  let relative;
  return {
    ago: (date) => {
      const minutes = Math.min(0, (new Date(date) - Date.now()) / 6e4);
      const [unit, length] = minutes > -60 ? ["minute", 1] : minutes > -1440 ? ["hour", 60] : ["day", 1440];
      return minutes > -10080 ? (relative ??= new Intl.RelativeTimeFormat(lang, { numeric: "auto" })).format(Math.round(minutes / length), unit) : day(date);
    },
    full: format({ dateStyle: "full", timeStyle: "short" }),
  };
};
