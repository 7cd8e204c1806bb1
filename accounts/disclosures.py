"""Who sees what of a profile, and what for: one table, from which the form's sentences are made.

`tests/accounts/test_profile_disclosures.py` compares it with the classes of the columns and with the grants of every
store: a sentence that is not true fails the build.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# What the logins of people are called where anybody reads it.
_CALLED = {"data_scientist": "our data scientists"}
_BY_AGE, _BY_TWO = "marts.restaurant_age_bands", "marts.reviewer_cubes"
_COUNTS = {(_BY_AGE, _BY_TWO): "Restaurants and people of the company see", (_BY_TWO,): "People of the company see"}


@dataclass(frozen=True)
class Disclosure:
    """A field of a profile. `columns` are the columns of a profile that it fills."""

    columns: tuple[str, ...]
    purpose: str
    is_public: bool = False
    # Where it goes under a pseudonym, if it does: column of the analytical store, and who of the company may read it.
    analytical: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # How that column differs from what was said.
    coarsened: str = ""
    # Published counts that it goes into.
    counts: tuple[str, ...] = ()

    @property
    def seen_by(self) -> str:
        """Everybody, nobody else, or who, as a sentence."""
        if self.is_public:
            return "Everybody sees it."
        readers = sorted({login for logins in self.analytical.values() for login in logins})
        sentences = ["No guest and no restaurant sees it of you."]
        if readers:
            names = " and ".join(_CALLED[login] for login in readers)
            sentences.append(f"{names[:1].upper()}{names[1:]} see {self.coarsened} beside a pseudonym.")
        elif self.analytical:
            sentences.append("It is kept beside a pseudonym, and nobody of the company reads it there.")
        else:
            sentences.append("It stays here.")
        if self.counts:
            sentences.append(f"{_COUNTS[self.counts]} counts of ten people or more.")
        return " ".join(sentences)

    @property
    def sentence(self) -> str:
        """What stands below the field."""
        return f"{self.purpose} {self.seen_by}"


DISCLOSURES: dict[str, Disclosure] = {
    "display_name": Disclosure(
        ("display_name",), "Stands beside your reviews. It need not be your own name.", is_public=True
    ),
    "avatar": Disclosure(("avatar_motif", "avatar_colour"), "A drawing of ours, beside your pen name.", is_public=True),
    "languages": Disclosure(
        ("languages",), "For the order of reviews: on each page those that you can read come first."
    ),
    "birth_year": Disclosure(
        ("birth_year",),
        "For statistics by age.",
        analytical={"core.user_demographics.birth_year": (), "core.user_demographics.birth_band": ("data_scientist",)},
        coarsened="the decade",
        counts=(_BY_AGE, _BY_TWO),
    ),
    "gender": Disclosure(
        ("gender",), "For checking that the statistics are fair.", analytical={"core.user_demographics.gender": ()}
    ),
    "region": Disclosure(
        ("region",),
        "For statistics by region.",
        analytical={"core.user_demographics.region": ("data_scientist",)},
        coarsened="it",
        counts=(_BY_TWO,),
    ),
}
