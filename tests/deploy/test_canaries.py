"""Marked values go through the running processes as people would send them; none is in any log, file or queue."""

import re
from pathlib import Path

import httpx
import pytest

from accounts.agreements.texts import current_texts
from tests import canaries
from tests.deploy.external import NAMED, External
from tests.e2e.conftest import wait_for

pytestmark = pytest.mark.xdist_group("external")
CANARY = "canary7f3a"
EMAIL, PASSWORD = f"{CANARY}@mail.example.org", f"{CANARY} flies over the quiet lake"
JOINING = {"email": EMAIL, "password1": PASSWORD, "display_name": f"{CANARY} pen", "agreed": current_texts()}


def test_no_personal_value_is_in_any_log(started: tuple[External, int, Path]) -> None:
    external, port, _ = started
    headers = {"Host": NAMED["SITE_HOST"], "X-Forwarded-Proto": "https", "Referer": f"https://{NAMED['SITE_HOST']}/"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as browser:
        for path, answers in (
            ("/accounts/signup/", JOINING),
            ("/accounts/login/", {"login": EMAIL, "password": PASSWORD + "!"}),
            ("/accounts/password/reset/", {"email": EMAIL}),
        ):
            page = browser.get(path)
            cookies = "; ".join(cookie.split(";", 1)[0] for cookie in page.headers.get_list("set-cookie"))
            token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[0]
            # The cookies are for https only, which a proxy would speak here.
            sent = browser.post(path, data={**answers, "csrfmiddlewaretoken": token}, headers={"Cookie": cookies})
            assert sent.status_code in (200, 302), path
        browser.get(f"/restaurants/?q={EMAIL}")
        browser.get(f"/{CANARY}/")
    output = external.folder / "output"
    # The mail server's name leads nowhere, so the mail worker has tried, and said why it could not.
    wait_for(lambda: "was not sent" in output.read_text(), 120, "a try to send the mail")
    lines = output.read_text()
    assert '"route": "account_signup"' in lines
    seen = canaries.in_files(external.folder, canaries.needles({"entered": CANARY}))
    # The databases hold what people entered: that is what they are for.
    assert [find for find in seen if "/transactional/" not in f"/{find}" and ".dump:" not in find] == []
