"""What can go wrong when people mend what was refused. Refused events themselves: `reviews_site.outbox.schemas`."""


class CannotMend(Exception):
    """The event can't be mended or replayed. The message says why, and holds no value of it."""
