"""What people allow their data to be used for. Schema `core`: a small table of facts, copied to every node."""

from django.db import models as orm

from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField


class AllowedUses(orm.Model):
    """A person's latest choice. People who never made one have no row, and refuse nothing."""

    person = orm.UUIDField(primary_key=True, db_comment="pseudonym")
    statistics = orm.BooleanField(db_comment="birth year, gender and region in published counts")
    models = orm.BooleanField(db_comment="reviews are read by models")
    datasets = orm.BooleanField(db_comment="rows in datasets, and rows that staff read")
    changed_at = orm.DateTimeField()
    event_id = orm.UUIDField()
    loaded_at = orm.DateTimeField()
    carried_out_at = orm.DateTimeField(null=True, db_comment="null: rows of datasets are still to be deleted")
    receipt_sent_at = orm.DateTimeField(null=True, db_comment="when the site was told that it is carried out")
    home_region = HomeRegionField()

    data_subject = SubjectPath("person", IdentifierKind.REVIEWER)
    privacy = classified(
        Privacy.PSEUDONYMOUS, regular="changed_at event_id loaded_at carried_out_at receipt_sent_at home_region"
    )

    class Meta:
        db_table = '"core"."allowed_uses"'
        indexes = [
            orm.Index(fields=["loaded_at"], name="core_uses_newly_loaded"),
            orm.Index(fields=["person"], name="core_uses_receipt_due", condition=orm.Q(receipt_sent_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.person)
