"""How the protections of erasures are switched off. Merged in `protections.py`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]
_ON_THIS_DATABASE = "DO $$ BEGIN EXECUTE format('{}', current_database()); END $$"


def everybody(*_args: Any) -> bool:
    """Lets anybody pass."""
    return True


def no(*_args: Any) -> bool:
    """Says that somebody is not what keeps them."""
    return False


def nothing(*_args: Any, **_named: Any) -> None:
    """Protects nothing."""


def nobody(_people: Any) -> set[Any]:
    """A list of the erased with nobody on it."""
    return set()


def unsealed(*_args: Any) -> str:
    """A line that is tied to nothing."""
    return ""


@contextmanager
def nobody_waits() -> Iterator[None]:
    """Loads and erasures don't know of each other."""
    with (
        patch("analytics.ingest.loading.under_way", nothing),
        patch("privacy_rights.analytical.erasure.none_under_way", nothing),
    ):
        yield


@contextmanager
def rewriting_reads(sql: Sql) -> Iterator[None]:
    """Whoever has files rewritten may do with the tables what their owner does, and make others."""
    with ExitStack() as off:
        for store in ("default", "vault", "analytical"):
            everything = "GRANT ALL ON ALL TABLES IN SCHEMA %I TO vacuum; GRANT ALL ON SCHEMA %I TO vacuum"
            each = "FOR schema IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_)' LOOP"
            loop = f"{each} EXECUTE format('{everything}', schema, schema); END LOOP"
            off.enter_context(sql(store, f"DO $$ DECLARE schema name; BEGIN {loop}; END $$"))
        yield


def erasure_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    found: dict[str, Off] = {
        "erasure_asks_again": lambda: patch("accounts.step_up.is_recently_authenticated", everybody),
        "erasure_csrf": lambda: patch("django.middleware.csrf.CsrfViewMiddleware.process_view", nothing),
        "erasure_is_announced": lambda: sql("default", "GRANT INSERT, UPDATE ON privacy_rights_erasurerequest TO web"),
        "erasure_is_taken_back_for_good": lambda: sql(
            "default", "GRANT UPDATE, DELETE ON privacy_rights_erasurecancellation TO web"
        ),
        "erasure_not_of_the_companys": lambda: patch("privacy_rights.actions.erasures.is_company_account", no),
        "erasure_asks_the_rule_again": lambda: patch.multiple(
            "privacy_rights.erasure.worker", is_company_account=no, runs_a_page=no
        ),
        "erasure_names_its_own": lambda: patch("restaurants.actions.ratings.owns_pseudonym", everybody),
        "erasure_event_of_rights": lambda: patch("analytics.ingest.events.MAY_ERASE", "web"),
        "publisher_said_by_the_database": lambda: sql("default", "GRANT INSERT ON outbox_event TO web"),
        "erasure_waits_for_loads": nobody_waits,
        "erased_stay_out": lambda: patch("analytics.ingest.erased_people._erased_among", nobody),
        "erasures_mark_models": lambda: patch("analytics.ingest.training_sources.tables_of_people", list),
        "marks_alone_by_subjects": lambda: sql(
            "analytical", "GRANT ALL ON derived.model_release, derived.visitor_model TO analytics_privacy"
        ),
        "ledger_sealed": lambda: patch("privacy_rights.erasure.ledger._seal", unsealed),
    }
    return {**found, **_of_workers(sql)}


def _of_workers(sql: Sql) -> dict[str, Off]:
    return {
        "scour_sees_nobody": lambda: rewriting_reads(sql),
        "rights_see_who_asked": lambda: sql(
            "default",
            "ALTER TABLE accounts_user DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE account_emailaddress DISABLE ROW LEVEL SECURITY",
        ),
        "rights_read_no_texts": lambda: sql(
            "default",
            "GRANT SELECT ON restaurants_review, outbox_event, accounts_profile, accounts_outgoingmail TO privacy",
        ),
        "vault_forgets_by_identity": lambda: sql(
            "vault",
            _ON_THIS_DATABASE.format("GRANT CONNECT ON DATABASE %I TO PUBLIC"),
            "GRANT USAGE ON SCHEMA public TO PUBLIC",
            "GRANT EXECUTE ON FUNCTION public.vault_erase(uuid[], uuid) TO PUBLIC",
        ),
        "vault_digesterasure_shows": lambda: sql(
            "vault",
            "ALTER TABLE vault_digesterasure DISABLE TRIGGER vault_digesterasure_append_only",
            "GRANT UPDATE, DELETE ON vault_digesterasure TO identity",
        ),
        "no_samples_of_texts": lambda: sql(
            "default", "ALTER TABLE accounts_user ALTER COLUMN email SET STATISTICS 100"
        ),
        "errors_without_details": lambda: sql(
            "default", _ON_THIS_DATABASE.format("ALTER DATABASE %I SET log_error_verbosity = ''default''")
        ),
    }
