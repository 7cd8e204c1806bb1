"""`policy apply` makes the databases what the table says; `policy verify` finds each way in which they are not."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import override_settings
from guardian.shortcuts import remove_perm

from analytics.access.company import Environment
from analytics.access.drift import broker, buckets, find, permissions
from analytics.access.driver import psycopg_connection
from analytics.access.roles import passwords_from
from analytics.access.segments import BUCKETS
from analytics.access.stores import store_grants
from analytics.datasets.management.commands import policy
from restaurants.actions import owners
from reviews_site.deployment.broker_users import user_names, users
from reviews_site.regions import home_region
from tests import servers
from tests.analytics.conftest import make_person, make_restaurant
from tests.conftest import Login

STORES = store_grants(Environment.DEV)
Owner = psycopg.Connection[Any]

BREAKS = [
    ("default", "GRANT UPDATE ON accounts_verificationstatus TO web"),
    ("default", "GRANT SELECT (payload) ON outbox_event TO web"),
    ("default", "REVOKE SELECT ON restaurants_restaurant FROM web"),
    ("default", "GRANT SELECT ON accounts_user TO PUBLIC"),
    ("default", "GRANT CREATE ON SCHEMA public TO PUBLIC"),
    ("default", "GRANT EXECUTE ON FUNCTION audit_refuse_change() TO PUBLIC"),
    ("vault", "GRANT DELETE ON vault_identitydigest TO identity"),
    ("vault", "REVOKE MAINTAIN ON vault_identitydigest FROM vacuum"),
    ("vault", "REVOKE MAINTAIN ON pg_catalog.pg_statistic FROM vacuum"),
    ("analytical", "GRANT MAINTAIN ON core.restaurants TO vacuum"),
    ("analytical", "GRANT SELECT (birth_year) ON core.user_demographics TO data_scientist"),
    ("analytical", "GRANT SELECT ON core.reviews TO dashboards"),
    ("analytical", "ALTER TABLE core.reviews DISABLE ROW LEVEL SECURITY"),
    ("analytical", "CREATE POLICY open_door ON core.reviews TO dashboards USING (true)"),
    ("analytical", "DROP POLICY one_restaurant ON derived.review_sentiment"),
    ("analytical", "ALTER VIEW marts.masked_reviews SET (security_barrier = false)"),
    ("analytical", "ALTER VIEW marts.masked_reviews RESET (security_invoker)"),
    ("analytical", "GRANT SELECT ON core.user_demographics TO marketing_analyst"),
    ("analytical", "GRANT CREATE ON SCHEMA marts TO product_manager"),
    ("analytical", "GRANT CONNECT ON DATABASE {database} TO customer_support"),
    ("analytical", "GRANT TEMPORARY ON DATABASE {database} TO data_scientist"),
    ("analytical", "DROP SCHEMA marts_science"),
    ("analytical", "ALTER SCHEMA marts_science OWNER TO migrator"),
    ("analytical", "REVOKE registrar FROM migrator"),
    ("analytical", "ALTER DEFAULT PRIVILEGES FOR ROLE registrar GRANT EXECUTE ON FUNCTIONS TO PUBLIC"),
    ("analytical", "GRANT USAGE ON LANGUAGE sql TO registrar"),
    ("analytical", "GRANT SELECT (text) ON core.reviews TO registrar"),
    ("vault", "GRANT CONNECT ON DATABASE {database} TO security_engineer"),
    ("default", "ALTER FUNCTION restaurants_review_author_confirmed() RESET search_path"),
    ("default", "GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO web"),
    ("default", "GRANT EXECUTE ON FUNCTION pg_stat_get_live_tuples(oid) TO PUBLIC"),
    ("analytical", "REVOKE EXECUTE ON FUNCTION pg_advisory_xact_lock(bigint) FROM loader"),
    ("default", "ALTER ROLE web CONNECTION LIMIT -1"),
    ("default", "ALTER ROLE web RESET lock_timeout"),
    ("default", "ALTER ROLE web SET search_path = loot, public"),
    ("default", "ALTER ROLE web IN DATABASE {database} SET row_security = off"),
    ("default", "ALTER DATABASE {database} SET search_path = loot"),
    ("analytical", "ALTER ROLE executive SET temp_file_limit = -1"),
    ("default", "ALTER ROLE web INHERIT"),
    ("analytical", "GRANT registrar TO console"),
]


@pytest.fixture
def migrator(login: Login) -> Iterator[Callable[[str], Owner]]:
    """`migrator("vault")`: the owner's connection, in a transaction that is taken back at the end."""
    opened: list[Owner] = []

    def connect(store: str) -> Owner:
        opened.append(login(store, "migrator"))
        opened[-1].execute("BEGIN")
        return opened[-1]

    yield connect
    for connection in opened:
        connection.execute("ROLLBACK")


def differences(connection: Owner, store: str) -> list[str]:
    return [finding.says for finding in find(connection, STORES[store])]


@pytest.mark.parametrize("store", STORES)
def test_the_databases_are_what_the_table_says(store: str, migrator: Callable[[str], Owner]) -> None:
    assert differences(migrator(store), store) == []


@pytest.mark.parametrize(("store", "statement"), BREAKS, ids=[statement for _, statement in BREAKS])
def test_a_difference_is_found_and_mended(store: str, statement: str, migrator: Callable[[str], Owner]) -> None:
    connection = migrator(store)
    connection.execute(statement.format(database=f'"{connection.info.dbname}"'))
    assert differences(connection, store)
    for finding in find(connection, STORES[store]):
        connection.execute(finding.remedy)
    assert differences(connection, store) == []


def test_a_table_without_a_line_is_reported(migrator: Callable[[str], Owner]) -> None:
    connection = migrator("analytical")
    connection.execute("CREATE TABLE core.by_hand (email text)")
    sentence = "core.by_hand is not in the table of grants: only its owner reads it."
    assert sentence in differences(connection, "analytical")


NO_REMEDY = [
    ("analytical", "ALTER TABLE core.reviews ADD by_hand text", "core.reviews.by_hand has no class"),
    ("analytical", 'ALTER TABLE core.reviews ADD "E-mail" text', "not named in lower case"),
    ("analytical", "CREATE SCHEMA loot", "The schema loot is not in"),
    ("analytical", "ALTER DEFAULT PRIVILEGES IN SCHEMA core GRANT SELECT ON TABLES TO executive", "open to executive"),
    ("default", "INSERT INTO auth_group (name) VALUES ('staff'); INSERT INTO auth_group_permissions "
     "(group_id, permission_id) SELECT g.id, p.id FROM auth_group g, auth_permission p LIMIT 1", "given to a group"),
]  # fmt: skip


@pytest.mark.parametrize(("store", "statement", "sentence"), NO_REMEDY, ids=[each[2] for each in NO_REMEDY])
def test_what_only_a_person_can_decide_is_reported(
    store: str, statement: str, sentence: str, migrator: Callable[[str], Owner]
) -> None:
    connection = migrator(store)
    connection.execute(statement)
    assert any(sentence in said for said in differences(connection, store))


@pytest.mark.django_db
def test_permissions_on_a_restaurant_that_no_role_holds_are_reported() -> None:
    place, user = make_restaurant("golden-carp"), make_person()
    owners.grant(restaurant=place, user=user, by=None)
    assert list(permissions.find(psycopg_connection("default"), STORES["default"])) == []
    remove_perm("view_dashboard", user, place)
    (found,) = permissions.find(psycopg_connection("default"), STORES["default"])
    assert found.says.startswith("There are 1 people whose permissions on a restaurant are of no role")


@pytest.mark.django_db(databases=["analytical"])
def test_a_plan_reads_like_a_deployments(capsys: pytest.CaptureFixture[str]) -> None:
    psycopg_connection("analytical").execute("GRANT SELECT ON core.visits TO executive")
    psycopg_connection("analytical").execute("REVOKE USAGE ON SCHEMA marts FROM executive")
    call_command("policy", "plan", store=["analytical"])
    printed = capsys.readouterr().out
    assert "- analytical: SELECT of executive on core.visits is not in the table.\n      REVOKE SELECT" in printed
    assert "+ analytical: executive lacks USAGE on schema marts." in printed
    assert "dev: 1 to add, 0 to change, 1 to take away, 0 for a person to decide." in printed


@pytest.mark.django_db(databases=["analytical"])
def test_another_environment_is_another_table_and_json_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("policy", "plan", env="prod", store=["analytical"], json=True)
    plan = json.loads(capsys.readouterr().out)
    assert plan["environment"] == "prod"
    assert {"software_engineer"} == {
        word for each in plan["differences"] for word in each["says"].split() if word.endswith("engineer")
    }


def test_the_running_broker_has_the_users_of_the_table() -> None:
    url = (Path(servers.facts()["secrets"]) / "migrator" / "policy_broker_url").read_text()
    assert list(broker.find(url)) == []


def test_a_broker_that_differs_is_reported() -> None:
    lines = users(dict.fromkeys(user_names(), "x")).splitlines()
    more = [line.replace("+ping", "+ping +flushall") if "user web " in line else line for line in lines]
    said = [finding.says for finding in broker.compare([*more[:-1], "user guest on nopass ~* +@all"], lambda _: ())]
    assert said == [
        "The broker has a user guest that is not in the table.",
        f"The broker's user {lines[-1].split()[1]} is missing.",
        "The broker's user web differs from the table in: +flushall.",
    ]


def test_a_broker_that_was_not_asked_is_no_broker_that_is_well() -> None:
    assert [finding.says for finding in broker.find("")] == [
        "The broker was not checked: POLICY_BROKER_URL is not set."
    ]
    assert "could not be checked" in next(broker.find("unix:///nowhere/valkey.sock")).says


def test_several_processes_write_to_a_bucket_and_its_owner_alone_lists_it(tmp_path: Path) -> None:
    buckets.make(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o733}


def test_buckets_are_made_and_closed(tmp_path: Path) -> None:
    assert len(list(buckets.find(tmp_path))) == buckets.make(tmp_path) == len(BUCKETS)
    (tmp_path / BUCKETS[0]).chmod(0o755)
    (tmp_path / "loot").mkdir()
    assert [finding.says for finding in buckets.find(tmp_path)] == [
        "loot is in the object store and is no bucket.",
        f"The bucket {BUCKETS[0]} has the mode 755; it must be 733.",
    ]
    assert buckets.make(tmp_path) == 1


def test_buckets_are_looked_for_where_the_setting_says(tmp_path: Path) -> None:
    with override_settings(OBJECT_FOLDER=str(tmp_path)):
        assert len(policy.differences(Environment.PROD, ["objects"])["objects"]) == len(BUCKETS)
        buckets.make(tmp_path / home_region())
        assert policy.differences(Environment.PROD, ["objects"])["objects"] == []


def test_a_table_of_another_owner_is_reported(superuser: Callable[[str], Owner]) -> None:
    connection = superuser("vault")
    connection.execute("BEGIN")
    connection.execute("CREATE TABLE public.foreign_body (id int)")
    assert "public.foreign_body belongs to postgres, not to migrator." in differences(connection, "vault")
    connection.execute("ROLLBACK")


def test_a_grant_of_the_superuser_is_reported_and_left_to_it(superuser: Callable[[str], Owner]) -> None:
    connection = superuser("vault")
    connection.execute("BEGIN")
    connection.execute("GRANT SELECT ON pg_catalog.pg_authid TO vacuum")
    connection.execute("REVOKE MAINTAIN ON pg_catalog.pg_statistic FROM migrator CASCADE")
    connection.execute("SET LOCAL ROLE migrator")
    first = "GRANT MAINTAIN ON pg_catalog.pg_statistic TO migrator WITH GRANT OPTION"
    assert [(each.says, each.remedy, each.by_superuser) for each in find(connection, STORES["vault"])] == [
        (
            *("SELECT of vacuum on pg_catalog.pg_authid is not in the table.", ""),
            'REVOKE SELECT ON "pg_catalog"."pg_authid" FROM "vacuum"',
        ),
        ("MAINTAIN of vacuum on pg_catalog.pg_statistic is missing.", "", first),
    ]
    connection.execute("ROLLBACK")


@pytest.mark.django_db(databases=["default", "analytical"])
def test_the_command_fails_where_they_differ() -> None:
    call_command("policy", "verify", store=["default", "analytical"])
    psycopg_connection("analytical").execute("GRANT SELECT ON core.reviews TO dashboards")
    with pytest.raises(CommandError, match="differ"):
        call_command("policy", "verify", store=["default", "analytical"])


def test_others_have_no_way_into_the_vault(login: Login) -> None:
    for name in ("web", "relay", "mail"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            login("vault", name)


def test_sessions_of_dashboards_are_read_only_and_short(login: Login) -> None:
    connection = login("analytical", "dashboards")
    assert connection.execute("SHOW default_transaction_read_only").fetchone() == ("on",)
    assert connection.execute("SHOW statement_timeout").fetchone() == ("5s",)
    assert connection.execute("SHOW search_path").fetchone() == ("pg_catalog, pg_temp",)


def test_passwords_are_kept_as_scram_verifiers(superuser: Callable[[str], Owner]) -> None:
    for store, names in (("default", ["web", "identity", "relay", "mail"]), ("analytical", ["dashboards", "loader"])):
        statement = "SELECT rolname FROM pg_authid WHERE rolname = ANY(%s) AND rolpassword LIKE 'SCRAM-SHA-256$%%'"
        assert {row[0] for row in superuser(store).execute(statement, [names])} == set(names)


def test_without_passwords_there_is_a_sentence() -> None:
    with pytest.raises(ImproperlyConfigured, match="POLICY_LOGINS_FILE"):
        passwords_from(None)
    with pytest.raises(ImproperlyConfigured, match="can't be read"):
        passwords_from(settings.BASE_DIR / "no-such-file.json")
