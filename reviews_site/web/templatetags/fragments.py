"""`{% cached_include %}`: an include that is drawn once for the same values, and then remembered by the process.

For small components that stand many times on a page and have few forms, such as the stars of a review or its stamp.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()

# A component is a kilobyte or two: some megabytes a process at the most.
FRAGMENTS = 1024


@register.simple_tag
def cached_include(template_name: str, **values: Any) -> SafeString:
    """The template drawn from `values` and nothing else: it sees no request, no session and no other variable.

    Raises:
        TypeError: a value can't be a key. Give text, numbers or None.
    """
    return _drawn(template_name, tuple((name, type(value), value) for name, value in values.items()))


@lru_cache(maxsize=FRAGMENTS)
def _drawn(template_name: str, values: tuple[tuple[str, type, Any], ...]) -> SafeString:
    # The type belongs to the key: text that is marked safe equals the same text that is to be escaped.
    return SafeString(get_template(template_name).render({name: value for name, _, value in values}))
