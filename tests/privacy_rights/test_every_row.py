"""A row of somebody in every table that is about people: all of it is exported, and none of it outlives an erasure."""

import io
import json
import zipfile
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections
from django.db.models import CompositePrimaryKey, Model
from psycopg import sql

from accounts.models import AbandonedSession, OutgoingMail, StaffRole, User
from analytics.ingest import relay
from analytics.ingest.models import PrivacyRequest
from privacy_rights.actions import exports
from privacy_rights.analytical import export
from privacy_rights.data_subjects import exported_fields, reason_withheld, store_of, tables_of_people
from privacy_rights.enums import ErasureState
from privacy_rights.export import function, sealed_parts
from privacy_rights.export.archive import FILE_NAMES
from privacy_rights.models.erasure import ErasureRequest
from privacy_rights.tasks import privacy as tasks
from reviews_site.privacy import NoSubject, relation_name
from tests.conftest import AsProcess
from tests.privacy_rights.erasing import ask, go_on, ledger_of_its_own
from tests.privacy_rights.exporting import folder
from tests.privacy_rights.rows_of_people import Rows, as_stored
from tests.servers import DATABASES, database_name, facts

__all__ = ["folder", "ledger_of_its_own"]
STORES = ["default", "vault", "analytical"]
pytestmark = pytest.mark.usefixtures("ledger_of_its_own", "folder")
ROLLED_BACK = pytest.mark.django_db(databases=STORES)
_TABLES = """
SELECT table_schema, table_name FROM information_schema.tables
WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
"""
MUTED_COLUMNS = ("models_marked", "visited_on")
MINE, ANOTHERS = "canaryqx7w2v", "canaryzk4h9p"


def archive_of(person: Rows, as_process: AsProcess) -> dict[str, Any]:
    """Ask for an export, let every worker have its turn, and read each file of the archive."""
    with as_process("web"):
        request = exports.request_export(by=person.user)
    with as_process("relay"):
        relay.drain()
    with as_process("analytics_privacy"):
        export.run_due()
    with as_process("privacy"):
        tasks.run_due()
    with as_process("web"):
        content = sealed_parts.read(request.pk, "archive")
    assert content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def missing_columns(person: Rows, archive: dict[str, Any]) -> list[str]:
    """Columns of the person's rows that the archive leaves out, or has another value of, without a declared reason."""
    found = []
    for model, row in person.made.items():
        subject = dict(tables_of_people()).get(model)
        if subject is None or subject.not_exported:
            continue
        expected = {
            column: None if column in subject.others and value != str(person.user.pk) else value
            for column, value in (as_stored(row) if store_of(model) == "default" else as_json(row, person)).items()
        }
        rows = rows_in(archive, model)
        closest = max(rows, key=lambda given: len(given.items() & texts(expected).items()), default={})
        found += [
            f"{relation_name(model)}.{field.column}"
            for field in model._meta.local_concrete_fields
            if not reason_withheld(model, subject, field)
            and (field.column not in closest or closest[field.column] != texts(expected)[field.column])
        ]
    return found


def rows_in(archive: dict[str, Any], model: type[Model]) -> list[dict[str, Any]]:
    if store_of(model) == "default":
        rows = archive.get(f"account/{FILE_NAMES[model._meta.db_table]}.json", [])
    else:
        rows = archive["analytics.json"]["tables"].get(relation_name(model), {"rows": []})["rows"]
    return [texts(row) for row in rows]


def texts(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose values can be compared as members of a set."""
    return {column: json.dumps(value, sort_keys=True) for column, value in row.items()}


def as_json(row: Model, person: Rows) -> dict[str, Any]:
    """A row of the analytical store as the export writes it: the pseudonym is a phrase there."""
    values = {
        field.column: getattr(row, field.attname)
        for field in row._meta.local_concrete_fields
        if not isinstance(field, CompositePrimaryKey)
    }
    text = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
    written: dict[str, Any] = json.loads(text.replace(person.pseudonym, export.PSEUDONYM_PHRASE))
    return written


@ROLLED_BACK
def test_every_column_of_a_person_is_exported_or_withheld_for_a_reason(as_process: AsProcess) -> None:
    mia, noa = Rows(MINE), Rows(ANOTHERS)
    for person in (mia, noa):
        person.fill_all(without=(StaffRole,))
    archive = archive_of(mia, as_process)
    assert missing_columns(mia, archive) == []
    whole = json.dumps(archive)
    assert ANOTHERS not in whole
    for kind, identifier in noa.identifiers.items():
        assert str(identifier) not in whole, kind


@ROLLED_BACK
def test_a_column_that_the_export_forgets_is_found(as_process: AsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    mia = Rows(MINE)
    mia.fill_all(without=(StaffRole,))
    with monkeypatch.context() as patched:
        patched.setattr(
            function,
            "exported_fields",
            lambda model, subject: [
                field for field in exported_fields(model, subject) if field.column not in MUTED_COLUMNS
            ],
        )
        connections["default"].cursor().execute(function.statement())
    found = missing_columns(mia, archive_of(mia, as_process))
    tables = ("receipt", "review", "reviewdraft", "reviewversion")
    reviews = [f"restaurants_{table}.visited_on" for table in tables]
    assert sorted(found) == ["privacy_rights_erasurerequest.models_marked", *reviews]


@ROLLED_BACK
@pytest.mark.parametrize("store", STORES)
def test_the_models_know_every_table_and_column_of_a_store(store: str) -> None:
    """What no model knows, no declaration speaks of."""
    with connections[store].cursor() as cursor:
        cursor.execute(
            "SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name, column_name"
            " FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        in_store = {(table, column) for table, column in cursor.fetchall() if table != "django_migrations"}
    known = {
        (relation_name(model), field.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and store_of(model) == store
        for field in model._meta.local_concrete_fields
        if not isinstance(field, CompositePrimaryKey)
    }
    assert in_store == known


@pytest.mark.django_db(databases=STORES, transaction=True)
def test_nothing_of_a_person_outlives_an_erasure_but_what_is_kept_for_a_reason(as_process: AsProcess) -> None:
    mia, noa = Rows(MINE), Rows(ANOTHERS)
    # A company account and who manages a restaurant can't ask; and the requests are made by asking.
    permissions = tuple(model for model, _ in tables_of_people() if "ObjectPermission" in model.__name__)
    for person in (mia, noa):
        person.fill_all(without=(*of_company_accounts(), ErasureRequest, PrivacyRequest, *permissions))
    before = {model: as_stored(row) for model, row in noa.made.items()}
    assert {relation_name(model) for model in mia.made} <= places_of(mia) | {"auth_group", "auth_permission"}
    request = ask(mia.user, as_process)
    go_on(as_process)
    # As if it had begun a moment before they were given a restaurant.
    ErasureRequest.objects.update(state=ErasureState.ERASING)
    for model in permissions:
        mia.row(model)
    for _ in range(5):
        go_on(as_process)
    assert ErasureRequest.objects.get(pk=request.pk).state == ErasureState.DONE
    assert [mail.subject for mail in OutgoingMail.objects.filter(recipient=f"{MINE}@example.org")] == [
        "Your account is deleted"
    ]
    OutgoingMail.objects.filter(recipient=f"{MINE}@example.org").delete()
    kept = {relation_name(model) for model, subject in tables_of_people() if subject.erased == "kept"}
    assert isinstance(AbandonedSession.data_subject, NoSubject)
    kept.add(relation_name(AbandonedSession))
    assert places_of(mia) - kept == set()
    assert {model: as_stored(row) for model, row in noa.made.items()} == before


def of_company_accounts() -> list[type[Model]]:
    """Tables whose rows keep their account: nobody of the company can ask for an erasure."""
    return [
        model
        for model, subject in tables_of_people()
        if subject.erased == "kept" and User in {field.related_model for field in model._meta.local_concrete_fields}
    ]


def places_of(person: Rows) -> set[str]:
    """The tables, of whichever store, in which the person's mark or one of their identifiers stands.

    The planner's samples and the files are searched, too, by tests/e2e/test_erasure.py.
    """
    plain = [person.mark, *(str(identifier) for identifier in person.identifiers.values())]
    patterns = [f"%{form}%" for text in plain for form in (text, text.replace("-", ""), text.encode().hex())]
    found: set[str] = set()
    for store, (cluster, _) in DATABASES.items():
        admin = facts()["superuser"][f"{cluster}/postgres"].rpartition("/")[0]
        with psycopg.connect(f"{admin}/{database_name(store)}") as connection:
            for schema, table in connection.execute(_TABLES).fetchall():
                statement = sql.SQL("SELECT FROM {} AS own WHERE own::text ILIKE ANY(%s) LIMIT 1")
                if connection.execute(statement.format(sql.Identifier(schema, table)), [patterns]).rowcount:
                    found.add(f"{schema}.{table}".removeprefix("public."))
    return found
