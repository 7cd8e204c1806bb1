"""Keeps in the session what most pages show of the signed-in person, so that they need no query.

Written at sign-in and whenever the profile is saved. A session without it sees the site as a visitor does.
"""

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.models import Profile


def store(request: HttpRequest, profile: Profile) -> None:
    """Keep the languages and the avatar of a profile in the session."""
    request.session["languages"] = profile.languages.split()
    request.session["avatar"] = profile.avatar.classes


def languages_of(request: HttpRequest) -> frozenset[str]:
    """The languages that the signed-in person reads; empty for visitors."""
    return frozenset(request.session.get("languages", ())) if request.user.is_authenticated else frozenset()


def reading_languages(request: HttpRequest) -> frozenset[str]:
    """The languages of the profile, or else those that the browser names."""
    return languages_of(request) or accepted_languages(request)


def accepted_languages(request: HttpRequest) -> frozenset[str]:
    """The languages that the browser or program names."""
    named = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return frozenset(code.partition("-")[0] for code, weight in named if weight and code != "*")
