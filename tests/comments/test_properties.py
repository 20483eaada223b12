"""Whatever is typed: canonical URLs, Markdown, cursors, tokens, mentions and keys keep their promises."""

import time
from contextlib import suppress
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, strategies as st

from services.comments import markup, page_urls
from services.comments.cursors import read_cursor, write_cursor
from services.comments.domain import Sort
from services.comments.keys import Keys, valid_email
from services.comments.markup import tree
from services.comments.store.threads import Position
from shared.errors import Invalid, Malformed
from tests.comments.conftest import PUBLIC_KEY
from tests.support.fuzzing import examples

NOW = datetime(2012, 5, 21, 9, 0, tzinfo=UTC)
KEYS = Keys(secret="a secret of some length", address_key="an address key of some length", notify_public_key=PUBLIC_KEY)
ELEMENTS = {"p", "blockquote", "ul", "ol", "li", "em", "strong", "del", "a", "code", "pre", "br"}


pieces = st.sampled_from(
    [
        *(
            "<script>",
            "</script>",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<style>*{}</style>",
            "<form>",
        ),
        *(
            "javascript:alert(1)",
            "data:text/html;base64,AAAA",
            "vbscript:x",
            "[a](javascript:alert(1))",
            "![x](data:x)",
        ),
        *(
            "[a](<javascript:alert(1)>)",
            "<javascript:alert(1)>",
            '<https://a.example/"onclick=x>',
            "[a](https://u:p@a.example)",
        ),
        *(
            "&#106;avascript:",
            "&lt;script&gt;",
            "\\<script>",
            "`<b>`",
            "```\n<i>\n```",
            "> ",
            "- ",
            "1. ",
            "*",
            "**",
            "~~",
            "_",
        ),
        *(
            "[",
            "]",
            "(",
            ")",
            "https://a.example/?q=<b>'\"&x=1",
            "http://b.example",
            "\n",
            "\n\n",
            "    ",
            "\t",
            '"',
            "'",
            "\\",
        ),
    ]
)
texts = st.lists(st.one_of(pieces, st.text(max_size=12)), max_size=40).map("".join)


class Elements(HTMLParser):
    """What a browser would find."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@given(texts)
@examples(600)
def test_nothing_dangerous_survives_the_markdown(text: str) -> None:
    nodes = markup.to_tree(markup.clean(text))
    html = markup.to_html(nodes)
    elements = Elements()
    elements.feed(html)
    for name, attributes in elements.found:
        assert name in ELEMENTS
        if name == "a":
            assert set(attributes) == {"href", "rel"}
            assert attributes["rel"] == "nofollow ugc noopener"
            assert urlsplit(attributes["href"] or "").scheme.lower() in {"http", "https"}
            assert "@" not in urlsplit(attributes["href"] or "").netloc
        else:
            assert attributes == {}
    assert html == markup.to_html(nodes)
    _check(nodes, 0)


def _check(nodes: list[Any], depth: int) -> None:
    assert depth <= tree.DEEPEST + 2
    for node in nodes:
        if not isinstance(node, str):
            assert node["t"] in {"p", "quote", "ul", "ol", "li", "em", "strong", "del", "a", "code", "pre", "br"}
            assert set(node) <= {"t", "c", "href"}
            _check(node.get("c", []), depth + 1)


@given(st.text(max_size=300))
def test_words_are_never_lost_by_the_markdown(text: str) -> None:
    letters = [mark for mark in markup.clean(text) if mark.isalpha()]
    shown = [mark for mark in tree.plain(markup.to_tree(markup.clean(text))) if mark.isalpha()]
    assert [mark for mark in shown if mark in letters] == shown


@pytest.mark.parametrize(
    "bomb",
    [
        *("[" * 10_000, "> " * 5_000, "*a_" * 3_333, "- " * 5_000, "`" * 10_000, "[a](" * 2_500, "![[](a" * 1_600),
        *("*a **a " * 1_400, "<" * 10_000, "https://" * 1_250, "~" * 10_000, "\\" * 10_000, "1. " * 3_333),
        *("```\n" * 2_500, "picture " * 1_250),
    ],
)
def test_a_bomb_of_ten_thousand_characters_ends_quickly(bomb: str) -> None:
    started = time.process_time()
    markup.to_html(markup.to_tree(bomb))
    markup.find_mention(bomb)
    assert time.process_time() - started < 1.0


urls = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "ftp", "javascript", ""]),
    st.sampled_from(
        ["Magazine.example", "magazine.example.", "bücher.example", "127.0.0.1", "[::1]", "a@b.example", "-", ""]
    ),
    st.sampled_from(["", ":80", ":443", ":8090", ":99999", ":x"]),
    st.lists(
        st.sampled_from(["/", "/a", "/..", "/.", "//", "/%7Euser", "/%2f", "/ü", "/a b", "/%zz", "/A"]), max_size=5
    ).map("".join),
    st.lists(
        st.sampled_from(["?", "&", "utm_source=x", "fbclid=1", "p=1", "p=2", "=", "%20", "replytocom=3", "b"]),
        max_size=6,
    ).map("".join),
    st.sampled_from(["", "#", "#c-3", "#?p=1"]),
)


@given(st.one_of(urls, st.text(max_size=60)))
@examples(800)
def test_a_canonical_url_is_its_own_canonical_url(url: str) -> None:
    try:
        once = page_urls.canonical(url)
    except Invalid as refused:
        once = refused.fields[0].pointer
    if once == "/url":
        return
    assert page_urls.canonical(once) == once
    parts = urlsplit(once)
    assert parts.scheme == "https"
    assert parts.netloc == parts.netloc.lower()
    assert not parts.fragment
    assert "utm_source" not in dict(parse_qsl(parts.query))
    assert not parts.path.endswith("/")


def test_the_same_page_has_one_canonical_url_however_it_is_written() -> None:
    same = [
        "https://magazine.example/2012/05/miglia",
        "http://magazine.example/2012/05/miglia/",
        "HTTPS://Magazine.Example:443/2012/05/miglia#c-3",
        "http://magazine.example:80/2012/./05/x/../miglia?utm_source=mail&fbclid=abc",
        "https://magazine.example./2012//05/%6Diglia/?replytocom=7",
    ]
    assert {page_urls.canonical(url) for url in same} == {same[0]}
    assert page_urls.canonical("https://magazine.example/?p=7") == "https://magazine.example?p=7"
    assert page_urls.canonical("https://a.example/?ref_src=x", keep=("ref_src",)).endswith("?ref_src=x")


@given(st.sampled_from(list(Sort)), st.integers(0, 2), st.lists(st.integers(1, 999_999_999), min_size=1, max_size=3))
def test_a_cursor_leads_back_to_its_position(sort: Sort, rank: int, path: list[int]) -> None:
    position = Position(rank=rank, path=tuple(path))
    assert read_cursor(sort, write_cursor(sort, position)) == position


@given(st.text(min_size=1, max_size=80))
def test_any_other_word_is_no_cursor(word: str) -> None:
    with suppress(Malformed):
        position = read_cursor(Sort.OLDEST, word)
        assert read_cursor(Sort.OLDEST, write_cursor(Sort.OLDEST, position)) == position


@given(st.text(max_size=100))
def test_a_forged_form_token_or_edit_key_is_refused(token: str) -> None:
    with pytest.raises(Invalid):
        KEYS.form_age("sportscar", token, NOW)
    assert not KEYS.is_edit_key(uuid4(), token)


def test_a_form_token_is_for_one_site_and_one_day() -> None:
    token = KEYS.form_token("sportscar", NOW)
    assert KEYS.form_age("sportscar", token, NOW.replace(minute=1)) == pytest.approx(60)
    for site, later in (("other", NOW), ("sportscar", NOW.replace(day=23))):
        with pytest.raises(Invalid):
            KEYS.form_age(site, token, later)


@pytest.mark.parametrize(
    ("text", "number", "of"),
    [
        ("my wife in the picture 3 of 160.", 3, 160),
        ("nella foto 12 di 160", 12, 160),
        ("immagine n. 7", 7, 0),
        ("auf Bild 4 von 160", 4, 160),
        ("Foto Nr. 9", 9, 0),
        ("sur la photo n° 5 sur 160", 5, 160),
        ("l'image 8 de 160", 8, 160),
        ("Picture #21!", 21, 0),
        ("Look at 3 of 160", 3, 160),
    ],
)
def test_a_picture_named_in_four_languages_is_found(text: str, number: int, of: int) -> None:
    mention = markup.find_mention(text)
    assert mention is not None
    assert (mention.number, mention.of) == (number, of)


@pytest.mark.parametrize(
    "text",
    [
        "I took about 800 pictures",
        "the 328 and the 356",
        "10/10",
        "picture 170 of 160",
        "May 16-20",
        "image 3.5 MB",
        "a photographer of 40",
    ],
)
def test_other_numbers_are_no_pictures(text: str) -> None:
    assert markup.find_mention(text) is None


@given(st.text(st.sampled_from("ab1 .-+#>\n\n=&!\"'|{}()é\u00a0\u2003\x0b\x1c")))
def test_a_text_without_marks_becomes_what_the_parser_makes_of_it(text: str) -> None:
    text = markup.clean(text)
    if quick := tree._unmarked(text):
        assert quick == tree._nodes(iter(tree._MARKDOWN.parse(text)), 0)


@given(
    st.text(st.sampled_from("aZ0.+_'\"@ é"), max_size=70),
    st.sampled_from(
        ["reader.example", "Mail.Reader.EXAMPLE", "x", "münchen.example", "xn--mnchen-3ya.example", "a..example"]
    ),
)
@example("postmaster", "reader.example")
@example("POSTMASTER", "reader.example")
@example("a" * 64, "reader.example")
@example("a" * 65, "reader.example")
@example("ann", "b." * 96 + "example")
@example("ann" * 20, "b." * 96 + "example")
def test_an_address_is_read_as_the_library_reads_it(local: str, domain: str) -> None:
    email = f"{local}@{domain}"
    try:
        wanted = validate_email(email.strip(), check_deliverability=False).normalized
    except (EmailNotValidError, UnicodeError):
        with pytest.raises(Invalid):
            valid_email(email)
    else:
        assert valid_email(email) == wanted
