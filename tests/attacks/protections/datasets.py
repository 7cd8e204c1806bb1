"""The protections of registered datasets."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from psycopg import sql as psycopg_sql

from analytics.access.audiences import AUDIENCES
from analytics.datasets import publishing
from analytics.datasets.disclosure import Disclosure
from analytics.datasets.enums import Protection as ColumnProtection
from analytics.datasets.models import DatasetVersion
from analytics.datasets.registry import document_of
from analytics.datasets.sources import SourceColumn
from reviews_site.privacy import Privacy
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, InCluster, Replaced, Sql, Together, allow, always, find_nothing

_REIDENTIFICATION = Sql(
    "analytical",
    "GRANT USAGE ON SCHEMA governance, core, marts TO marketing_analyst",
    "GRANT SELECT ON governance.dataset_token, core.user_demographics, core.reviews, marts.masked_demographics"
    " TO marketing_analyst",
    "ALTER TABLE core.reviews DISABLE ROW LEVEL SECURITY",
)

_TOKENS_ARE_IDS = Sql(
    "analytical",
    "CREATE FUNCTION governance.give_the_id() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN NEW.token := NEW.subject; RETURN NEW; END'",
    "CREATE TRIGGER give_the_id BEFORE INSERT ON governance.dataset_token"
    " FOR EACH ROW EXECUTE FUNCTION governance.give_the_id()",
)


class AnySchema:
    """A schema that every document fits."""

    def iter_errors(self, _document: Any) -> list[Any]:
        """Find no problem."""
        return []


def unquoted(*names: str) -> psycopg_sql.SQL:
    """Put a name into SQL as it is."""
    return psycopg_sql.SQL(".".join(names))


def no_column_protection(*_args: Any, **_kwargs: Any) -> tuple[ColumnProtection, str]:
    """Ask for no protection of a column."""
    return ColumnProtection.NONE, ""


@contextmanager
def grant_whole_audience() -> Iterator[None]:
    """Grant a dataset to every role that could read its schema."""
    save_grants = publishing._save_grants

    def grant_all(version: Any, _logins: Sequence[str], columns: Sequence[str]) -> None:
        save_grants(version, AUDIENCES[version.relation.partition(".")[0]], columns)

    with patch("analytics.datasets.publishing._save_grants", grant_all):
        yield


def columns_as_declared(source: str) -> dict[str, SourceColumn]:
    """Take a registered dataset as its document describes it, whatever it is made of."""
    name, _, number = source.removeprefix("dataset:").partition("@")
    version = DatasetVersion.objects.get(dataset=name, version=int(number))
    return {
        leaf.plain_name: SourceColumn(version.relation, leaf.plain_name, leaf.kind, Privacy.PUBLIC)
        for leaf in document_of(version).leaves
    }


def measure_nobody(*_args: Any, **_kwargs: Any) -> Disclosure:
    """Find that a dataset is about nobody."""
    return Disclosure(is_about_people=False, sizes=None, people_columns=())


PROTECTIONS = (
    Protection(
        "registrar_grants",
        "The registrar changes nothing outside the schemas of datasets, and reads only columns a dataset can give.",
        "it is a superuser",
        InCluster("analytical", "ALTER ROLE registrar SUPERUSER", "ALTER ROLE registrar NOSUPERUSER"),
    ),
    Protection(
        "dataset_names",
        "No name of a dataset breaks out of its place in a statement.",
        "policies are not checked",
        Replaced("analytics.datasets.requests.policy_problems", find_nothing),
    ),
    Protection(
        "dataset_document_schema",
        "No type, class, mode or name that is SQL reaches a statement.",
        "the schema accepts everything",
        Replaced("analytics.datasets.document._validator", AnySchema),
    ),
    Protection(
        "dataset_quoting",
        "A name that nobody checked stays a name.",
        "names are put into SQL as they are",
        Replaced("analytics.datasets.tables.sql.Identifier", unquoted),
    ),
    Protection(
        "dataset_audience",
        "Other roles of the same schema cannot read a dataset.",
        "it is granted to all of them",
        grant_whole_audience,
    ),
    Protection(
        "dataset_tokens",
        "No value of a dataset is a pseudonym or the id of a public review.",
        "each token is the id itself",
        _TOKENS_ARE_IDS,
    ),
    Protection(
        "dataset_reidentification",
        "The audience of a dataset cannot find out who the people in it are.",
        "it is granted tokens and demographics",
        _REIDENTIFICATION,
    ),
    Protection(
        "dataset_source_statistics",
        "The statistics of closed tables are closed to the audience of a dataset.",
        "it is granted the tables",
        _REIDENTIFICATION,
    ),
    Protection(
        "dataset_acceptance_expiry",
        "When an acceptance expires the dataset is empty, even in a transaction that was open before.",
        "the row policy lets every row through",
        Replaced("analytics.datasets.grants._NOT_ENDED", "true"),
    ),
    Protection(
        "dataset_small_groups",
        "Rows about people are refused until somebody accepts them.",
        "nobody is asked",
        Replaced("analytics.datasets.disclosure.Disclosure.problems", find_nothing),
    ),
    Protection(
        "dataset_measures_always",
        "An acceptance does not switch off the measure: it covers the groups and columns that it states.",
        "nothing is measured",
        Replaced("analytics.datasets.publishing.disclosures.measure", measure_nobody),
    ),
    Protection(
        "dataset_smallest_acceptance",
        "Nobody accepts a dataset in which one person stands alone.",
        "any group may be accepted",
        Replaced("analytics.datasets.disclosure.accepts_enough", allow),
    ),
    Protection(
        "dataset_acceptance_independent",
        "Who asks for a dataset, owns or approves it does not accept what it tells of people, nor approve their own.",
        "the registrar does not compare people",
        Replaced("analytics.datasets.intake.is_independent", allow),
    ),
    Protection(
        "dataset_decision_signature",
        "The console's word approves, accepts and withdraws nothing: a worker verifies each signature, and the role.",
        "decisions count that no worker verified",
        FunctionRedefined(
            "default",
            "public.dataset_decisions(uuid[])",
            "JOIN public.accounts_signedactionoutcome AS o ON o.action_id = d.id AND o.actor_id = d.actor_id"
            " AND o.state = 'done'",
            "LEFT JOIN public.accounts_signedactionoutcome AS o ON o.action_id = d.id",
        ),
    ),
    Protection(
        "dataset_decision_role",
        "Only a role with that permission accepts, approves or withdraws.",
        "every role may",
        Together(
            Replaced("accounts.staffing.worker.may_accept", allow),
            Replaced("accounts.staffing.worker.may_decide", allow),
            Replaced("accounts.staffing.worker.may_withdraw", allow),
        ),
    ),
    Protection(
        "dataset_withdrawal_gives_nothing",
        "A signature to withdraw registers nothing, on whatever it is put.",
        "the registrar takes it for a decision on a request",
        Replaced("analytics.datasets.intake._FINAL_STEPS", ("approve", "refuse", "withdraw")),
    ),
    Protection(
        "dataset_decision_digest",
        "A decision on one request is none on another, or on an altered one.",
        "digests are not compared",
        Replaced("analytics.datasets.requests.digest_of", lambda _request: "0" * 64),
    ),
    Protection(
        "dataset_request_rows",
        "The console's login neither approves a request nor writes what was measured.",
        "it may write the whole table",
        Sql(
            "analytical",
            "ALTER TABLE governance.dataset_request DISABLE ROW LEVEL SECURITY",
            "GRANT INSERT, UPDATE ON governance.dataset_request TO console",
        ),
    ),
    Protection(
        "dataset_request_isolation",
        "One request that breaks the registrar does not keep the others waiting.",
        "what nobody thought of ends the task",
        Replaced("analytics.datasets.intake.BROKE_DOWN", "{missing}"),
    ),
    Protection(
        "dataset_derivation",
        "Class, people, groups, end, audience and columns on people follow through each dataset made of another.",
        "a registered dataset is a source like any other",
        Together(
            Replaced("analytics.datasets.requests.columns_of_dataset", columns_as_declared),
            Replaced("analytics.datasets.publishing.columns_of_dataset", columns_as_declared),
        ),
    ),
    Protection(
        "dataset_minimum_protection",
        "Nobody declares texts, ids or birth years into a dataset as they are.",
        "no protection is asked for, and the registrar may read the columns",
        Together(
            Replaced("analytics.datasets.plan.weakest_protection", no_column_protection),
            Sql("analytical", "GRANT SELECT ON core.reviews, core.user_demographics TO registrar"),
        ),
    ),
    Protection(
        "dataset_bands_of_versions",
        "Two versions of a dataset, whose tokens are the same, never divide ages in two ways.",
        "a new version may change its columns",
        Replaced("analytics.datasets.dataset_policy._lost_columns", find_nothing),
    ),
    Protection(
        "dataset_draft_limit",
        "Drafts are measured for one person thirty times an hour at most, each time with a line in the audit log.",
        "there is no limit",
        Replaced("analytics.datasets.drafts.MAX_AN_HOUR", 10_000),
    ),
    Protection(
        "dataset_draft_rounding",
        "The measure of a draft does not show one person more or less where groups are large enough.",
        "figures are exact",
        Together(
            Replaced("analytics.datasets.drafts._rounded_group", lambda people: people),
            Replaced("analytics.datasets.drafts._rounded", lambda number: number),
        ),
    ),
    Protection(
        "dataset_draft_rows",
        "The console's login writes no measure, and deletes no draft.",
        "it may write the whole table",
        Sql("analytical", "GRANT UPDATE, DELETE ON governance.dataset_draft TO console"),
    ),
    Protection(
        "dataset_notification_staff_only",
        "The registrar has nobody mailed but staff.",
        "every address is taken for a colleague's",
        Replaced("accounts.staffing.dataset_notifications._is_colleague", always),
    ),
    Protection(
        "dataset_notification_rows",
        "The registrar's login adds notifications on requests, reads and changes none, and queues no mail.",
        "it may use both tables",
        Sql("default", "GRANT ALL ON accounts_datasetnotification, accounts_outgoingmail TO registrar"),
    ),
)
