"""What a password has to be, and the list of those that are refused."""

import re
import unicodedata

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from accounts.agreements.texts import current_texts
from accounts.models import User
from accounts.passwords import blocklist
from tests.accounts.factors import with_app
from tests.accounts.users import member

GOOD = [
    "seven quiet herons at noon",
    "🦩🦩 flamencos al mediodía",
    "ПятьТихихЦапельНаЗакате",
    "no digits no signs needed",
]


@pytest.mark.django_db
@pytest.mark.parametrize("password", GOOD)
def test_long_ones_of_any_script_are_taken(password: str) -> None:
    validate_password(password, member("ada"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("heron at noon", "2 more"),
        ("x" * 7 + "y" * 122, "at most 128"),
        ("passwordpassword", "many people use this"),
        ("!!p4$$w0rd12345!!", "many people use this"),
        ("ada@example.org", "contains your address"),
        ("ada heron 1234567890", "contains your pen name"),
        ("Platemark 1234567890", "contains a word of this site"),
    ],
)
def test_others_are_refused_with_what_to_do(password: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        validate_password(password, member("ada"))


@pytest.mark.django_db
def test_eight_characters_do_beside_a_second_factor() -> None:
    ada = member("ada")
    with pytest.raises(ValidationError):
        validate_password("qz7 rv!k", ada)
    with_app(ada)
    validate_password("qz7 rv!k", ada)
    with pytest.raises(ValidationError, match="1 more"):
        validate_password("qz7 rv!", ada)


def test_it_is_the_same_from_every_keyboard() -> None:
    composed, apart = (unicodedata.normalize(form, "fünf Störche über Sankt Pölten") for form in ("NFC", "NFD"))
    assert composed != apart
    assert check_password(apart, make_password(composed))
    assert check_password("ﬁve quiet herons at noon", make_password("five quiet herons at noon"))


def test_spaces_at_the_ends_count() -> None:
    kept = make_password(" seven quiet herons ")
    assert check_password(" seven quiet herons ", kept) and not check_password("seven quiet herons", kept)


@pytest.mark.django_db
def test_the_form_takes_a_pasted_one_with_spaces_as_it_is(client: Client) -> None:
    form = {"email": "new@example.org", "password1": "  seven quiet herons at noon ", "display_name": "Candid Fig 1234"}
    form |= {"agreed": current_texts()}
    client.post("/accounts/signup/", form)
    assert User.objects.get().check_password("  seven quiet herons at noon ")
    page = Client().get("/accounts/signup/").content.decode()
    assert 'autocomplete="new-password"' in page and "onpaste" not in page
    assert re.search(r'<input type="password" name="password1"', page) and "js/password" in page


def test_the_list_finds_what_was_put_in_and_next_to_nothing_else() -> None:
    content = blocklist.encode_list(["Correct Horse", "correct horse ", "abc", "battery"])
    assert len(content) == 2 * blocklist.BYTES
    assert blocklist.LIST.stat().st_size % blocklist.BYTES == 0
    assert not any(blocklist.is_blocked(f"quiet heron {number:05d} at noon") for number in range(20_000))
    for known in ("123456789", "iloveyou", "trustno1", "letmein", "dragon", "password1"):
        assert blocklist.is_blocked(known)


def test_the_command_makes_the_shipped_list_again(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    shipped = blocklist.LIST.read_bytes()
    monkeypatch.setattr(blocklist, "LIST", Path(str(tmp_path)) / "refused.bin")
    call_command("passwords", "build")
    assert blocklist.LIST.read_bytes() == shipped
