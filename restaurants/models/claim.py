"""Claims: somebody says that a place is theirs, shows it, and two of the staff decide.

`web` reads what it shows of them. It makes, proves and withdraws claims by functions of the database that look at who
asks (`sql/default/claims.sql`); staff's steps are signed, and the worker `staffing` has them carried out
(`sql/default/claim_steps.sql`). What a claim is about never changes, so that its id says what was signed.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from restaurants.enums import ClaimAnswer, ClaimProof, ClaimState
from restaurants.models.restaurant import Restaurant
from restaurants.rules import MAX_CLAIM_REASON, MAX_CLAIM_STATEMENT, OPEN_CLAIM_STATES
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

_IS_OPEN = Q(state__in=OPEN_CLAIM_STATES)


class Claim(models.Model):
    """One person's claim to one place, or to a place that is not listed and will be once the claim is approved."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(
        Restaurant, on_delete=models.CASCADE, null=True, related_name="claims", db_comment="null: not listed yet"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    proof = models.CharField(max_length=9, choices=ClaimProof)
    state = models.CharField(max_length=13, choices=ClaimState)
    address = models.EmailField(blank=True, db_comment="where a code is mailed: a mailbox at the listed domain")
    statement = models.CharField(max_length=MAX_CLAIM_STATEMENT, blank=True, db_comment="what the person says of it")
    listing = models.JSONField(null=True, db_comment="what a place that is not listed is called, and where it is")
    digest = models.CharField(
        max_length=64, null=True, db_comment="SHA-256 of claim and code, 60 random bits; null: none waits"
    )
    tries = models.PositiveSmallIntegerField(default=0, db_comment="wrong codes since it was sent")
    codes_sent = models.PositiveSmallIntegerField(default=0)
    code_ends_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(db_default=Now())
    proven_at = models.DateTimeField(null=True, db_comment="when the code was entered, or documents were sent")
    answer_by = models.DateTimeField(
        null=True, db_comment="until when the place's owners may answer; null: it had none when the claim was proven"
    )
    answer = models.CharField(max_length=8, blank=True, choices=ClaimAnswer)
    answer_text = models.CharField(max_length=MAX_CLAIM_STATEMENT, blank=True)
    answered_by = models.UUIDField(null=True, db_comment="id of the owner who answered")
    first_by = models.UUIDField(null=True, db_comment="id of the first member of staff who approved it")
    decided_by = models.UUIDField(null=True, db_comment="id of the second, or of who refused it")
    reason = models.CharField(max_length=MAX_CLAIM_REASON, blank=True, db_comment="why it is refused, for the person")
    closed_at = models.DateTimeField(null=True, db_comment="when it was decided, withdrawn or expired")
    mailed_state = models.CharField(max_length=13, blank=True, db_comment="the last state that the person was mailed")
    owners_mailed_state = models.CharField(max_length=13, blank=True, db_comment="the same for the place's owners")
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id", others=("answered_by", "first_by", "decided_by"))
    privacy = classified(
        Privacy.PERSONAL,
        regular="id proof state tries codes_sent code_ends_at submitted_at proven_at answer_by answer closed_at"
        " mailed_state owners_mailed_state home_region",
        business="restaurant listing",
        sensitive="statement answer_text",
        secret="digest",
    )

    class Meta:
        db_table_comment = "Claims to places; web may only read, and neither digests nor what somebody wrote."
        constraints = [
            models.UniqueConstraint(
                fields=["user", "restaurant"],
                condition=_IS_OPEN,
                name="restaurants_claim_open_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="restaurants_claim_state_listed"),
            models.CheckConstraint(condition=Q(proof__in=ClaimProof.values), name="restaurants_claim_proof_listed"),
            models.CheckConstraint(condition=Q(answer__in=ClaimAnswer.values), name="restaurants_claim_answer_listed"),
            # A check lets nulls pass; the next one refuses them in an approved claim.
            models.CheckConstraint(
                condition=~Q(first_by=F("decided_by")) & ~Q(first_by=F("user")) & ~Q(decided_by=F("user"))
                | ~Q(state=ClaimState.APPROVED),
                name="restaurants_claim_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.APPROVED)
                | Q(first_by__isnull=False, decided_by__isnull=False, proven_at__isnull=False),
                name="restaurants_claim_decision_complete",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, state__in=OPEN_CLAIM_STATES)
                | Q(closed_at__isnull=False) & ~Q(state__in=OPEN_CLAIM_STATES),
                name="restaurants_claim_closed_once",
            ),
            models.CheckConstraint(
                condition=Q(restaurant__isnull=False) | Q(listing__isnull=False), name="restaurants_claim_of_a_place"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], condition=_IS_OPEN, name="restaurants_claim_waiting"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether nothing has ended it."""
        return self.state in OPEN_CLAIM_STATES

    @property
    def place_name(self) -> str:
        """What the place is called."""
        return self.restaurant.name if self.restaurant else str((self.listing or {}).get("name", ""))

    @property
    def place_lines(self) -> list[str]:
        """What it is called, and where it is."""
        if self.restaurant:
            place = self.restaurant
            return [place.name, place.street, f"{place.postcode} {place.town}".strip()]
        listing = self.listing or {}
        return [listing["name"], listing["street"], f"{listing['postcode']} {listing['town']}".strip()]

    def __str__(self) -> str:
        return f"claim {self.pk}"
