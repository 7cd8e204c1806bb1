"""What machines read of public pages: canonical addresses, structured data, robots.txt. Not what any of it says.

Addresses begin with the site's own, from the settings and never from the request's Host.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from reviews_site.web.access import public

# In HTML a script ends at `</script`, whatever JSON string it stands in. As escapes, no text can end it or begin a tag.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_NOT_FOR_ROBOTS = ("/accounts/", "/business/", "/profile/", "/verification/", "/webhooks/")


def absolute(path: str) -> str:
    """The address of a path on this site, as the whole world writes it."""
    return str(settings.BASE_URL).rstrip("/") + path


def shared(path: str) -> dict[str, str]:
    """What `components/sharing.html` needs of a page: its one address, and the picture that stands for the site."""
    return {"canonical": absolute(path), "share_image": absolute(static("img/share.png"))}


def json_ld(document: Mapping[str, Any]) -> SafeString:
    """A script element of schema.org data. It is data, not code: browsers run nothing of this type."""
    text = json.dumps({"@context": "https://schema.org", **document}, ensure_ascii=False, separators=(",", ":"))
    element = f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>'
    return mark_safe(element)  # noqa: S308 - every sign that HTML could read is an escape by now


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: all that is public, and where the list of it is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS), ""]
    text = "\n".join([*lines, f"Sitemap: {absolute('/sitemap.xml')}", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
