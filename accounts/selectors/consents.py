"""What somebody has answered to the texts, and what they have still to be asked or told."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.agreements.texts import DOCUMENTS, Text, current
from accounts.enums import Agreement
from accounts.models import Consent, User


@dataclass(frozen=True)
class OutstandingTexts:
    """Documents whose newest version somebody has not answered to. Empty: nothing to ask, nothing to tell."""

    texts: tuple[Text, ...]

    @property
    def asks(self) -> bool:
        """Whether there are terms to accept before the next posting. Being told alone stops nobody."""
        return any(text.agreement is Agreement.TERMS for text in self.texts)

    def __bool__(self) -> bool:
        return bool(self.texts)


def outstanding_for(user: User) -> OutstandingTexts:
    """The documents that changed since the person answered. One query."""
    newest = [current(each) for each in DOCUMENTS]
    answered = set(_answered(user, newest))
    return OutstandingTexts(tuple(text for text in newest if (text.agreement.value, text.version) not in answered))


def terms_are_accepted(user: User) -> bool:
    """Whether the person has accepted the terms as they are now."""
    return any(True for _ in _answered(user, [current(Agreement.TERMS)]))


def history_of(user: User) -> list[Consent]:
    """Every answer, the newest first."""
    return list(Consent.objects.filter(user=user).order_by("-id"))


def _answered(user: User, texts: Iterable[Text]) -> Iterable[tuple[str, int]]:
    # Documents are accepted or told, never refused: whoever does not agree has no row.
    rows = Consent.objects.filter(user=user, agreement__in=[text.agreement for text in texts])
    wanted = {(text.agreement.value, text.version) for text in texts}
    return [row for row in rows.values_list("agreement", "version") if row in wanted]
