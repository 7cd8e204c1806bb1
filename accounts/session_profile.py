"""Keeps in the session what most pages show of the signed-in person, so that they need no query.

Written at sign-in and whenever the profile is saved. A session without it sees the site as a visitor does.
"""

from django.http import HttpRequest

from accounts.models import Profile


def store(request: HttpRequest, profile: Profile) -> None:
    """Keep the languages and the avatar of a profile in the session."""
    request.session["languages"] = profile.languages.split()
    request.session["avatar"] = profile.avatar.classes


def languages_of(request: HttpRequest) -> frozenset[str]:
    """The languages that the signed-in person reads; empty for visitors."""
    return frozenset(request.session.get("languages", ())) if request.user.is_authenticated else frozenset()
