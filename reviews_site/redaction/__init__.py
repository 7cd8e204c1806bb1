"""What identifies people in a text, replaced: ways to reach them, and their names. Pure: no database, no model.

It is a mask by lists and patterns. It misses names, and takes some words for names; how many of each
`manage.py redaction evaluate` says. It is no anonymisation: what a text tells of somebody stays in it.
"""

from reviews_site.redaction.contacts import redact_contact_details
from reviews_site.redaction.folding import fold
from reviews_site.redaction.person_names import person_names

__all__ = ["fold", "person_names", "redact", "redact_contact_details"]


def redact(text: str) -> str:
    """The text, folded, with `[email]`, `[link]`, `[phone]` and `[name]` in the place of what they name.

    It may be longer than it was: the caller cuts it where there is a limit.
    """
    reachless = redact_contact_details(text)
    parts, at = [], 0
    for start, end in person_names(reachless):
        parts += [reachless[at:start], "[name]"]
        at = end
    return "".join([*parts, reachless[at:]])
