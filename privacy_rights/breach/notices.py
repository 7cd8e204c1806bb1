"""Drafts of the notices after a breach: to the authority (GDPR, article 33) and to the people (article 34).

Text files. What only a person can say stands in square brackets, and nothing is sent from here.
"""

from collections.abc import Iterable
from pathlib import Path

from privacy_rights.breach.report import Report
from privacy_rights.data_usage.labels import relation_label
from reviews_site.privacy import Privacy

AUTHORITY, PEOPLE = "notice-authority.txt", "notice-people.txt"
# What follows from the worst class of column that was read.
_CONSEQUENCES = {
    Privacy.SENSITIVE: "Year of birth or gender together with what somebody wrote can single a person out.",
    Privacy.PERSONAL: "Texts of reviews may tell who wrote them, and what they think, beside their pen name.",
    Privacy.PSEUDONYMOUS: "Together with public reviews a pseudonym can be led back to a pen name, and its region and "
    "decade of birth with it.",
}
_LITTLE = "What was read stands on public pages, or counts people without naming any."
_MEASURES = (
    "Before: pseudonyms in place of people, columns granted by role, sealed logs of each read.\n"
    "Since: [access taken away on …; sessions ended; keys and passwords changed; what else]"
)


def write(report: Report, folder: Path) -> list[Path]:
    """Write both drafts into a folder, which is made. Returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in ((AUTHORITY, to_the_authority(report)), (PEOPLE, to_the_people(report))):
        path = folder / name
        path.write_text(text)
        path.chmod(0o600)
        written.append(path)
    return written


def to_the_authority(report: Report) -> str:
    """What article 33 (3) asks for, as far as the logs know it."""
    number = f"{report.sure:,} people for sure, {report.perhaps:,} more perhaps"
    rows = sum(each.rows for each in report.relations)
    categories = "\n".join(
        f"- {each.relation}: {', '.join(f'{column} ({privacy})' for column, privacy in each.columns.items())}"
        for each in report.relations
    )
    return _letter(
        "Notification of a personal data breach (Article 33 GDPR) - DRAFT",
        ("To", "[the supervisory authority], within 72 hours of becoming aware: by [date and time]"),
        ("Nature of the breach", f"[what happened, in two sentences]. Read by {report.asked}, {_when(report)}."),
        ("Categories and number of people", f"Reviewers of restaurants: {number}."),
        ("Categories and number of records", f"{rows:,} rows.\n{categories or '- none of the analytical store'}"),
        (
            "Lookups of customers' masked records",
            f"{report.relations_of_people.get('customer record (masked)', 0):,} people",
        ),
        ("Likely consequences", f"{_consequences(report)}\n[assess them for this case]"),
        ("Measures", _MEASURES),
        ("Contact", "[name, address and telephone of the data protection officer]"),
        ("What can't be known", "\n".join(f"- {each}" for each in report.not_known)),
        ("State of the logs", "\n".join(each.says for each in report.logs)),
    )


def to_the_people(report: Report) -> str:
    """What article 34 asks for, in plain words, the same for everybody."""
    named = dict.fromkeys(relation_label(each.relation) for each in report.relations if _is_about_people(each.columns))
    read = "\n".join(f"- {each}" for each in named) or "- [what was read]"
    return _letter(
        "Somebody saw data about you - DRAFT",
        ("Hello", "[pen name],"),
        ("", f"Somebody who should not have seen it read data about you on Platemark, {_when(report)}."),
        ("What they saw", f"{read}\n[say what of it was yours: the report has a line for each person]"),
        (
            "What they did not see",
            "Your password and your identity document: neither is kept where this happened. [check]",
        ),
        ("What may come of it", f"{_consequences(report)}\n[say it for this case]"),
        ("What we did", "[what was done, and when]"),
        ("What you can do", "Look at “Who used data about you” in your account. [what else, such as a new password]"),
        ("Ask us", "[name, address and telephone of somebody who answers]"),
    )


def _is_about_people(columns: Iterable[str]) -> bool:
    return any(columns)


def _when(report: Report) -> str:
    return f"between {report.period.since:%-d %B %Y, %H:%M} and {report.period.until:%-d %B %Y, %H:%M} UTC"


def _consequences(report: Report) -> str:
    classes = {privacy for each in report.relations for privacy in each.columns.values()}
    worst = [says for privacy, says in _CONSEQUENCES.items() if privacy.value in classes]
    return worst[0] if worst else _LITTLE


def _letter(title: str, *parts: tuple[str, str]) -> str:
    body = "\n\n".join(f"{name}\n{text}" if name else text for name, text in parts)
    return f"{title}\n{'=' * len(title)}\n\n{body}\n"
