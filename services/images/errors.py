"""Errors that only images knows."""


class StaleWorkError(Exception):
    """The picture changed while it was worked on; the work is thrown away and done again."""
