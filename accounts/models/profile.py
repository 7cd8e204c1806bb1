"""Profiles: what a person shows to everybody, and what they tell for statistics."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.avatars.selection import Avatar, Colour, Motif
from accounts.enums import Gender, Region
from accounts.models.user import User
from accounts.rules import MAX_BIRTH_YEAR, MIN_BIRTH_YEAR
from reviews_site.privacy import Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField
from reviews_site.skeletons import SkeletonField, without_spaces


class Profile(models.Model):
    """One per user, created with the user. The name is public; the rest is published only as a pseudonymous event."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="profile")
    display_name = models.CharField(max_length=40, db_comment="the pen name under reviews; public")
    name_skeleton = SkeletonField(name_field="display_name", db_comment="what the name looks like")
    birth_year = models.PositiveSmallIntegerField(null=True, db_comment="null: not given")
    gender = models.CharField(max_length=20, null=True, choices=Gender, db_comment="null: prefers not to say")
    region = models.CharField(max_length=12, null=True, choices=Region, db_comment="ISO 3166-2; null: not given")
    languages = models.CharField(max_length=24, blank=True, db_comment="ISO 639-1, spaces between; empty: not given")
    avatar_motif = models.CharField(max_length=10, blank=True, choices=Motif, db_comment="empty: from the name")
    avatar_colour = models.CharField(max_length=10, blank=True, choices=Colour, db_comment="empty: from the name")
    updated_at = models.DateTimeField(auto_now=True)
    home_region = HomeRegionField()

    data_subject = SubjectPath("user_id")
    privacy = classified(
        Privacy.PERSONAL,
        public="display_name name_skeleton avatar_motif avatar_colour",
        regular="home_region",
        sensitive="birth_year gender region",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("display_name"), name="accounts_profile_name_unique"),
            models.UniqueConstraint(without_spaces("name_skeleton"), name="accounts_profile_skeleton_unique"),
            models.CheckConstraint(condition=~Q(name_skeleton=""), name="accounts_profile_name_visible"),
            models.CheckConstraint(
                condition=Q(display_name__regex=r"^\S(.*\S)?$"), name="accounts_profile_name_trimmed"
            ),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(MIN_BIRTH_YEAR, MAX_BIRTH_YEAR)),
                name="accounts_profile_birth_year_range",
            ),
            models.CheckConstraint(
                condition=Q(gender__isnull=True) | Q(gender__in=Gender.values), name="accounts_profile_gender_listed"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(region__in=Region.values), name="accounts_profile_region_listed"
            ),
            models.CheckConstraint(
                condition=Q(languages__regex=r"^([a-z]{2}( [a-z]{2}){0,7})?$"), name="accounts_profile_languages_coded"
            ),
            models.CheckConstraint(
                condition=Q(avatar_motif__in=["", *Motif.values], avatar_colour__in=["", *Colour.values]),
                name="accounts_profile_avatar_listed",
            ),
        ]

    @property
    def avatar(self) -> Avatar:
        """The picture that was chosen, or the one derived from the name."""
        return Avatar(self.display_name, self.avatar_motif, self.avatar_colour)

    def __str__(self) -> str:
        return f"profile of user {self.pk}"
