"""The badge that a restaurant puts on a site of its own. It runs no code, and follows nobody."""

import base64
import hashlib
from html import escape

from restaurants.models import Restaurant
from reviews_site.web.discovery import absolute

# Wide enough for a million reviews in the widest of common fonts.
WIDTH, HEIGHT = 312, 64
STORED_SECONDS = 3600
_STYLE = (
    ".card{fill:#FBF7F0;stroke:#E5DDD0}.ink{fill:#221C15}.muted{fill:#6B6257}"
    "@media (prefers-color-scheme:dark){.card{fill:#171411;stroke:#3A332B}.ink{fill:#F1EBE1}.muted{fill:#B7AC9D}}"
)
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# The style is the one thing that works in it, whatever it is taken for; and pages of any site may show it.
HEADERS = {
    "Cache-Control": f"public, max-age={STORED_SECONDS}",
    "Content-Security-Policy": f"sandbox; default-src 'none'; style-src 'sha256-{_DIGEST}'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_MARK = (
    '<g transform="translate(12 12) scale(.8333)"><circle cx="24" cy="24" r="21" fill="#B83A24"/>'
    '<path d="M13.5 25.5l7 7 8-8" fill="none" stroke="#FFFDF9" stroke-width="3" stroke-linecap="round"'
    ' stroke-linejoin="round"/></g>'
)


def badge(restaurant: Restaurant) -> str:
    """The badge of a restaurant: its mean rating and of how many reviews, as its page has them."""
    count, average = restaurant.rating_count, restaurant.rating_average
    if average is None:
        first, second = "No reviews yet", "Be the first to write one"
    else:
        first = f"{average:.1f} of 5 stars"
        second = f"{count:,} review{'' if count == 1 else 's'} by confirmed people"
    title = escape(f"{restaurant.name} on Platemark: {first}, {second[:1].lower()}{second[1:]}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' role="img" aria-labelledby="title"><title id="title">{title}</title><style>{_STYLE}</style>'
        f'<rect class="card" x=".5" y=".5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="10"/>{_MARK}'
        '<g font-family="system-ui, sans-serif">'
        '<text class="muted" x="62" y="20" font-size="11">Platemark</text>'
        f'<text class="ink" x="62" y="37" font-size="15" font-weight="600">{first}</text>'
        f'<text class="muted" x="62" y="53" font-size="11">{second}</text></g></svg>'
    )


def badge_html(restaurant: Restaurant, address: str) -> str:
    """What to paste for the badge: a picture in a link, which tells us nothing of who reads the page it stands on."""
    page = absolute(restaurant.get_absolute_url())
    name = escape(restaurant.name)
    return (
        f'<a href="{page}" rel="noopener"><img src="{absolute(address)}" width="{WIDTH}" height="{HEIGHT}"'
        f' alt="Reviews of {name} on Platemark" loading="lazy" referrerpolicy="no-referrer"></a>'
    )
