"""What every form of the project keeps to."""

import re
from pathlib import Path

from django import forms
from django.urls import get_resolver

from reviews_site.web.form_fields import DayField

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "api", "analytics", "demo", "mlmodels", "privacy_rights", "restaurants", "reviews_site", "sandbox")
# Django's own readers take 03/04/2026 for the fourth of March, whoever writes it.
GUESSING = re.compile(r"forms\.(DateField|DateTimeField|Split\w+)|\bModelForm\b|strptime|\bparse_date\b|dateutil")
ALLOWED = {
    "reviews_site/web/form_fields.py": "the field that asks is made of it",
    "sandbox/identity_provider/forms.py": "the sandbox imports nothing of ours, and reads 2031-05-30 only",
    "accounts/management/commands/staff.py": "an operator's option, which is 2031-05-30 only",
}


def form_classes(base: type[forms.BaseForm] = forms.BaseForm) -> set[type[forms.BaseForm]]:
    """Every form that was imported, of packages too."""
    return {base}.union(*(form_classes(each) for each in base.__subclasses__()))


def test_every_form_asks_which_day_is_meant() -> None:
    assert get_resolver().url_patterns  # imports the views, and with them their forms
    found = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in form_classes()
        if form.__module__.split(".")[0] in ROOMS and form.__module__.split(".")[0] != "sandbox"
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DateField | forms.DateTimeField) and not isinstance(field, DayField)
    ]
    assert found == []


def test_no_code_reads_days_in_another_way() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and GUESSING.search(path.read_text())
    }
    assert found == set(ALLOWED)
