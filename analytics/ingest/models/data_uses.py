"""What people let their data be used for. Schema `core`: a table of facts as the others, small, and on every node."""

from django.db import models as orm

from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class AllowedUses(orm.Model):
    """A person's newest word. Whoever never said anything has no row, and refuses nothing."""

    person = orm.UUIDField(primary_key=True, db_comment="pseudonym")
    statistics = orm.BooleanField(db_comment="birth year, gender and region in published counts")
    models = orm.BooleanField(db_comment="reviews are read by models")
    datasets = orm.BooleanField(db_comment="rows in data sets, and rows that people of the company read")
    changed_at = orm.DateTimeField()
    event_id = orm.UUIDField()
    loaded_at = orm.DateTimeField()
    carried_out_at = orm.DateTimeField(null=True, db_comment="null: rows of data sets are still to be taken out")
    told_at = orm.DateTimeField(null=True, db_comment="when the site was told that it is done; null: not yet")
    home_region = HomeRegionField()

    data_subject = SubjectPath("person", IdentifierKind.REVIEWER)
    privacy = classified(
        Privacy.PSEUDONYMOUS, regular="changed_at event_id loaded_at carried_out_at told_at home_region"
    )

    class Meta:
        db_table = '"core"."allowed_uses"'
        indexes = [
            orm.Index(fields=["loaded_at"], name="core_uses_newly_loaded"),
            orm.Index(fields=["person"], name="core_uses_untold", condition=orm.Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.person)
