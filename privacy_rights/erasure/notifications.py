"""What somebody is told of an erasure: that it was asked for, taken back, or refused after all, and that it is done."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse

from accounts.actions import mail
from privacy_rights.enums import StoreState
from privacy_rights.erasure import progress
from privacy_rights.models.erasure import ErasureRequest

# Tables by what they are to a person. What is not named here is counted as other rows.
_WORDS = {
    "restaurants_review": "reviews",
    "accounts_session": "sessions",
    "mfa_authenticator": "passkeys, apps and codes",
    "accounts_securityevent": "lines of security activity",
    "accounts_verificationrequest": "identity checks",
    "accounts_consent": "answers to texts",
    "outbox_event": "events on their way to statistics",
    "core.reviews": "reviews in statistics",
    "core.user_demographics": "rows of what you said of yourself, in statistics",
    "derived.review_sentiment": "scores of your reviews",
}


def notify_scheduled(request: ErasureRequest) -> None:
    """Tell the account's owner, and how to keep it."""
    _send("erasure_announced", "Your account will be deleted", request, link=reverse("privacy_rights:privacy"))


def notify_cancelled(request: ErasureRequest) -> None:
    """Tell the account's owner that it stays."""
    _send("erasure_cancelled", "Your account stays", request, link=reverse("privacy_rights:privacy"))


def notify_refused(request: ErasureRequest, because: str) -> None:
    """Tell the account's owner that it was not deleted after all, and what to do."""
    _send(
        "erasure_refused",
        "Your account was not deleted",
        request,
        link=reverse("privacy_rights:privacy"),
        because=because,
    )


def send_receipt(request: ErasureRequest) -> None:
    """The last mail: what was removed, and what stays."""
    _send(
        "erasure_receipt",
        "Your account is deleted",
        request,
        link=reverse("privacy_rights:receipt", args=[request.pk]),
        removed=counts_in_words(request.counts),
        models=models_in_words(request.models_marked),
        deleted_at=progress.times(request.pk).get(("default", StoreState.ERASED)),
    )


def counts_in_words(counts: Mapping[str, int]) -> list[tuple[int, str]]:
    """How many of what, in a person's words, as they are listed above; the rest in one line."""
    named = [(counts[table], words) for table, words in _WORDS.items() if counts.get(table)]
    others = sum(count for table, count in counts.items() if table not in _WORDS)
    return [*named, (others, "other rows")] if others else named


def models_in_words(marked: int | None) -> str:
    """What is said of models. A mark goes by table, so whether the person was in one is not known: it says "may"."""
    if not marked:
        return "No model in use was trained on your data."
    if marked == 1:
        return "1 model may have learned from your data. It is marked, and its next training leaves you out."
    return f"{marked} models may have learned from your data. They are marked, and their next training leaves you out."


def _send(template: str, subject: str, request: ErasureRequest, *, link: str, **said: object) -> None:
    page = {"erasure": request, "link": f"{settings.BASE_URL}{link}", **said}
    mail.queue_template(template, page, to=request.email, subject=subject)
