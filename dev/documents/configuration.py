"""Every setting of every service as a page (docs/configuration.md): asked of the code itself.

In: the services' `Config.read`. Out: the page's text. A setting without words here is a fault.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress

from services.comments.config import Config as CommentsConfig
from services.images.config import Config as ImagesConfig
from services.notify.config import Config as NotifyConfig
from shared.env import Environment, Setting
from shared.errors import ConfigError

HEAD = """# Configuration

Generated from the code by `python -m dev.documents`; do not edit.

Settings are environment variables with one prefix. A secret may stand in a file instead, named by `<NAME>_FILE`; a
database's or broker's password may be given apart from its URL, as `PADDOCK_DATABASE_PASSWORD` or
`PADDOCK_AMQP_PASSWORD` (or their `_FILE`). A name that no service knows is refused at start, with the nearest one that
exists. `python -m services.<service> check-config` lists everything that is wrong at once; `./paddock config` prints an
installation's settings with secrets hidden.
"""

WORDS = {
    "PADDOCK_DATABASE_URL": "the database, as this service's own role",
    "PADDOCK_DATABASE_PASSWORD": "its password, when the URL has none",
    "PADDOCK_AMQP_URL": "RabbitMQ; a cluster by all its nodes: `amqp://user@one:5672,two:5672,three:5672/`",
    "PADDOCK_AMQP_PASSWORD": "its password, when the URL has none",
    "PADDOCK_PUBLIC_URL": "where readers reach the edge; mailed links begin with it",
    "PADDOCK_HOST": "the address to listen on",
    "PADDOCK_PORT": "the port to listen on",
    "PADDOCK_STAFF_KEY": "signs who is asking, between the services; the same for all three",
    "PADDOCK_LOG_FORMAT": "JSON lines, or text for a terminal",
    "PADDOCK_LOG_LEVEL": "the least that is logged",
    "PADDOCK_TRUSTED_PROXIES": "addresses and networks whose X-Forwarded-For is believed",
    "PADDOCK_DRAIN_SECONDS": "how long requests and mails in flight may take after SIGTERM",
    "PADDOCK_DATABASE_CONNECTIONS": "connections to the database",
    "PADDOCK_COMMENTS_SECRET": "signs forms, edit keys and cursors; 16 characters or more",
    "PADDOCK_COMMENTS_ADDRESS_KEY": "makes digests of addresses; never change it: trust and erasure rest on it",
    "PADDOCK_COMMENTS_NOTIFY_PUBLIC_KEY": "addresses are sealed to it; notify has the private half",
    "PADDOCK_COMMENTS_CACHE_MEGABYTES": "memory for prepared answers",
    "PADDOCK_COMMENTS_STREAMS": "readers who may watch threads live, in one process; half of them from one network",
    "PADDOCK_COMMENTS_PRIVATE_TARGETS": "webhooks and checks may call private addresses; for development",
    "PADDOCK_NOTIFY_RELAYS": "mail relays in order: smtp://user:password@host:port?tls=starttls, smtps://…",
    "PADDOCK_NOTIFY_MAIL_DOMAIN": "the domain that answers and bounces come back to",
    "PADDOCK_NOTIFY_PRIVATE_KEY": "opens sealed addresses; keep it apart from the comments database's backups",
    "PADDOCK_NOTIFY_ADDRESS_KEYS": "encrypt addresses at rest; the first encrypts, all decrypt: put a new one first",
    "PADDOCK_NOTIFY_CONNECTIONS": "connections to the relay",
    "PADDOCK_NOTIFY_MAIL_FROM": "the From address of sites that set none",
    "PADDOCK_NOTIFY_UNCERTAIN": "what to do with a mail whose relay was lost after the final dot",
    "PADDOCK_NOTIFY_SMTP_SECONDS": "how long a relay may take to answer a command",
    "PADDOCK_NOTIFY_PICTURES_URL": "where notify fetches small pictures for mails: the edge",
    "PADDOCK_NOTIFY_CHANNELS": "apprise URLs that moderators' alerts also go to; off when empty",
    "PADDOCK_NOTIFY_CHANNEL_HOSTS": "private hosts that channels may reach all the same",
    "PADDOCK_NOTIFY_INBOUND_HOST": "the address on which answers by mail are taken",
    "PADDOCK_NOTIFY_INBOUND_PORT": "the port of that",
    "PADDOCK_NOTIFY_INBOUND_PROTOCOL": "what the site's mail server speaks to it",
    "PADDOCK_NOTIFY_AUTHSERV_ID": "our mail server's name in Authentication-Results; only its verdict is believed",
    "PADDOCK_NOTIFY_DKIM_SELECTOR": "signs mails when set, with the key below",
    "PADDOCK_NOTIFY_DKIM_DOMAIN": "the signing domain",
    "PADDOCK_NOTIFY_DKIM_KEY": "the private key in PEM",
    "PADDOCK_NOTIFY_BATCH_SECONDS": "how long alerts of one kind gather for a moderator",
    "PADDOCK_NOTIFY_BATCH_SIZE": "more than so many waiting become one digest",
    "PADDOCK_NOTIFY_MODERATOR_HOUR": "mails an hour to one moderator",
    "PADDOCK_NOTIFY_READER_DAY": "mails a day to one reader",
    "PADDOCK_NOTIFY_CONFIRM_MINUTE": "confirmation mails a minute and site",
    "PADDOCK_NOTIFY_CONFIRM_DAY": "confirmation mails a day and site",
    "PADDOCK_NOTIFY_CONFIRM_OPEN": "unanswered confirmations one address may have",
    "PADDOCK_NOTIFY_KEEP_DELIVERIES_DAYS": "how long the ledger of mails is kept",
    "PADDOCK_NOTIFY_KEEP_MAIL_DAYS": "how long mails that came in are kept whole",
    "PADDOCK_NOTIFY_KEEP_BOUNCES_DAYS": "how long a bounce counts",
    "PADDOCK_NOTIFY_CONSUMERS": "consumers of events in one process",
    "PADDOCK_NOTIFY_MODEL_URL": "an OpenAI-compatible server that drafts wording for experts; off when empty",
    "PADDOCK_NOTIFY_MODEL_KEY": "its key",
    "PADDOCK_NOTIFY_MODEL_NAME": "its model",
    "PADDOCK_IMAGES_STORE": "where pictures are kept: a folder, or s3://bucket/prefix",
    "PADDOCK_IMAGES_STAGING": "where uploads arrive; below the store when it is a folder",
    "PADDOCK_IMAGES_S3_ENDPOINT": "the S3 server, when it is not Amazon's",
    "PADDOCK_IMAGES_HELD_KEY": "signs the links of pictures that are not public yet",
    "PADDOCK_IMAGES_WORKERS": "pictures rendered at once",
    "PADDOCK_IMAGES_ALLOW_UNLOCKED": "run on a kernel that can't lock the rendering child in; think twice",
    "PADDOCK_IMAGES_GALLERY_MEGABYTES": "the largest file of an editor",
    "PADDOCK_IMAGES_READER_MEGABYTES": "the largest file of a reader",
    "PADDOCK_IMAGES_GALLERY_MEGAPIXELS": "the largest picture of an editor",
    "PADDOCK_IMAGES_READER_MEGAPIXELS": "the largest picture of a reader",
    "PADDOCK_IMAGES_READER_UPLOADS": "uploads in ten minutes from one network",
    "PADDOCK_IMAGES_UNUSED_HOURS": "how long an upload waits for its comment",
    "PADDOCK_IMAGES_KEEP_SUPERSEDED_DAYS": "how long files stay that another recipe's have taken the place of",
    "PADDOCK_IMAGES_KEEP_REJECTED_HOURS": "how long pictures of refused comments are kept for an undo",
}


def page() -> str:
    """docs/configuration.md. Raises KeyError for a setting that nobody has put into words."""
    asked = {
        "comments": _asked(CommentsConfig.read),
        "notify": _asked(NotifyConfig.read),
        "images": _asked(ImagesConfig.read),
    }
    common = [name for name in asked["comments"] if not name.startswith("PADDOCK_COMMENTS_")]
    parts = [HEAD, "## Every service\n", _table(asked["comments"][name] for name in common if name != "PADDOCK_PORT")]
    for service, settings in asked.items():
        own = [setting for name, setting in settings.items() if name not in common or name == "PADDOCK_PORT"]
        parts += [f"\n## {service}\n", _table(own)]
    return "\n".join(parts) + "\n"


def _asked(read: Callable[[Environment], object]) -> dict[str, Setting]:
    env = Environment({})
    with suppress(ConfigError):
        read(env)
    return dict(sorted(env.settings.items()))


def _table(settings: Iterable[Setting]) -> str:
    rows = ["| setting | what it is | kind | default |", "|---|---|---|---|"]
    for setting in settings:
        default = "must be set" if setting.default is None else f"`{setting.default}`" if setting.default else ""
        rows.append(f"| `{setting.name}` | {WORDS[setting.name]} | {setting.kind} | {default} |")
    return "\n".join(rows)
