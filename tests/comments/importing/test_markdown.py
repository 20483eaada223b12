"""Imported HTML becomes our Markdown: the same words, the same marks, and nothing that acts."""

import time

import pytest
from hypothesis import given, strategies as st

from services.comments import markup
from services.comments.importing.markdown import to_markdown
from services.comments.importing.records import Markup
from services.comments.markup import tree
from services.comments.writing import read_writing
from tests.support.fuzzing import examples


def shown(text: str, kind: Markup = Markup.HTML) -> str:
    return read_writing(to_markdown(text, kind)).html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one</p><p>two</p>", "<p>one</p><p>two</p>"),
        ("one<br>two<br/>three", "<p>one<br>two<br>three</p>"),
        ("a <b>bold</b> and <i>slanted</i> word", "<p>a <strong>bold</strong> and <em>slanted</em> word</p>"),
        ("<blockquote><p>said</p></blockquote>answer", "<blockquote><p>said</p></blockquote><p>answer</p>"),
        ("<ul><li>one</li><li>two</li></ul>", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"),
        ("<ol><li><p>one</p></li><li>two</li></ol>", "<ol><li><p>one</p></li><li><p>two</p></li></ol>"),
        ("<pre><code>a &lt; b\n  c</code></pre>", "<pre><code>a &lt; b\n  c</code></pre>"),
        ("the <code>x = `y`</code> one", "<p>the <code>x = `y`</code> one</p>"),
        ("<del>old</del>", "<p><del>old</del></p>"),
        ("2 * 3 * 4 and snake_case_name and _x_", "<p>2 * 3 * 4 and snake_case_name and _x_</p>"),
        ("1. not a list<br>- nor this<br>> nor a quote", "<p>1. not a list<br>- nor this<br>&gt; nor a quote</p>"),
        ("[not](https://a.example) a link", '<p>[not](<a href="https://a.example"'),
        ("AT&amp;T &lt;b&gt;", "<p>AT&amp;T &lt;b&gt;</p>"),
        ("bold<strong>inside</strong>word", "<p>bold<strong>inside</strong>word</p>"),
        ('<b>quoted "words"</b>next', 'quoted "words"'),
    ],
)
def test_marks_and_words_stay(html: str, expected: str) -> None:
    assert expected in shown(html)


def test_links_stay_when_they_lead_to_the_web() -> None:
    assert 'href="https://a.example/x_y?a=1&amp;b=(2)"' in shown(
        '<a href="https://a.example/x_y?a=1&amp;b=(2)">here</a>'
    )
    assert shown('<a href="javascript:alert(1)">here</a>') == "<p>here</p>"
    assert shown('<a href="data:text/html,x">here</a>') == "<p>here</p>"
    assert 'href="http://cars.example/list"' in shown(
        '<a href="http://disq.us/url?url=http%3A%2F%2Fcars.example%2Flist%3AAbC&amp;cuid=1">cars</a>'
    )


def test_a_picture_becomes_a_link_to_it() -> None:
    assert ">a red car</a>" in shown('<img src="https://a.example/1.jpg" alt="a red car" onerror="x()">')


def test_line_breaks_count_as_wordpress_has_it() -> None:
    assert shown("one\ntwo\n\nthree", Markup.LINES) == "<p>one<br>two</p><p>three</p>"


def test_markdown_with_html_in_it_keeps_both() -> None:
    found = shown("uses `a` and *stars* and <b>bold</b> and std::vector<int>", Markup.MIXED)
    assert "<code>a</code>" in found
    assert "<em>stars</em>" in found
    assert "<strong>bold</strong>" in found
    assert "std::vector&lt;int&gt;" in found


@pytest.mark.parametrize(
    "bomb",
    [
        "<b>" * 33_000,
        "<blockquote>" * 8_000 + "x",
        "<!--" * 25_000,
        "<a " * 33_000,
        "</" * 50_000,
        "&" * 100_000,
        "<br>" * 25_000,
        "*" * 100_000,
        "[" * 100_000,
        "`" * 50_000 + " " + "`" * 49_000,
        "<" * 100_000,
        "<a href='https://a.example'>" * 3_500,
        "<ul><li>" * 12_000,
        "_a " * 33_000,
        "<x " + "a=' " * 24_000,
        "<?" * 50_000,
        "<![CDATA[" * 11_000,
    ],
    ids=lambda bomb: bomb[:8],
)
@pytest.mark.parametrize("kind", [Markup.HTML, Markup.MIXED])
def test_bombs_end_quickly(bomb: str, kind: Markup) -> None:
    start = time.process_time()
    read_writing(to_markdown(bomb, kind))
    assert time.process_time() - start < 5


FRAGMENTS = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<a href='https://a.example/x'>", "</a>", "<code>", "</code>"),
        *("<pre>", "</pre>", "<ul>", "<li>", "</li>", "</ul>", "<blockquote>", "</blockquote>", "<br>", "\n", "\n\n"),
        *("<script>", "</script>", "<style>", "</style>", "<img src=x onerror=alert(1)>", "<svg onload=x>", "<del>"),
        *(
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```",
            "[",
            "](",
            ")",
            "<https://b.example>",
            "javascript:alert(1)",
            "&lt;script&gt;",
        ),
        *("word", " ", "2. ", "- ", "> ", "# ", "&amp;", "&#0;", "\\", "onclick=", "</", "<!--", "-->", "é", "\u202e"),
    ]
)


@examples(300)
@given(st.lists(FRAGMENTS, max_size=30).map("".join) | st.text(max_size=200))
def test_whatever_comes_in_nothing_that_acts_comes_out(text: str) -> None:
    for kind in Markup:
        html = shown(text, kind)
        lowered = html.lower()
        assert not any(f"<{tag}" in lowered for tag in ("script", "style", "img", "svg", "iframe", "form", "object"))
        for node in _links(markup.to_tree(to_markdown(text, kind))):
            assert node.lower().startswith(("http://", "https://"))


@examples(300)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Cn", "Co", "Zl", "Zp"])))
def test_plain_words_stay_as_they_were(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    written = to_markdown(escaped, Markup.HTML)
    assert "".join(tree.plain(markup.to_tree(written)).split()) == "".join(text.split())


def _links(nodes: list[markup.Node]) -> list[str]:
    return tree.links(nodes)
