"""Components that are drawn once: the same as an include, and escaped by the type of each value."""

import pytest
from django.contrib.auth.models import Group
from django.template import Context, Template
from django.test import override_settings
from django.utils.safestring import SafeString, mark_safe

NOTICE = "components/notice.html"


def drawn(text: str, tag: str = "remembered") -> str:
    form = {"remembered": f'{{% cached_include "{NOTICE}" text=text %}}', "include": f'{{% include "{NOTICE}" only %}}'}
    source = form[tag].replace(" only", " with text=text only")
    return Template("{% load fragments %}" + source).render(Context({"text": text, "kind": "error"}))


@pytest.mark.parametrize("text", ["Saved.", "<b>bold</b>", mark_safe("<b>bold</b>"), ""])
def test_it_draws_what_an_include_draws(text: str) -> None:
    assert drawn(text) == drawn(text, "include") == drawn(text)


def test_text_marked_safe_does_not_open_the_way_for_text_that_is_not() -> None:
    assert "<i>" in drawn(SafeString("<i>a</i>"))
    assert "<i>" not in drawn("<i>a</i>")
    assert "&lt;i&gt;" in drawn("<i>a</i>")


def test_a_value_that_may_change_is_refused() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        drawn(["a"])  # type: ignore[arg-type]  # a list is what is refused
    with pytest.raises(TypeError, match="a model is none"):
        drawn(Group(pk=1))  # type: ignore[arg-type]  # a model is what is refused


def test_the_console_gets_links_of_its_own() -> None:
    footer = Template('{% load fragments %}{% cached_include "components/footer.html" %}')
    on_site = footer.render(Context())
    with override_settings(ROOT_URLCONF="reviews_site.console_urls"):
        at_console = footer.render(Context())
    assert 'href="/open-data/"' in on_site and "/open-data/" not in at_console
    assert footer.render(Context()) == on_site
