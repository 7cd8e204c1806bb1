"""`{% cached_include %}`: an include that is drawn once for the same values, and then remembered by the process.

For small components that stand many times on a page and have few forms, such as the stars of a review or its stamp, and
for what is the same on every page. What links to pages is remembered for one set of addresses: console and site differ.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model
from django.template.loader import get_template
from django.urls import get_urlconf
from django.utils.safestring import SafeString

register = template.Library()

# A component is a kilobyte or two: some megabytes a process at the most.
FRAGMENTS = 1024


@register.simple_tag
def cached_include(template_name: str, **values: Any) -> SafeString:
    """The template drawn from `values` and nothing else: it sees no request, no session and no other variable.

    Raises:
        TypeError: a value can't be a key, or is a model, which equals itself with other values. Give text, numbers,
            None, or frozen objects of these.
    """
    urls = get_urlconf() or settings.ROOT_URLCONF
    return _drawn(template_name, urls, tuple((name, type(value), value) for name, value in values.items()))


@lru_cache(maxsize=FRAGMENTS)
def _drawn(template_name: str, urls: Hashable, values: tuple[tuple[str, type, Any], ...]) -> SafeString:
    if any(isinstance(value, Model) for _, _, value in values):
        raise TypeError(f"{template_name} is remembered by its values, and a model is none.")
    # The type belongs to the key: text that is marked safe equals the same text that is to be escaped.
    return SafeString(get_template(template_name).render({name: value for name, _, value in values}))
