"""What can go wrong in notify alone, besides the shared families."""

from shared.errors import Gone, Refused


class LinkGone(Gone):
    """A mailed link is unknown, expired or already used up."""

    code = "link_gone"


class NotConfirmed(Refused):
    """A reader's address was not confirmed, so nothing may be mailed to it."""

    code = "not_confirmed"


class TemplateFault(Exception):
    """A mail could not be composed: our bug; the delivery waits and is shown."""
