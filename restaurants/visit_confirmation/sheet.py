"""A page to print: a card for each table code, to be cut apart and folded. It is a file, with no script in it."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from restaurants.qr_codes import qr_code
from restaurants.visit_confirmation.codes import spell_code

STYLE = """
body { margin: 10mm; font: 10pt/1.35 system-ui, sans-serif; color: #000; background: #fff; }
ul { display: grid; grid-template-columns: 1fr 1fr; margin: 0; padding: 0; list-style: none; }
li { display: grid; grid-template-columns: 36mm 1fr; gap: 4mm; align-items: center; padding: 4mm;
  border: 1px dashed #888; break-inside: avoid; }
svg { width: 36mm; height: 36mm; }
h1 { font-size: 13pt; } h2 { margin: 0; font-size: 11pt; } p { margin: 1mm 0; }
code { font: 8.5pt/1.3 ui-monospace, monospace; }
@media (max-width: 700px) { ul { grid-template-columns: 1fr; } }
@media print { h1, .note { display: none; } }
"""


def table_code_sheet(*, name: str, codes: Sequence[str], expires_on: date) -> str:
    """The HTML of a restaurant's sheet. Its policy lets nothing but this style into it."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    cards = [{"words": spell_code(code), "picture": qr_code(visit_url(code))} for code in codes]
    values = {
        "name": name,
        "cards": cards,
        "expires_on": expires_on,
        "style": mark_safe(STYLE),  # noqa: S308 - the constant above
        "style_digest": digest,
        "host": settings.OWN_HOST,
    }
    return render_to_string("restaurants/table_codes.html", values)


def visit_url(code: str) -> str:
    """The address that a QR code leads to."""
    return f"{settings.BASE_URL}/visit/{code}/"
