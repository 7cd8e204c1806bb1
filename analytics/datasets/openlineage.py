"""OpenLineage events of datasets and of runs of models. `openlineage_client` sends them.

They hold which columns are made of which, the number of rows and the owner, and never a value. The classes are the
OpenLineage library's own, generated from the published schema.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from openlineage.client.event_v2 import (
    InputDataset,
    Job,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
    set_producer,
)
from openlineage.client.facet_v2 import (
    DatasetFacet,
    OutputDatasetFacet,
    RunFacet,
    column_lineage_dataset,
    dataset_version_dataset,
    documentation_dataset,
    error_message_run,
    lifecycle_state_change_dataset,
    output_statistics_output_dataset,
    ownership_dataset,
    schema_dataset,
)
from openlineage.client.serde import Serde

from analytics.datasets.document import plain
from analytics.datasets.enums import PROTECTIONS, Protection
from analytics.datasets.model_runs import RUNS
from analytics.datasets.models import Dataset, DatasetVersion, LineageEdge

set_producer("urn:platemark")
# Characters of an error message. It lists the problems of a document, and is long at times.
MAX_MESSAGE_LENGTH = 2000
_Lifecycle = lifecycle_state_change_dataset.LifecycleStateChange


def written_event(version: DatasetVersion, *, ended_at: datetime) -> list[RunEvent]:
    """A version was registered or refreshed: the origins of its columns, and its number of rows."""
    started_at = version.refreshed_at or version.registered_at
    edges = list(LineageEdge.objects.filter(relation=version.relation).order_by("column", "from_relation"))
    verb, change = ("refresh", _Lifecycle.OVERWRITE) if version.refreshed_at else ("register", _Lifecycle.CREATE)
    output = OutputDataset(
        _namespace(),
        _dataset_name(version.relation),
        facets=_facets(version, edges, change),
        outputFacets=_row_count(version.rows),
    )
    inputs = _inputs(edge.from_relation for edge in edges)
    return _run(
        f"analytics.datasets.{verb}.{version.dataset}", started_at, ended_at, RunState.COMPLETE, inputs, [output]
    )


def withdrawn_event(version: DatasetVersion, *, at: datetime) -> list[RunEvent]:
    """A version was withdrawn."""
    change = lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet(lifecycleStateChange=_Lifecycle.DROP)
    output = OutputDataset(_namespace(), _dataset_name(version.relation), facets={"lifecycleStateChange": change})
    return _run(f"analytics.datasets.withdraw.{version.dataset}", at, at, RunState.COMPLETE, [], [output])


def refused_event(verb: str, name: str, error: str, *, at: datetime) -> list[RunEvent]:
    """A registration, a refresh or a withdrawal was refused. `error` is about the document, not about people."""
    return _run(f"analytics.datasets.{verb}.{name}", at, at, RunState.FAIL, [], [], error=error)


def model_run_event(
    name: str, *, started_at: datetime, ended_at: datetime, rows: int | None = None, error: str = ""
) -> list[RunEvent]:
    """A run of a model.

    Args:
        name: from `analytics.datasets.model_runs.RUNS`, such as `mlmodel:sentiment`.
        rows: how many it wrote, where that is known.
        error: the class of the exception, where it failed.
    """
    read_columns, relation, columns = RUNS[name]
    fields = {
        column: column_lineage_dataset.Fields(
            inputFields=[_input_field(*origin, "a run of the model", masks=False) for origin in read_columns]
        )
        for column in columns
    }
    output = OutputDataset(
        _namespace(),
        _dataset_name(relation),
        facets={"columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields)},
        outputFacets=_row_count(rows),
    )
    inputs = _inputs(origin for origin, _ in read_columns)
    state = RunState.FAIL if error else RunState.COMPLETE
    return _run(name.replace("mlmodel:", "mlmodels."), started_at, ended_at, state, inputs, [output], error=error)


def serialize(event: RunEvent) -> str:
    """An event as one line of JSON."""
    return Serde.to_json(event)


def _run(
    job: str,
    started_at: datetime,
    ended_at: datetime,
    state: RunState,
    inputs: list[InputDataset],
    outputs: list[OutputDataset],
    *,
    error: str = "",
) -> list[RunEvent]:
    """A start and an end. The id is derived from job and start, so that an event that is sent again has the same id."""
    job_entity = Job(f"platemark.{settings.PLATEMARK_ENV}", job)
    run_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{job_entity.namespace}/{job}/{started_at.isoformat()}"))
    facets: dict[str, RunFacet] = {}
    if error:
        message = error[:MAX_MESSAGE_LENGTH]
        facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(message=message, programmingLanguage="Python")
    return [
        RunEvent(
            eventType=RunState.START, eventTime=started_at.isoformat(), run=Run(run_id), job=job_entity, inputs=inputs
        ),
        RunEvent(
            eventType=state,
            eventTime=ended_at.isoformat(),
            run=Run(run_id, facets=facets),
            job=job_entity,
            inputs=inputs,
            outputs=outputs,
        ),
    ]


def _row_count(rows: int | None) -> dict[str, OutputDatasetFacet]:
    if rows is None:
        return {}
    return {"outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=rows)}


def _facets(
    version: DatasetVersion, edges: Iterable[LineageEdge], change: lifecycle_state_change_dataset.LifecycleStateChange
) -> dict[str, DatasetFacet]:
    owner = Dataset.objects.get(name=version.dataset).owner
    return {
        "schema": schema_dataset.SchemaDatasetFacet(fields=[_field(column) for column in _kept_columns(version)]),
        "columnLineage": _column_lineage(version, edges),
        "ownership": ownership_dataset.OwnershipDatasetFacet(owners=[ownership_dataset.Owner(owner, "OWNER")]),
        "documentation": documentation_dataset.DocumentationDatasetFacet(version.document["description"]),
        "version": dataset_version_dataset.DatasetVersionDatasetFacet(str(version.version)),
        "lifecycleStateChange": lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet(change),
    }


def _kept_columns(version: DatasetVersion) -> list[Mapping[str, Any]]:
    """The columns of the table: those that are only described are not in it."""
    return [column for column in version.document["columns"] if not _is_dropped(column)]


def _is_dropped(column: Mapping[str, Any]) -> bool:
    return PROTECTIONS[column["protection"].upper()] is Protection.DROP


def _field(column: Mapping[str, Any]) -> schema_dataset.SchemaDatasetFacetFields:
    return schema_dataset.SchemaDatasetFacetFields(
        name=plain(column["name"]),
        type=column["type"].upper(),
        description=column["description"],
        fields=[_field(field) for field in column.get("fields", []) if not _is_dropped(field)],
    )


def _column_lineage(
    version: DatasetVersion, edges: Iterable[LineageEdge]
) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    masked = {
        plain(column["name"])
        for column in _kept_columns(version)
        if PROTECTIONS[column["protection"].upper()] is not Protection.NONE
    }
    fields: dict[str, list[column_lineage_dataset.InputField]] = {}
    for edge in edges:
        origin = _input_field(edge.from_relation, edge.from_column, edge.how, masks=edge.column in masked)
        fields.setdefault(edge.column, []).append(origin)
    return column_lineage_dataset.ColumnLineageDatasetFacet(
        fields={column: column_lineage_dataset.Fields(inputFields=origins) for column, origins in fields.items()}
    )


def _input_field(relation: str, column: str, how: str, *, masks: bool) -> column_lineage_dataset.InputField:
    transformation = column_lineage_dataset.Transformation(
        type="DIRECT", subtype="TRANSFORMATION", description=how, masking=masks
    )
    return column_lineage_dataset.InputField(_namespace(), _dataset_name(relation), column, [transformation])


def _inputs(relations: Iterable[str]) -> list[InputDataset]:
    return [InputDataset(_namespace(), _dataset_name(relation)) for relation in sorted(set(relations))]


def _namespace() -> str:
    """The namespace of datasets: the store's name. Its address is not sent."""
    return f"postgres://analytical.{settings.PLATEMARK_ENV}"


def _dataset_name(relation: str) -> str:
    return f"analytical.{relation}"
