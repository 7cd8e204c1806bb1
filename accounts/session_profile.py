"""What pages need of whoever is signed in and would otherwise ask the database for: kept in their session.

Set at the sign-in and whenever the profile is saved. A session without it shows the site as to everybody.
"""

from django.http import HttpRequest

from accounts.models import Profile

LANGUAGES, LOOKS = "languages", "looks"


def store(request: HttpRequest, profile: Profile) -> None:
    """Keep the languages and the drawn picture of a profile for this browser's pages."""
    request.session[LANGUAGES] = profile.languages.split()
    request.session[LOOKS] = profile.looks.classes


def languages_of(request: HttpRequest) -> frozenset[str]:
    """The languages that whoever is signed in says they read; empty for everybody else. No query of its own."""
    return frozenset(request.session.get(LANGUAGES, ())) if request.user.is_authenticated else frozenset()
