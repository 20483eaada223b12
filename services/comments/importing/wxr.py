"""Writes WordPress' own export format (WXR 1.2), so that a conversation can be taken there.

In: a site, threads and comments. Out: pieces of the file. Addresses are sealed here, so it has none.
"""

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any, Final
from uuid import UUID

from services.comments.domain import Site, State
from services.comments.store.records import Comment

END_ITEM: Final = b"</item>\n"
FOOT: Final = b"</channel>\n</rss>\n"


def head(site: Site, now: datetime) -> bytes:
    """The beginning of the file."""
    origin = site.origins[0] if site.origins else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/">\n<channel>\n'
        f"<title>{_words(site.name)}</title>\n<link>{_words(origin)}</link>\n"
        f"<pubDate>{now:%a, %d %b %Y %H:%M:%S} +0000</pubDate>\n<language>{_words(site.language)}</language>\n"
        f"<wp:wxr_version>1.2</wp:wxr_version>\n<wp:base_site_url>{_words(origin)}</wp:base_site_url>\n"
    ).encode()


def begin_item(number: int, thread: Mapping[str, Any]) -> bytes:
    """The beginning of a page; its comments follow."""
    return (
        f"<item>\n<title>{_words(thread['title'])}</title>\n<link>{_words(thread['link'])}</link>\n"
        f"<wp:post_id>{number}</wp:post_id>\n<wp:post_date_gmt>{_date(thread['created_at'])}</wp:post_date_gmt>\n"
        f"<wp:comment_status>{'open' if thread['open'] else 'closed'}</wp:comment_status>\n"
        "<wp:status>publish</wp:status>\n<wp:post_type>post</wp:post_type>\n<wp:post_parent>0</wp:post_parent>\n"
    ).encode()


def comment(one: Comment, number: int, numbers: Mapping[UUID | None, int]) -> bytes:
    """A comment; `numbers` are those of the comments of its page that were written before."""
    answered = next((numbers[above] for above in (one.reply_to, one.parent) if above in numbers), 0)
    return (
        f"<wp:comment>\n<wp:comment_id>{number}</wp:comment_id>\n"
        f"<wp:comment_author>{_words(one.author_name)}</wp:comment_author>\n"
        "<wp:comment_author_email></wp:comment_author_email>\n<wp:comment_author_url></wp:comment_author_url>\n"
        "<wp:comment_author_IP></wp:comment_author_IP>\n"
        f"<wp:comment_date>{_date(one.created_at)}</wp:comment_date>\n"
        f"<wp:comment_date_gmt>{_date(one.created_at)}</wp:comment_date_gmt>\n"
        f"<wp:comment_content>{_words(one.html)}</wp:comment_content>\n"
        f"<wp:comment_approved>{int(one.state == State.PUBLISHED)}</wp:comment_approved>\n"
        "<wp:comment_type>comment</wp:comment_type>\n"
        f"<wp:comment_parent>{answered}</wp:comment_parent>\n"
        "<wp:comment_user_id>0</wp:comment_user_id>\n</wp:comment>\n"
    ).encode()


def _words(text: str) -> str:
    return escape(text, quote=False)


def _date(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
