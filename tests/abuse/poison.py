"""What an attacker writes into fields, and what a page must not contain of it.

In: a field's name. Out: a payload that names it. In: HTML. Out: what a browser would run of it.
"""

import re
from html.parser import HTMLParser

_RUNS = {"iframe", "object", "embed", "applet", "frame", "base", "math", "portal"}
_LINKS = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "background"}
_SCHEME = re.compile(r"^[\x00-\x20]*(javascript|vbscript|data)[\s]*:", re.IGNORECASE)
_QUIET = {"application/ld+json", "application/json"}


def poison(field: str) -> str:
    """Breaks out of an attribute, an element and a string, then runs `alert`; short enough for a name."""
    return f"\"'><svg onload=alert('{field}')>"


def markup(field: str) -> str:
    """A comment's text that tries each way of our Markdown subset."""
    ways = (
        poison(field),
        f"<script>alert('{field}')</script>",
        f"[a](javascript:alert('{field}'))",
        f"[b](java\tscript:alert('{field}'))",
        f"[c](data:text/html,<script>alert('{field}')</script>)",
        f"[d](https://x.example/\"onmouseover=alert('{field}') 'title')",
        f"<https://x.example/\"onmouseover=\"alert('{field}')>",
        f"![e](x\"onerror=\"alert('{field}'))",
        f"`</code><script>alert('{field}')</script>`",
        f"```html\n</pre><script>alert('{field}')</script>\n```",
        f"> </blockquote><iframe srcdoc=\"<script>alert('{field}')</script>\">",
        f"<a href=&#106;avascript:alert('{field}')>f</a> &lt;script&gt;alert('{field}')&lt;/script&gt;",
        f"]]><!--<script>alert('{field}')//--></title></textarea></style><script>alert('{field}')</script>",
        f"@\"><svg/onload=alert('{field}')> {{{{7*7}}}} ${{alert('{field}')}}",
    )
    return "\n\n".join(ways)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what would run."""
        given = {name: value or "" for name, value in attrs}
        said = self.get_starttag_text() or tag
        if tag in _RUNS or "srcdoc" in given or any(name.startswith("on") for name in given):
            self.found.append(said)
        if any(_SCHEME.match(value) for name, value in given.items() if name in _LINKS):
            self.found.append(said)
        if tag == "script" and not given.get("src", "").startswith("/") and given.get("type") not in _QUIET:
            self.found.append(said)
        if "alert(" in given.get("style", "") or (tag == "meta" and given.get("http-equiv", "").lower() == "refresh"):
            self.found.append(said)

    handle_startendtag = handle_starttag


def dangers(html: str, *, own: str = "") -> list[str]:
    """The start tags that would run something; scripts from `own` (an origin) and from the page's own are allowed."""
    reader = _Reader()
    reader.feed(html.replace(f'src="{own}/', 'src="/') if own else html)
    reader.close()
    return reader.found
