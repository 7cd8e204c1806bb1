"""The tables of the registry: datasets, versions, grants, tokens, requests and lineage."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from analytics.datasets.enums import RequestState
from reviews_site.ids import uuid7
from reviews_site.privacy import IdentifierKind, Privacy, SubjectPath, classified
from reviews_site.regions import HomeRegionField

# A version ends this long after its registration, unless its policy says otherwise.
DEFAULT_RETENTION_DAYS = 365


class Dataset(models.Model):
    """A dataset: its owner and its audience. Its versions hold the documents."""

    name = models.CharField(max_length=40, primary_key=True)
    owner = models.CharField(max_length=254, db_comment="address of who answers for it")
    line_of_business = models.CharField(max_length=20)
    audience = ArrayField(models.CharField(max_length=40), db_comment="company roles that read it")
    residency = models.CharField(max_length=20, db_comment="where its rows may lie")
    retention_days = models.PositiveIntegerField(
        db_default=DEFAULT_RETENTION_DAYS, db_comment="after which nobody reads a version any more"
    )
    created_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."dataset"'

    def __str__(self) -> str:
        return self.name


class DatasetVersion(models.Model):
    """A registered version: its document, its table, and what was measured and accepted at registration."""

    pk = models.CompositePrimaryKey("dataset", "version")
    dataset = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    document = models.JSONField(db_comment="as it came")
    relation = models.CharField(max_length=100, db_comment="the table, with its schema")
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=254)
    ends_at = models.DateTimeField(db_comment="from then on its table shows no row to anybody")
    rows = models.PositiveBigIntegerField()
    subjects = models.PositiveBigIntegerField(null=True, db_comment="people in it; null where it is about none")
    smallest_group = models.PositiveBigIntegerField(null=True, db_comment="people who can't be told apart, at least")
    people_columns = ArrayField(
        models.CharField(max_length=200), default=list, db_comment="columns on people that its audience reads together"
    )
    accepted_by = models.CharField(max_length=254, blank=True, db_comment="who accepted what it tells of people")
    accepted_group = models.PositiveIntegerField(null=True, db_comment="people in a group, at least, who were accepted")
    accepted_until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True, db_comment="when its rows were last written anew")

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."dataset_version"'

    def __str__(self) -> str:
        return f"{self.dataset}@{self.version}"


class DatasetGrant(models.Model):
    """The right of a login on a version's table or view, as a part of the table of grants."""

    pk = models.CompositePrimaryKey("dataset", "version", "login", "relation")
    dataset = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    login = models.CharField(max_length=40)
    relation = models.CharField(max_length=100)
    columns = ArrayField(models.CharField(max_length=60))
    is_view = models.BooleanField()
    ends_at = models.DateTimeField()

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."dataset_grant"'

    def __str__(self) -> str:
        return f"{self.login} on {self.relation}"


class DatasetToken(models.Model):
    """The token of a person or a review in one dataset. Only the registrar reads this table."""

    pk = models.CompositePrimaryKey("dataset", "kind", "subject")
    dataset = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    subject = models.UUIDField(db_comment="pseudonym, or id of a review")
    token = models.UUIDField(db_comment="random, kept from one version to the next")
    home_region = HomeRegionField()

    # `subject` may also be the id of one of the person's reviews.
    data_subject = SubjectPath(
        "subject",
        IdentifierKind.REVIEWER,
        not_exported="tokens are random numbers; the datasets themselves are named in the export",
    )
    privacy = classified(Privacy.PSEUDONYMOUS, regular="dataset kind home_region", secret="token")

    class Meta:
        db_table = '"governance"."dataset_token"'

    def __str__(self) -> str:
        return str(self.token)


class DatasetRequest(models.Model):
    """A request for a dataset, what the registrar found when it was asked for, and the decision of somebody else."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    document = models.TextField(db_comment="as it was written")
    policy = models.JSONField()
    reason = models.CharField(max_length=500)
    requested_by = models.CharField(max_length=254)
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=RequestState.CHECKING)
    findings = models.JSONField(null=True, db_comment="what was measured, and whether somebody has to accept it")
    decided_by = models.CharField(max_length=254, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(
        max_length=2000, blank=True, db_comment="why not, where it was refused or failed"
    )

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."dataset_request"'
        constraints = [
            models.CheckConstraint(
                name="dataset_request_by_two_people", condition=~models.Q(decided_by=models.F("requested_by"))
            ),
            models.CheckConstraint(
                name="dataset_request_state_known",
                condition=models.Q(state__in=[state.value for state in RequestState]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class DatasetDraft(models.Model):
    """A request that somebody is still writing, and what was measured of its document. Deleted after a day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    form = models.JSONField(db_comment="the values of the form, with the changes that were suggested")
    written_by = models.CharField(max_length=254)
    written_at = models.DateTimeField()
    findings = models.JSONField(null=True, db_comment="what was measured, rounded; null until it is")

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."dataset_draft"'

    def __str__(self) -> str:
        return str(self.id)


class LineageEdge(models.Model):
    """A column, one that it is made of, and what made it: a dataset, a view, a load or a run of a model."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    relation = models.CharField(max_length=100)
    column = models.CharField(max_length=60)
    from_relation = models.CharField(max_length=100)
    from_column = models.CharField(max_length=60)
    how = models.CharField(max_length=200, db_comment="the expression, or what the model is called")
    made_by = models.CharField(max_length=100, db_comment="dataset:name@version, view:name, load:name or mlmodel:name")

    privacy = classified(Privacy.REGULAR)

    class Meta:
        db_table = '"governance"."lineage_edge"'
        constraints = [
            models.UniqueConstraint(
                fields=["relation", "column", "from_relation", "from_column", "made_by"], name="lineage_edge_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_relation}.{self.from_column} to {self.relation}.{self.column}"
