"""Faces in a photo: blurred before it is on a page; its author chooses squares by keyboard and without script."""

import io
import re
import uuid
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.accessibility import WIDTHS, look_at
from tests.e2e.conftest import Site
from tests.e2e.dataset_requests import wait_with_nudges
from tests.e2e.sign_ins import sign_in
from tests.restaurants.photos import with_faces

pytestmark = pytest.mark.xdist_group("site")
FACE = (300, 200)


def contrast(page: Page, site: Site, added: Locator) -> int:
    """The largest difference of two pixels where the face is, in the published photo."""
    token = re.search(r"/photos/(\w+)-card", added.locator("img").get_attribute("src") or "")
    assert token
    image = Image.open(io.BytesIO(page.request.get(f"{site.url}/photos/{token[1]}-1600.webp").body()))
    return int(np.ptp(np.asarray(image.crop((314, 221, 334, 246)).convert("L"))))


def added_photo(page: Page, site: Site, says: str, link: str) -> Locator:
    """The card of one's photo, once it has a link of that name."""
    added = page.locator(".own-photo", has=page.get_by_role("link", name=link)).filter(
        has=page.locator(f"input[value='{says}']")
    )

    def is_there() -> bool:
        page.reload()
        return added.count() > 0

    wait_with_nudges(site, is_there, says=f"a photo with “{link}”")
    return added


def test_a_face_is_blurred_and_its_author_takes_squares_off(
    browser: Browser, page: Page, site: Site, tmp_path: Path
) -> None:
    says, picture = f"Guests {uuid.uuid4().hex[:8]}", tmp_path / "guests.jpg"
    with_faces(FACE, seed=uuid.uuid4().int % 2**32).save(picture, quality=95)
    diner = next(person for person in site.sign_ins if person["role"] == "diner")
    with browser.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        sign_in(plain, site, diner)
        plain.goto(f"{site.url}/reviews/")
        plain.get_by_role("link", name="Photos").first.click()
        plain.set_input_files("[name=photos]", picture)
        plain.fill("[name=alt] >> nth=0", says)
        plain.get_by_role("button", name="Add photos").click()
        expect(plain.get_by_text("We have your photo.")).to_be_visible()
        added = added_photo(plain, site, says, "Check the blurred squares")
        assert contrast(plain, site, added) < 60
        added.get_by_role("link", name="Check the blurred squares").click()
        expect(plain.get_by_text("It misses some faces:")).to_be_visible()
        is_clean(page, site, diner, plain.url)
        found = plain.get_by_role("checkbox", name="perhaps a face")
        assert found.count() == 4
        for place in range(4):
            found.nth(place).press("Space")
            expect(found.nth(place)).not_to_be_checked()
        plain.get_by_role("button", name="Blur the marked squares").press("Enter")
        expect(plain.get_by_text("We have your choice.")).to_be_visible()
        added = added_photo(plain, site, says, "Blur faces")
        assert contrast(plain, site, added) > 100
        added.get_by_role("button", name="Remove photo").click()


def is_clean(page: Page, site: Site, diner: dict[str, str], address: str) -> None:
    """The page, with script, at both widths."""
    sign_in(page, site, diner)
    page.goto(address)
    look_at(page, *WIDTHS)
