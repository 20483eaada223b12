"""Looks at mail: does each relay take us in, and does DNS say that mail from our domain is ours?

In: relays as notify knows them, the mail domain. Out: findings. No mail is sent.
"""

import asyncio
import smtplib
import ssl
from urllib.parse import parse_qs, unquote, urlsplit

from shared.doctor import dns
from shared.doctor.finding import Finding, fault, fine, note
from shared.doctor.settings import Settings

_SECONDS = 10
_LOCAL = {"localhost", "127.0.0.1", "::1"}


async def look(settings: Settings) -> list[Finding]:
    """Everything about mail."""
    found = [await asyncio.to_thread(_relay, relay) for relay in settings.relays]
    domain = settings.mail_domain
    if domain and "." in domain and not domain.endswith((".localhost", ".example", ".test", ".internal")):
        found += await asyncio.to_thread(_names, settings)
    return found


def _relay(url: str) -> Finding:
    """Log in at a relay as notify does, and leave."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    local = host in _LOCAL
    query = parse_qs(parts.query)
    tls = "tls" if parts.scheme == "smtps" else query.get("tls", ["none" if local else "starttls"])[0]
    port = parts.port or {"tls": 465, "starttls": 587}.get(tls, 25)
    what = f"relay {host}:{port}"
    context = ssl.create_default_context(cafile=query.get("ca", [None])[0])
    if query.get("verify") == ["no"]:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        client = (
            smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
            if tls == "tls"
            else smtplib.SMTP(host, port, timeout=_SECONDS)
        )
        with client:
            client.ehlo()
            if tls == "starttls":
                client.starttls(context=context)
                client.ehlo()
            if parts.username:
                client.login(unquote(parts.username), unquote(parts.password or ""))
    except smtplib.SMTPAuthenticationError as error:
        return fault(
            what,
            f"it refuses our name or password ({error.smtp_code})",
            "put the right ones into secrets/notify_relays, restart notify",
        )
    except smtplib.SMTPNotSupportedError:
        return fault(
            what,
            f"it does not offer {'STARTTLS' if tls == 'starttls' else 'to log in'}",
            "write smtps://, or ?tls=none for a relay on your own network",
        )
    except ssl.SSLCertVerificationError as error:
        return fault(
            what,
            f"its certificate is not good ({error.verify_message})",
            "use the name that the certificate has, or ?ca=FILE",
        )
    except (OSError, smtplib.SMTPException) as error:
        return fault(what, f"it does not answer ({error})", "right host and port? Does a firewall close the way out?")
    return fine(what, "takes us in")


def _names(settings: Settings) -> list[Finding]:
    """The mail domain in DNS."""
    domain, what = settings.mail_domain, f"DNS of {settings.mail_domain}"
    try:
        resolver = dns.Resolver(settings.resolver)
        mx, txt, policy = resolver.mx(domain), resolver.txt(domain), resolver.txt(f"_dmarc.{domain}")
        key = resolver.txt(f"{settings.dkim_selector}._domainkey.{domain}") if settings.dkim_selector else ["unused"]
    except dns.SilentError as error:
        return [fault(what, f"no name server answers ({error})", "set a resolver that works")]
    found = []
    if not mx:
        found.append(
            fault(
                what,
                "there is no MX record: replies to our mails and bounces have nowhere to go",
                "point an MX record at the mail server that hands mail to notify",
            )
        )
    if not any(text.lower().startswith("v=spf1") for text in txt):
        found.append(
            fault(
                what,
                "there is no SPF record: receivers will doubt our mail",
                f'add TXT "v=spf1 include:YOUR-RELAY -all" to {domain}',
            )
        )
    if not key:
        found.append(
            fault(
                what,
                f"the DKIM key {settings.dkim_selector} is not published",
                f"add TXT {settings.dkim_selector}._domainkey.{domain}",
            )
        )
    if not policy:
        found.append(
            note(
                what,
                "there is no DMARC policy",
                f'add TXT "v=DMARC1; p=none; rua=mailto:…" to _dmarc.{domain}, tighten it later',
            )
        )
    return found or [fine(what, "MX, SPF and DMARC are there")]
