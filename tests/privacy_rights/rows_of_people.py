"""A row of one person in every table that declares a data subject, with a value in every column.

The values are made from the fields, so that a new table or column is filled without a word here; `VALUES` holds only
what a constraint of the database demands.
"""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.utils import timezone

from accounts.enums import DatasetStep, ProviderDeletion, RoleChange
from accounts.identity.digests import holders_of
from accounts.models import User
from privacy_rights.data_subjects import store_of, tables_of_people
from privacy_rights.selectors.data_usage import reviewer_of
from restaurants.models import Restaurant, RestaurantRating, Review
from reviews_site.privacy import IdentifierKind, SubjectPath
from reviews_site.regions import HomeRegionField
from tests.analytics.conftest import make_restaurant
from tests.conftest import playing
from tests.restaurants import factories

Model = type[models.Model]
# Long enough ago that nothing of it is under way any more, and that one request a day is no hindrance.
LONG_AGO = datetime(2026, 1, 5, 12, tzinfo=UTC)
# What rows of one person in the analytical store have in common, which has no foreign keys.
_SHARED = {"person": IdentifierKind.REVIEWER, "review_id": IdentifierKind.REVIEW, "restaurant_id": None}
# What the constraints of a table demand of a row, by the table's label.
VALUES: dict[str, Callable[[], dict[str, Any]]] = {
    "accounts.ApiRequest": lambda: {"status": 201},
    "accounts.ApiToken": lambda: {"digest": "a" * 64, "scopes": ["profile:read"], "expires_at": LONG_AGO},
    "accounts.VerificationStatus": lambda: {"state": "confirmed", "expires_at": timezone.now() + timedelta(days=300)},
    "accounts.VerificationAppeal": lambda: {
        **{"state": "granted", "proposed_outcome": "granted"},
        **{"decided_at": (now := timezone.now()), "ends_at": now + timedelta(days=1)},
    },
    "accounts.RoleProposal": lambda: {"change": RoleChange.GRANT},
    "accounts.SignedActionOutcome": lambda: {"state": "refused"},
    "accounts.AppealAction": lambda: {"outcome": "upheld"},
    "accounts.ClaimAction": lambda: {"step": "refuse"},
    "accounts.SuggestionAction": lambda: {"step": "refuse"},
    "accounts.DatasetDecision": lambda: {
        **{"step": DatasetStep.ACCEPT, "smallest_group": 10},
        "ends_at": timezone.now() + timedelta(days=1),
    },
    "accounts.ElevationRequest": lambda: {"minutes": 30},
    "accounts.Elevation": lambda: {"minutes": 30, "is_break_glass": False},
    "access.Elevation": lambda: {"begins_at": LONG_AGO, "ends_at": LONG_AGO + timedelta(hours=1)},
    "accounts.StaffRole": lambda: {"granted_at": LONG_AGO, "ends_at": LONG_AGO + timedelta(days=1)},
    "accounts.VerificationSession": lambda: {"state": "confirmed", "provider_deletion": ProviderDeletion.DUE},
    "accounts.Consent": lambda: {"text_sha256": "a" * 64},
    "accounts.Profile": lambda: {"birth_year": 1984, "region": "AT-5", "languages": "de"},
    "access.AccessEvent": lambda: {"kind": "read"},
    "access.SqlStatement": lambda: {"outcome": "ran"},
    "leaks.LeakAlert": lambda: {"rule": "honey"},
    "guardian.UserObjectPermission": lambda: {"object_pk": "1"},
    "privacy_rights.ErasureRequest": lambda: {"state": "waiting", "due_at": timezone.now() + timedelta(days=1)},
    "ingest.Review": lambda: {"rating": 4},
    "restaurants.Claim": lambda: {
        **{"state": "waiting", "proof": "documents", "closed_at": None},
        "restaurant": _claimed_restaurant(),
    },
    "restaurants.Suggestion": lambda: {"state": "waiting", "kind": "phone", "decided_at": None},
    "restaurants.ClaimDocument": lambda: {"state": "waiting"},
    "restaurants.Photo": lambda: {"position": None},
    "restaurants.QuietHours": lambda: {"starts": 22, "ends": 7, "time_zone": "Europe/Vienna"},
    "restaurants.HelpfulVote": lambda: {"review": _review_by_another()},
    "restaurants.Receipt": lambda: {"state": "waiting"},
    "restaurants.Review": lambda: {"rating": 4, "food": 5, "service": 3, "value": 2, "ambience": 1},
}


class Rows:
    """Makes rows about one person, each marked by a word that stands nowhere else."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.made: dict[Model, models.Model] = {}
        self.restaurant_id = uuid.uuid4()
        self._number = 0
        self.user = cast(User, self._make(User, {"email": f"{mark}@example.org"}))
        with playing("identity"):
            holder = holders_of(self.user.pk)[0]
        self.identifiers: dict[IdentifierKind, Any] = {
            IdentifierKind.ACCOUNT: self.user.pk,
            IdentifierKind.ADDRESS: f"{mark}@example.org",
            IdentifierKind.REVIEWER: reviewer_of(self.user),
            IdentifierKind.HOLDER: holder,
            IdentifierKind.REVIEW: uuid.uuid4(),
        }

    def fill_all(self, *, without: tuple[Model, ...] = ()) -> None:
        """Make a row in every table about people, but for these."""
        # A review is refused of whoever is not confirmed; and from when somebody has a company role, nothing else may.
        first = {"accounts.VerificationStatus": 0, "accounts.StaffRole": 2}
        for model, _ in sorted(tables_of_people(), key=lambda table: first.get(table[0]._meta.label, 1)):
            if model not in without:
                self.row(model)

    def row(self, model: Model) -> models.Model:
        """The person's row of a table."""
        if model not in self.made:
            subject = dict(tables_of_people()).get(model)
            self._make(model, self._identifier(model, subject) if subject else {})
        return self.made[model]

    def _identifier(self, model: Model, subject: SubjectPath) -> dict[str, Any]:
        identifier = self.identifiers[subject.kind]
        if "__" in subject.path or isinstance(_field(model, subject.path), models.GeneratedField):
            return {}  # another row leads to the person, or the payload does
        return {subject.path: self._value(model, _field(model, subject.path)) if subject.within else identifier}

    def _make(self, model: Model, values: dict[str, Any]) -> models.Model:
        values = {**VALUES.get(model._meta.label, dict)(), **values}
        for field in model._meta.local_concrete_fields:
            if not {field.name, field.attname} & values.keys() and not _is_made_elsewhere(field):
                values[field.attname] = self._value(model, field)
        row = model(**values)
        # Past the checks of packages' own `save`: the row need not make sense to them.
        row.save_base(force_insert=True, using=store_of(model))
        row.refresh_from_db()
        self.made[model] = row
        return row

    def _value(self, model: Model, field: Any) -> Any:
        self._number += 1
        if field.remote_field:
            return self._key(field.related_model)
        if field.name in _SHARED:
            kind = _SHARED[field.name]
            return self.identifiers[kind] if kind else self.restaurant_id
        if field.choices:
            return field.choices[-1][0]
        if isinstance(field, ArrayField):
            return [self._value(model, field.base_field)]
        return next(make(self, field) for kind, make in _MAKERS if isinstance(field, kind))

    def _key(self, model: Model) -> Any:
        if model in dict(tables_of_people()):
            return self.row(model).pk
        found = model._default_manager.first()
        if found is None:
            found = _reviewed_restaurant() if model is Restaurant else self._make_of_nobody(model)
        return found.pk

    def _make_of_nobody(self, model: Model) -> models.Model:
        mark, self.mark = self.mark, "of nobody"
        try:
            return self._make(model, {})
        finally:
            self.mark = mark

    @property
    def pseudonym(self) -> str:
        """The person's id in the analytical store, as payloads have it."""
        return str(self.identifiers[IdentifierKind.REVIEWER])

    def text(self, field: Any) -> str:
        """The mark, the field's name and a number, as far as there is room."""
        return f"{self.mark} {field.name or ''} {self._number}"[: field.max_length]

    def moment(self) -> datetime:
        """Each a minute later than the one before."""
        return LONG_AGO + timedelta(minutes=self._number)

    def number(self) -> int:
        """Small, and seldom twice."""
        return self._number % 50 + 1


_MAKERS: list[tuple[type, Callable[[Rows, Any], Any]]] = [
    (models.EmailField, lambda rows, _: f"{rows.mark}.{rows.number()}@example.org"),
    (models.CharField, Rows.text),
    (models.TextField, Rows.text),
    (models.UUIDField, lambda _, field: field.default() if field.has_default() else uuid.uuid4()),
    (models.BooleanField, lambda *_: True),
    (models.DateTimeField, lambda rows, _: rows.moment()),
    (models.DateField, lambda rows, _: date(2026, 1, 1) + timedelta(days=rows.number())),
    (models.IntegerField, lambda rows, _: rows.number()),
    (models.FloatField, lambda rows, _: rows.number() / 100),
    (models.BinaryField, lambda rows, _: rows.mark.encode().ljust(32, b".")),
    (
        models.JSONField,
        lambda rows, _: {"mark": rows.mark, **dict.fromkeys(("person", "reviewer"), rows.pseudonym)},
    ),
]


def _reviewed_restaurant() -> Restaurant:
    """One whose sums hold the reviews that are made past the action."""
    restaurant = make_restaurant("golden-carp")
    aspects = {"food_count": 10, "food_total": 50, "service_count": 10, "service_total": 30}
    aspects |= {"value_count": 10, "value_total": 20, "ambience_count": 10, "ambience_total": 10}
    RestaurantRating.objects.update(count=10, total=40, stars_4=10, **aspects)
    return restaurant


def _claimed_restaurant() -> Restaurant:
    """Another one than the reviewed one: nobody reviews a place that they claim."""
    if not Restaurant.objects.exists():
        _reviewed_restaurant()
    return factories.restaurant("Zum Vierten", "ramen")


def _review_by_another() -> Review:
    """One that neither person wrote, of a place that neither manages: nobody votes otherwise."""
    if not Restaurant.objects.exists():
        _reviewed_restaurant()
    author = User.objects.filter(email="another@example.org").first() or factories.confirmed("another")
    found = Review.objects.filter(author=author).first()
    return found or factories.review(factories.restaurant("Zum Dritten"), author)


def as_stored(row: models.Model) -> dict[str, Any]:
    """A row as the database writes it as JSON, by column."""
    names = [field.column for field in row._meta.pk_fields]
    condition = " AND ".join(f'"{name}" = %s' for name in names)
    key = row.pk if isinstance(row.pk, tuple) else (row.pk,)
    with connections[store_of(type(row))].cursor() as cursor:
        statement = f"SELECT to_jsonb(own) FROM {row._meta.db_table} AS own WHERE {condition}"
        cursor.execute(statement, key)
        [(found,)] = cursor.fetchall()
    stored: dict[str, Any] = json.loads(found)
    return stored


def _field(model: Model, name: str) -> Any:
    return next(each for each in model._meta.local_concrete_fields if name in (each.name, each.attname))


def _is_made_elsewhere(field: Any) -> bool:
    """Whether the database makes the value, or the region has only one."""
    return isinstance(field, models.GeneratedField | HomeRegionField | models.AutoField | models.CompositePrimaryKey)
