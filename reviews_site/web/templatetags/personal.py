"""`{% personal "a_template.html" name=value %}`: one person's part of a page, see `reviews_site.web.slots`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from reviews_site.web.slots import PERSONAL, draw_part, has_slots, item, slot

register = template.Library()


@register.simple_tag(takes_context=True)
def personal(context: template.Context, template_name: str, **values: Any) -> SafeString:
    """The part, drawn from its public values, the page's variable `personal` and the request; or a slot for it."""
    request = context.get("request")
    values = {name: value if value is None or isinstance(value, int) else str(value) for name, value in values.items()}
    if has_slots(request):
        return SafeString(slot(template_name, values))
    return SafeString(draw_part(template_name, values, context.get(PERSONAL) or {}, request))


@register.simple_tag(takes_context=True)
def item_begins(context: template.Context, key: str = "") -> SafeString:
    """Where an item of a list begins whose place depends on who reads; without a key, where the list's last ends."""
    return SafeString(item(key) if has_slots(context.get("request")) else "")
