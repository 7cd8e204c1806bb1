"""Who sees which part of a profile, and what for: one table that makes the form's sentences.

`tests/accounts/test_profile_disclosures.py` compares it with the columns' classes and with every store's grants, so a
sentence that is not true fails the build.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

_READER_NAMES = {"data_scientist": "our data scientists"}
_BY_AGE, _OF_COHORTS, _BY_TWO = "marts.restaurant_age_bands", "marts.restaurant_cohorts", "marts.reviewer_cubes"
_COUNT_READERS = {(_BY_AGE, _OF_COHORTS, _BY_TWO): "Restaurants and our staff see", (_BY_TWO,): "Our staff see"}


@dataclass(frozen=True)
class Disclosure:
    """Who sees a field of the profile.

    Attributes:
        columns: the columns of `Profile` that the field fills.
        analytical: columns of the analytical store that hold it next to a pseudonym, with the company roles that read
            them.
        coarsened: what those columns hold of it, such as the decade.
        counts: the published tables of counts that it goes into.
    """

    columns: tuple[str, ...]
    purpose: str
    is_public: bool = False
    analytical: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coarsened: str = ""
    counts: tuple[str, ...] = ()

    @property
    def audience(self) -> str:
        """Who sees it, in sentences."""
        if self.is_public:
            return "Everybody sees it."
        readers = sorted({login for logins in self.analytical.values() for login in logins})
        sentences = ["Other guests and restaurants never see it."]
        if readers:
            names = " and ".join(_READER_NAMES[login] for login in readers)
            sentences.append(f"{names[:1].upper()}{names[1:]} see {self.coarsened} next to a pseudonym.")
        elif self.analytical:
            sentences.append("It is kept next to a pseudonym, where none of our staff reads it.")
        else:
            sentences.append("It stays in your profile.")
        if self.counts:
            sentences.append(f"{_COUNT_READERS[self.counts]} counts of ten people or more.")
        return " ".join(sentences)

    @property
    def sentence(self) -> str:
        """The help text of the field."""
        return f"{self.purpose} {self.audience}"


DISCLOSURES: dict[str, Disclosure] = {
    "display_name": Disclosure(
        ("display_name",), "Shown next to your reviews. It need not be your real name.", is_public=True
    ),
    "avatar": Disclosure(("avatar_motif", "avatar_colour"), "A drawing next to your pen name.", is_public=True),
    "languages": Disclosure(("languages",), "We show you reviews in these languages first."),
    "birth_year": Disclosure(
        ("birth_year",),
        "For statistics by age.",
        analytical={"core.user_demographics.birth_year": (), "core.user_demographics.birth_band": ("data_scientist",)},
        coarsened="the decade",
        counts=(_BY_AGE, _OF_COHORTS, _BY_TWO),
    ),
    "gender": Disclosure(
        ("gender",), "To check that our statistics are fair.", analytical={"core.user_demographics.gender": ()}
    ),
    "region": Disclosure(
        ("region",),
        "For statistics by region.",
        analytical={"core.user_demographics.region": ("data_scientist",)},
        coarsened="it",
        counts=(_BY_TWO,),
    ),
}
