"""Somebody takes a copy of everything: asked for, gathered by three running processes, and fetched once."""

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Site

pytestmark = pytest.mark.xdist_group("site")


def test_a_copy_is_gathered_and_handed_out_once(page: Page, site: Site, tmp_path: Path) -> None:
    who = next(person for person in site.sign_ins if person["role"] == "diner")
    page.goto(f"{site.url}/accounts/login/")
    page.fill("[name=login]", who["email"])
    page.fill("[name=password]", who["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/restaurants/")
    page.goto(f"{site.url}/privacy/export/")
    page.get_by_role("button", name="Prepare my copy").click()
    fetch = page.get_by_role("button", name="Download my copy")
    # It appears by itself: the page asks how far the copy is.
    fetch.wait_for(timeout=120_000)
    # Times in what was added to the page later are the reader's too.
    page.wait_for_function(
        "document.querySelector('[data-poll] time[title]') && !document.querySelector('time[data-local]')"
    )
    with page.expect_download() as download:
        fetch.click()
    download.value.save_as(tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        account = json.loads(archive.read("account/account.json"))
        analytics = json.loads(archive.read("analytics.json"))
    assert who["email"] in json.dumps(account)
    assert analytics["tables"]["core.reviews"]["rows"]
    page.goto(f"{site.url}/privacy/export/")
    assert page.get_by_role("button").filter(has_text="copy").count() == 0
