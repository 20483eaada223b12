"""A thread as schema.org tells it to search engines: a discussion, and a question page where one was answered.

In: a page of a thread. Out: JSON-LD that can stand in an HTML script element.
"""

import re
from html import unescape
from typing import Any

from services.comments.shapes import CommentView, ThreadPage
from shared.codec import encode

ANSWERING = {"archive", "expert", "staff"}


def structured(page: ThreadPage, *, site_name: str, published: str, public_url: str) -> str:
    """The JSON-LD; nothing in it can end the script element."""
    here = f"{public_url}/t/{page.thread.id}"
    graph: list[dict[str, Any]] = [
        {
            "@type": "DiscussionForumPosting",
            "@id": here,
            "headline": page.thread.title or page.thread.url,
            "text": page.thread.title or page.thread.url,
            "url": here,
            "sharedContent": {"@type": "WebPage", "url": page.thread.url},
            "datePublished": published,
            "author": {"@type": "Organization", "name": site_name},
            "commentCount": page.thread.count,
            "comment": [_comment(comment, public_url) for comment in page.comments if comment.state == "published"],
        }
    ]
    for comment in page.comments:
        answers = [reply for reply in comment.replies if reply.author.kind in ANSWERING and reply.state == "published"]
        if answers and comment.state == "published":
            graph.append(_question(comment, answers, public_url))
            break  # a page is about one question
    raw = encode({"@context": "https://schema.org", "@graph": graph}).decode()
    return raw.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _comment(comment: CommentView, public_url: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "Comment",
        "text": _plain(comment),
        "datePublished": comment.created_at,
        "author": {"@type": "Person", "name": comment.author.name},
        "url": public_url + comment.permalink,
    }
    if comment.edited_at:
        found["dateModified"] = comment.edited_at
    if replies := [_comment(reply, public_url) for reply in comment.replies if reply.state == "published"]:
        found["comment"] = replies
    return found


def _question(comment: CommentView, answers: list[CommentView], public_url: str) -> dict[str, Any]:
    first, *others = (
        {
            "@type": "Answer",
            "text": _plain(answer),
            "datePublished": answer.created_at,
            "author": {"@type": "Person", "name": answer.author.name},
            "url": public_url + answer.permalink,
        }
        for answer in answers
    )
    text = _plain(comment)
    question: dict[str, Any] = {
        "@type": "Question",
        "name": text[:120],
        "text": text,
        "datePublished": comment.created_at,
        "author": {"@type": "Person", "name": comment.author.name},
        "url": public_url + comment.permalink,
        "answerCount": len(answers),
        "acceptedAnswer": first,
    }
    if others:
        question["suggestedAnswer"] = others
    return {"@type": "QAPage", "mainEntity": question}


def _plain(comment: CommentView) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", comment.html)).strip()
