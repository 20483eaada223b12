"""A reply as a mail program writes it: threaded, quoted, sent by real SMTP.

In: the mail that is answered and the person's words. Out: an accepted message, or the listener's refusal.
"""

from email.message import EmailMessage
from email.utils import formatdate, getaddresses, make_msgid

import aiosmtplib

from dev.inbox.mails import Mail


class Refusal(Exception):
    """The listener did not take the reply; `code` and `reason` are its own words (code 0: nobody listens)."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


def compose(mail: Mail, words: str, *, sender: str = "") -> EmailMessage:
    """The reply to a mail, from its recipient (or another `sender`), quoting it below the words."""
    author = sender or mail.recipients[0]
    reply = EmailMessage()
    reply["From"] = author
    reply["To"] = mail.header("Reply-To") or mail.header("From")
    subject = mail.header("Subject")
    reply["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    reply["Date"] = formatdate(localtime=False)
    reply["Message-ID"] = make_msgid(domain="inbox.localhost")
    if answered := mail.header("Message-ID"):
        reply["In-Reply-To"] = answered
        reply["References"] = f"{mail.header('References')} {answered}".strip()
    quoted = "\n".join(f"> {line}".rstrip() for line in mail.text.rstrip().splitlines())
    reply.set_content(f"{words.rstrip()}\n\nOn {mail.header('Date')}, {mail.header('From')} wrote:\n{quoted}\n")
    return reply


async def send(reply: EmailMessage, host: str, port: int) -> None:
    """Hand it to the listener. Raises Refusal."""
    sender = getaddresses([str(reply["From"])])[0][1]
    recipients = [address for _, address in getaddresses([str(reply["To"])])]
    try:
        await aiosmtplib.send(
            reply, sender=sender, recipients=recipients, hostname=host, port=port, start_tls=False, timeout=20
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        first = error.recipients[0]
        raise Refusal(code=first.code, reason=first.message) from error
    except aiosmtplib.SMTPResponseException as error:
        raise Refusal(code=error.code, reason=error.message) from error
    except (OSError, aiosmtplib.SMTPException) as error:
        raise Refusal(code=0, reason=f"nobody takes mail at {host}:{port} ({error})") from error
