"""What can go wrong in notify alone, besides the shared families."""


class TemplateFault(Exception):
    """A mail could not be composed: our bug; the delivery waits and is shown."""
