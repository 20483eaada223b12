"""Turns the MJML layout into the HTML that is shipped; run it after a change of `mail.mjml`.

In: mail.mjml. Out: mail.html, still with the gaps that jinja2 fills.
`python -m services.notify.templates.compile_layout` needs mrml (development only); a test compares the result with
what is committed.
"""

from pathlib import Path

import css_inline

SOURCE = Path(__file__).parent / "mail.mjml"
LAYOUT = Path(__file__).parent / "mail.html"


def compiled() -> str:
    """The layout as HTML, its styles inlined, its @media rules kept."""
    import mrml  # noqa: PLC0415 - needed by developers only

    html: str = mrml.to_html(SOURCE.read_text()).content
    html = html.replace('lang="und"', 'lang="{{ language }}"')
    own = html[html.index(":root {") : html.index("</style>", html.index(":root {"))]
    always = own[: own.index("@media")]
    inliner = css_inline.CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        keep_at_rules=True,
        load_remote_stylesheets=False,
        extra_css=always,
    )
    return inliner.inline(html)


if __name__ == "__main__":
    LAYOUT.write_text(compiled())
