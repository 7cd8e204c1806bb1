"""Attack: a pen name that is taken for somebody else's, for the site's, or for a restaurant's."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import pen_names
from accounts.forms import NAME_TAKEN
from accounts.models import OutgoingMail, Profile, User
from tests.accounts.users import member
from tests.restaurants import factories

PROFILE = "/profile/"
# Each looks like `Ada Heron`: in Cyrillic, Greek, Armenian, Cherokee, Lisu, small capitals, and signs of mathematics.
LIKE_ADA = (
    *(
        "Аda Heron",
        "Adа Heron",
        "Ada Ηeron",
        "Ada Herοn",
        "Ada Hеrоn",
        "Ꭺda Heron",
        "ᴀᴅᴀ ʜᴇʀᴏɴ",
        "𝐀𝐝𝐚 𝓗𝓮𝓻𝓸𝓷",
        "Ａｄａ Ｈｅｒｏｎ",
    ),
    *(
        "Adạ Heron",
        "Ada Herøn",
        "ADA HERON",
        "AdaHeron",
        "Ada-Heron",
        "A.d.a Heron",
        "Ada  Her0n",
        "Ada Herօn",
        "ꓮda ꓧeron",
    ),
)
LIKE_OTHERS = {
    "Bill Marner": ("BiII Mamer", "BilI Marner", "Bi11 Mаrner"),
    "レオナルド・ロッシ": ("レオナルド・口ッシ", "レオナルドロッシ"),
    "David Walnut": ("clavid vvalnut", "Davіd Wаlnut"),
}
INVISIBLE = (
    *"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200c\u200d\u200e\u200f\u202a\u202e",
    *"\u2060\u2061\u2064\u2065\u2066\u2069\u206f\u3164\ufe00\ufe0f\ufeff\uffa0\ufff0\ufff8\U0001bca0\U0001d173",
    *"\U000e0000\U000e0001\U000e0041\U000e0100\U000e01ef\U000e0fff",
)
OFFICIAL = (
    *(
        "Platemark",
        "Platemark Support",
        "Рlаtеmаrk",
        "Plate mark",
        "P.l.a.t.e.m.a.r.k",
        "ThePIatemarkTeam",
        "PLÄTEMARK",
        "Platеmаrк",
    ),
    *(
        "Support",
        "Suрроrt",
        "S u p p o r t",
        "Sup-port",
        "Support Team",
        "SupportTeam",
        "Admin 1",
        "xx_Admin_xx",
        "Αdmin",
        "Staff",
    ),
    *(
        "Moderator",
        "The Moderator",
        "Official Reviewer",
        "Kundendienst",
        "Kunden Service",
        "Inhaberin",
        "Soporte",
        "Админ",
    ),
    *("管理员", "公式", "サポート", "Owner", "Verified by Security", "Geschaftsfuhrung"),
)


def errors(client: Client, name: str) -> list[str]:
    """What the form says to a name; empty if the name was taken for one."""
    answer = client.post(PROFILE, {"display_name": name})
    return [] if answer.status_code == 302 else answer.context["form"].errors["display_name"]


@pytest.fixture
def mallory(client: Client, db: None) -> User:
    user = member("mallory")
    client.force_login(user)
    return user


@pytest.mark.protection("pen_name_skeleton")
@pytest.mark.django_db(transaction=True)
def test_nobody_resembles_somebody_else(client: Client, mallory: User) -> None:
    taken = {"Ada Heron": LIKE_ADA, **LIKE_OTHERS}
    for number, (name, alikes) in enumerate(taken.items()):
        victim = Profile.objects.get(user=member(f"victim{number}"))
        victim.display_name = name
        victim.save()
        assert [alike for alike in alikes if not errors(client, alike)] == []
        own = Profile.objects.get(user=mallory)
        for alike in alikes:
            own.display_name = alike
            with pytest.raises(IntegrityError), transaction.atomic():
                own.save()
    assert Profile.objects.get(user=mallory).display_name == "Mallory Heron"


@pytest.mark.protection("pen_name_visible")
@pytest.mark.django_db(transaction=True)
def test_no_sign_of_a_name_is_invisible(client: Client, mallory: User) -> None:
    shapes = [(sign * 3, f"Mia{sign}Fox", f"{sign}Mia Fox", f"Mia Fox{sign}") for sign in INVISIBLE]
    # Each sign in one of the places by way of the page, and in every place where the page asks.
    tried = [texts[number % 4] for number, texts in enumerate(shapes)]
    assert [text.encode("unicode_escape") for text in tried if not errors(client, text)] == []
    assert [text.encode("unicode_escape") for texts in shapes for text in texts if not pen_names.problem(text)] == []
    assert Profile.objects.get(user=mallory).display_name == "Mallory Heron"


@pytest.mark.protection("pen_name_reserved")
def test_nobody_writes_as_the_site_or_in_office(client: Client, mallory: User) -> None:
    assert [name for name in OFFICIAL if not errors(client, name)] == []
    assert Profile.objects.get(user=mallory).display_name == "Mallory Heron"


@pytest.mark.protection("pen_name_listed")
@pytest.mark.django_db(transaction=True)
def test_nobody_writes_as_a_restaurant(client: Client, mallory: User) -> None:
    factories.restaurant("Zum Reiher")
    factories.restaurant("Rose")
    tried = ("Zum Reiher", "ZUM REIHER", "Zum Rеihеr", "Zum-Reiher", "Zum Reiher Linz", "Team ZumReiher", "Rosé")
    assert {name: errors(client, name) for name in tried} == {name: [NAME_TAKEN] for name in tried}
    assert Profile.objects.get(user=mallory).display_name == "Mallory Heron"


@pytest.mark.protection("pen_name_listed")
@pytest.mark.django_db(transaction=True)
def test_nobody_stays_a_restaurant_that_is_listed_later(client: Client, mallory: User) -> None:
    assert errors(client, "Zum Rеihеr") == []
    factories.restaurant("Zum Reiher")
    new_name = Profile.objects.get(user=mallory).display_name
    assert new_name.startswith("Guest ")
    assert OutgoingMail.objects.filter(recipient=mallory.email, text__contains=new_name).count() == 1
    assert errors(client, "Zum Reiher")
    assert errors(client, "Mallory Rose") == []
