"""One passkey for two accounts, and what a refused row tells the log."""

import base64
import json
import logging
import re
import sys
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from reviews_site.logs import MaskingFormatter, MaskingJsonFormatter
from tests.accounts.factors import signed_in_twice_over
from tests.accounts.passkeys import Passkey
from tests.accounts.users import member
from tests.conftest import ProcessClient

ADD, ORIGIN = "/security/passkeys/add/", settings.PASSKEY_ORIGIN
BOTH = pytest.mark.django_db(databases=["default", "analytical"])


def registers(client: Client, passkey: Passkey) -> Any:
    page = unescape(client.get(ADD).content.decode())
    found = re.search(r'"challenge": ?"([^"]+)"', page)
    assert found, page
    challenge = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))
    return client.post(ADD, {"name": "Mine", "credential": json.dumps(passkey.made(challenge, ORIGIN))})


@BOTH
@pytest.mark.protection("passkeys_registered_once")
@pytest.mark.parametrize("again_by", ["mia", "otto"])
def test_a_passkey_is_not_registered_again(again_by: str) -> None:
    passkey, clients = Passkey("localhost"), {name: ProcessClient() for name in ("mia", "otto")}
    for name, client in clients.items():
        signed_in_twice_over(client, member(name))
    assert registers(clients["mia"], passkey).status_code == 302
    answer = registers(clients[again_by], passkey)
    assert "here already" in answer.content.decode()
    assert Authenticator.objects.filter(type="webauthn").count() == 1


@pytest.mark.django_db
@pytest.mark.protection("rows_in_logs")
@pytest.mark.parametrize("form", [MaskingFormatter("%(message)s"), MaskingJsonFormatter("%(message)s")])
@pytest.mark.parametrize("email", ["secret words", "two\n\nsecret words", "detail: secret words\nhint: secret"])
def test_a_refused_row_is_not_in_the_log(form: logging.Formatter, email: str) -> None:
    User.objects.create(email=email)
    line = ""
    try:
        User.objects.create(email=email)
    except IntegrityError as problem:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "%s", (str(problem),), sys.exc_info())
        line = form.format(record)
    assert "duplicate key value" in line
    assert "secret" not in line and "Traceback" in line
