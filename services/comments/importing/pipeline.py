"""Takes a file from its reader to pages that can be written: the way every format goes.

In: the bytes of a file and its format. Out: a filled spool; every row that was left out is in its report.
Nothing is kept anywhere else before the whole file was read.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.comments import page_urls
from services.comments.domain import Site
from services.comments.importing import commento, disqus, isso, paddock, remark42, wordpress
from services.comments.importing.preparing import Preparing
from services.comments.importing.records import (
    ImportedAuthor,
    ImportedComment,
    ImportedStanding,
    ImportedThread,
    Record,
    Skipped,
)
from services.comments.importing.spool import Spool
from shared.errors import Invalid

Reader = Callable[[Iterable[bytes]], Iterator[Record]]
READERS: Final[dict[str, Reader]] = {
    wordpress.SOURCE: wordpress.read,
    disqus.SOURCE: disqus.read,
    isso.SOURCE: isso.read,
    remark42.SOURCE: remark42.read,
    commento.SOURCE: commento.read,
    paddock.SOURCE: paddock.read,
}
EVERY: Final = 500
"""How many records are read between two looks at the progress."""


class Addresses(Struct, frozen=True, kw_only=True):
    """How the file's URLs become the site's: `origin` for bare paths, `moves` for what has moved (old, new)."""

    origin: str
    moves: tuple[tuple[str, str], ...] = ()

    def of(self, url: str) -> str:
        """The URL of a page on the site as it is today."""
        if url.startswith("//"):
            url = f"https:{url}"
        elif "://" not in url.partition("?")[0]:
            url = f"{self.origin.rstrip('/')}/{url.lstrip('/')}" if self.origin and url else ""
        for old, new in self.moves:
            if url.startswith(old):
                return new + url[len(old) :]
        return url


def fill(
    spool: Spool,
    records: Iterable[Record],
    preparing: Preparing,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Read all records into the spool; how many comments there were. Raises FileError; then nothing counts."""
    comments = 0
    for number, record in enumerate(records, 1):
        comments += isinstance(record, ImportedComment | Skipped)
        _take(spool, record, preparing)
        if number % EVERY == 0:
            progress(comments)
    progress(comments)
    return comments


def _take(spool: Spool, record: Record, preparing: Preparing) -> None:
    if isinstance(record, ImportedThread):
        spool.add_thread(replace(record, title=preparing.title(record.title)))
    elif isinstance(record, ImportedAuthor):
        spool.add_author(record.key, preparing.author(record.name, record.email)[0])
    elif isinstance(record, ImportedStanding):
        spool.add_standing(record)
    elif isinstance(record, Skipped):
        _skip(spool, record)
    else:
        _take_comment(spool, record, preparing)


def _take_comment(spool: Spool, row: ImportedComment, preparing: Preparing) -> None:
    prepared, remark = preparing.comment(row)
    if isinstance(prepared, str):
        _skip(spool, Skipped(id=row.id, reason=prepared, thread=row.thread, parent=row.parent))
    elif not spool.add_comment(row.id, row.thread, row.parent, row.author, prepared):
        spool.remark(row.id, row.thread, "its id came before in this file", skipped=True)
    elif remark:
        spool.remark(row.id, row.thread, remark, skipped=False)


def _skip(spool: Spool, row: Skipped) -> None:
    spool.remark(row.id, row.thread, row.reason, skipped=True)
    if row.id:
        spool.add_bridge(row.id, row.thread, row.parent)


def resolve(spool: Spool, site: Site, addresses: Addresses) -> None:
    """Say for every thread of the file which page of the site it is; comments of no page go into the report."""
    threads = spool.sql.execute("SELECT key, url, kept FROM thread").fetchall()
    for key, url, kept in threads:
        target, link, reason = _page(url, site, addresses)
        if kept and not reason:  # our own export names a thread by its canonical URL
            target, _, reason = _page(key, site, addresses)
        spool.sql.execute(
            "UPDATE thread SET target = ?, link = ?, reason = ? WHERE key = ?", (target, link, reason, key)
        )
    # a picture's page is part of its article's, and an alias of it
    spool.sql.execute(
        "UPDATE thread AS t SET target = p.target, link = p.link, picture = n.number, reason = '',"
        " aliases = CASE WHEN t.target = '' THEN '[]' ELSE json_array(t.target) END"
        " FROM thread p, (SELECT key, row_number() OVER (PARTITION BY page ORDER BY place, CAST(key AS INTEGER), key)"
        " AS number FROM thread WHERE page <> '') n"
        " WHERE p.key = t.page AND p.page = '' AND p.target <> '' AND n.key = t.key"
    )
    spool.sql.execute(
        "INSERT INTO remark SELECT c.id, c.thread, coalesce(t.reason, 'its page is not in the file'), 1 FROM comment c"
        " LEFT JOIN thread t ON t.key = c.thread WHERE c.kept = 1 AND coalesce(t.target, '') = '' ORDER BY c.seq"
    )
    spool.sql.execute(
        "UPDATE comment SET kept = 0 WHERE kept = 1 AND NOT EXISTS"
        " (SELECT 1 FROM thread t WHERE t.key = comment.thread AND t.target <> '')"
    )
    spool.sql.execute("CREATE INDEX comment_by_thread ON comment (thread, seq)")
    spool.sql.execute("CREATE INDEX thread_by_target ON thread (target, key)")


def _page(url: str, site: Site, addresses: Addresses) -> tuple[str, str, str]:
    whole = addresses.of(url)
    if not whole:
        return "", "", "its page has no URL" if not url else "its page is a bare path: say which site with --origin"
    try:
        target = page_urls.canonical(whole, keep=site.settings.keep_url_parameters)
        link = page_urls.link(whole, keep=site.settings.keep_url_parameters)
    except Invalid as error:
        detail = error.fields[0].detail if error.fields else error.message
        return "", "", f"its page's URL can't be used: {detail}"
    if not page_urls.on_site(target, site.origins):
        return "", "", f"its page is not on this site: {target[:200]}"
    return target, link, ""
