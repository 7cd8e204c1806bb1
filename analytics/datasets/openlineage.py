"""OpenLineage events of what becomes of datasets, and of runs of models. It builds them; `telling` sends them.

They say which columns are made of which, how many rows there are and who answers for them, and never a value.
The classes are the OpenLineage client's own, made from the published schema, which each facet names by its address.
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
# Of a failure what was wrong with the document is told, and that is long at times.
MAX_MESSAGE = 2000
_Lifecycle = lifecycle_state_change_dataset.LifecycleStateChange


def written_event(version: DatasetVersion, *, ended: datetime) -> list[RunEvent]:
    """A version was registered, or its rows were written anew: where its columns come from, and what it holds now."""
    began = version.refreshed_at or version.registered_at
    edges = list(LineageEdge.objects.filter(relation=version.relation).order_by("column", "from_relation"))
    verb, change = ("refresh", _Lifecycle.OVERWRITE) if version.refreshed_at else ("register", _Lifecycle.CREATE)
    output = OutputDataset(
        _store(),
        _named(version.relation),
        facets=_facets(version, edges, change),
        outputFacets=_counted(version.rows),
    )
    inputs = _inputs(edge.from_relation for edge in edges)
    return _run(f"analytics.datasets.{verb}.{version.dataset}", began, ended, RunState.COMPLETE, inputs, [output])


def withdrawn_event(version: DatasetVersion, *, at: datetime) -> list[RunEvent]:
    """A version was taken from everybody."""
    change = lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet(lifecycleStateChange=_Lifecycle.DROP)
    output = OutputDataset(_store(), _named(version.relation), facets={"lifecycleStateChange": change})
    return _run(f"analytics.datasets.withdraw.{version.dataset}", at, at, RunState.COMPLETE, [], [output])


def refused_event(verb: str, name: str, because: str, *, at: datetime) -> list[RunEvent]:
    """A registration, a refresh or a withdrawal was refused. `because` speaks of the document, not of people."""
    return _run(f"analytics.datasets.{verb}.{name}", at, at, RunState.FAIL, [], [], because=because)


def model_run_event(
    name: str, *, began: datetime, ended: datetime, rows: int | None = None, because: str = ""
) -> list[RunEvent]:
    """A run of a model, from `analytics.datasets.model_runs.RUNS`.

    Args:
        name: such as `mlmodel:sentiment`.
        rows: how many it wrote, where that is known.
        because: the kind of failure, where it failed.
    """
    read, relation, columns = RUNS[name]
    fields = {
        column: column_lineage_dataset.Fields(
            inputFields=[_input_field(origin, of, "a run of the model", masks=False) for origin, of in read]
        )
        for column in columns
    }
    output = OutputDataset(
        _store(),
        _named(relation),
        facets={"columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields)},
        outputFacets=_counted(rows),
    )
    inputs = _inputs(origin for origin, _ in read)
    state = RunState.FAIL if because else RunState.COMPLETE
    return _run(name.replace("mlmodel:", "mlmodels."), began, ended, state, inputs, [output], because=because)


def serialize(event: RunEvent) -> str:
    """An event as one line of JSON."""
    return Serde.to_json(event)


def _run(
    job: str,
    began: datetime,
    ended: datetime,
    state: RunState,
    inputs: list[InputDataset],
    outputs: list[OutputDataset],
    *,
    because: str = "",
) -> list[RunEvent]:
    """A start and an end. The id follows from job and start, so that an event that is told again is the same one."""
    named = Job(f"platemark.{settings.PLATEMARK_ENV}", job)
    run_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{named.namespace}/{job}/{began.isoformat()}"))
    ending: dict[str, RunFacet] = {}
    if because:
        message = because[:MAX_MESSAGE]
        ending["errorMessage"] = error_message_run.ErrorMessageRunFacet(message=message, programmingLanguage="Python")
    return [
        RunEvent(eventType=RunState.START, eventTime=began.isoformat(), run=Run(run_id), job=named, inputs=inputs),
        RunEvent(
            eventType=state,
            eventTime=ended.isoformat(),
            run=Run(run_id, facets=ending),
            job=named,
            inputs=inputs,
            outputs=outputs,
        ),
    ]


def _counted(rows: int | None) -> dict[str, OutputDatasetFacet]:
    if rows is None:
        return {}
    return {"outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=rows)}


def _facets(
    version: DatasetVersion, edges: Iterable[LineageEdge], change: lifecycle_state_change_dataset.LifecycleStateChange
) -> dict[str, DatasetFacet]:
    owner = Dataset.objects.get(name=version.dataset).owner
    return {
        "schema": schema_dataset.SchemaDatasetFacet(fields=[_field(each) for each in _given(version)]),
        "columnLineage": _column_lineage(version, edges),
        "ownership": ownership_dataset.OwnershipDatasetFacet(owners=[ownership_dataset.Owner(owner, "OWNER")]),
        "documentation": documentation_dataset.DocumentationDatasetFacet(version.document["description"]),
        "version": dataset_version_dataset.DatasetVersionDatasetFacet(str(version.version)),
        "lifecycleStateChange": lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet(change),
    }


def _given(version: DatasetVersion) -> list[Mapping[str, Any]]:
    """The columns that the table has: those that are only described are not in it."""
    return [each for each in version.document["columns"] if not _is_dropped(each)]


def _is_dropped(column: Mapping[str, Any]) -> bool:
    return PROTECTIONS[column["protection"].upper()] is Protection.DROP


def _field(column: Mapping[str, Any]) -> schema_dataset.SchemaDatasetFacetFields:
    return schema_dataset.SchemaDatasetFacetFields(
        name=plain(column["name"]),
        type=column["type"].upper(),
        description=column["description"],
        fields=[_field(each) for each in column.get("fields", []) if not _is_dropped(each)],
    )


def _column_lineage(
    version: DatasetVersion, edges: Iterable[LineageEdge]
) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    masked = {
        plain(each["name"])
        for each in _given(version)
        if PROTECTIONS[each["protection"].upper()] is not Protection.NONE
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
    return column_lineage_dataset.InputField(_store(), _named(relation), column, [transformation])


def _inputs(relations: Iterable[str]) -> list[InputDataset]:
    return [InputDataset(_store(), _named(relation)) for relation in sorted(set(relations))]


def _store() -> str:
    """The namespace of datasets: the store by its name here, for its address is nobody's business elsewhere."""
    return f"postgres://analytical.{settings.PLATEMARK_ENV}"


def _named(relation: str) -> str:
    return f"analytical.{relation}"
