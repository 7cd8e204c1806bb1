"""Errors of mending refused events. Why events are refused: `reviews_site.outbox.schemas`."""


class CannotMend(Exception):
    """The event can't be mended or replayed. The message says why, and holds no value of it."""
