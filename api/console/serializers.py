"""What the console's API says and takes."""

from rest_framework import serializers

from analytics.console.catalogue import CatalogueEntry
from analytics.datasets.enums import RequestState
from analytics.datasets.intake import name_of
from analytics.datasets.models import DatasetRequest
from api.serializers.inputs import Input, TextInput, WholeNumber
from api.serializers.output import Output
from api.serializers.pages import KeysetPageFields


class DatasetEntry(Output):
    """A dataset, with the version that stands, or null."""

    name = serializers.CharField(source="dataset.name")
    owner = serializers.CharField(source="dataset.owner")
    line_of_business = serializers.CharField(source="dataset.line_of_business")
    audience = serializers.ListField(source="dataset.audience", child=serializers.CharField(), help_text="roles")
    residency = serializers.CharField(source="dataset.residency")
    retention_days = serializers.IntegerField(source="dataset.retention_days")
    version = serializers.SerializerMethodField()

    def get_version(self, row: CatalogueEntry) -> int | None:
        """The number of the newest version."""
        return row.newest.version if row.newest else None


class DatasetList(KeysetPageFields):
    items = DatasetEntry(many=True)


class RequestEntry(Output):
    """Somebody's request for a dataset, and what became of it."""

    id = serializers.UUIDField()
    name = serializers.SerializerMethodField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in RequestState])
    requested_by = serializers.CharField()
    decided_by = serializers.CharField()
    decision_reason = serializers.CharField()

    def get_name(self, row: DatasetRequest) -> str:
        """The dataset's name."""
        return name_of(row)


class RequestPage(KeysetPageFields):
    items = RequestEntry(many=True)


class RequestInput(Input):
    """A request, as the form takes it, with the document as JSON in it."""

    name = TextInput()
    document = serializers.JSONField(help_text="as `manage.py datasets schema` prints it")
    reason = TextInput()
    owner = TextInput()
    audience = serializers.ListField(child=TextInput(), max_length=50)
    line_of_business = TextInput(required=False)
    residency = TextInput(required=False)
    retention_days = WholeNumber(required=False)
