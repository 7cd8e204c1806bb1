"""Each protection, and how it is switched off for the proof. One line a protection; the ways are below the table."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from tests.attacks.protections_analytics import analytics_protections
from tests.attacks.protections_appeals import appeal_protections
from tests.attacks.protections_consent import consent_protections
from tests.attacks.protections_console import console_protections
from tests.attacks.protections_data_usage import disclosure_protections
from tests.attacks.protections_erasure import erasure_protections
from tests.attacks.protections_export import export_protections
from tests.attacks.protections_governance import governance_protections
from tests.attacks.protections_identity import identity_protections
from tests.attacks.protections_logs import log_protections
from tests.attacks.protections_masks import mask_protections
from tests.attacks.protections_pages import page_protections
from tests.attacks.protections_regions import region_protections
from tests.attacks.protections_sessions import session_protections
from tests.attacks.protections_sign_in import door_protections
from tests.attacks.protections_staffing import staffing_protections
from tests.attacks.switches import sql

Off = Callable[[], AbstractContextManager[Any]]


def replaced(target: str, by: Any) -> AbstractContextManager[Any]:
    """Put something that protects nothing in the place of what does."""
    return patch(target, by)


def nothing(*_args: Any, **_named: Any) -> None:
    """Protects nothing."""


def any_key(ring: Any, purpose: Any, version: int | None = None) -> Any:
    """A keyring that asks nobody who they are."""
    return next(iter(ring._keys.values()))[1]


def unsealed(_purpose: Any, plaintext: bytes, *, context: bytes) -> bytes:
    """A pepper that does nothing."""
    return bytes(16) + plaintext


def everybody(_request: Any) -> bool:
    """Lets anybody pass."""
    return True


def of_everybody(_user: Any) -> Any:
    """Every restaurant, whoever asks."""
    from restaurants.models import Restaurant

    return Restaurant.objects.select_related("rating")


def opened(_purpose: Any, sealed: bytes, *, context: bytes) -> bytes:
    """Opens what was never sealed."""
    return sealed[16:]


PROTECTIONS: dict[str, Off] = (
    {
        "keyring_entitlement": lambda: replaced("reviews_site.crypto.keyring.Keyring.get", any_key),
        "password_pepper": lambda: replaced("reviews_site.crypto.aead.seal", unsealed),
        "routes_deny_by_default": lambda: replaced(
            "django.contrib.auth.middleware.LoginRequiredMiddleware.process_view", nothing
        ),
        "content_security_policy": lambda: replaced(
            "csp.middleware.CSPMiddleware.process_response", lambda self, request, response: response
        ),
        "duplicate_document": lambda: replaced("accounts.identity.digests._refuse_other_holders", nothing),
        "vault_digest_unique": lambda: sql(
            "vault", "ALTER TABLE vault_identitydigest DROP CONSTRAINT vault_digest_unique"
        ),
        "vault_separation": lambda: sql(
            "vault",
            "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO PUBLIC', current_database()); END $$",
            "GRANT USAGE ON SCHEMA public TO PUBLIC",
            "GRANT SELECT, INSERT ON vault_identitydigest TO PUBLIC",
            "GRANT EXECUTE ON FUNCTION public.home_region() TO PUBLIC",
        ),
        "vault_delete": lambda: sql("vault", "GRANT UPDATE, DELETE ON vault_identitydigest TO identity"),
        "status_is_select_only_for_web": lambda: sql(
            "default",
            "GRANT INSERT, UPDATE, DELETE, TRUNCATE ON accounts_verificationstatus,"
            " accounts_verificationsession, accounts_verificationrequest TO web",
        ),
        "mail_is_insert_only_for_web": lambda: sql(
            "default", "GRANT SELECT, UPDATE, DELETE ON accounts_outgoingmail TO web"
        ),
        "review_trigger": lambda: sql(
            "default", "ALTER TABLE restaurants_review DISABLE TRIGGER restaurants_review_author_confirmed"
        ),
        "owner_permission_select_only": lambda: sql(
            "default", "GRANT INSERT ON restaurants_restaurantuserobjectpermission TO web"
        ),
        "review_escaping": lambda: replaced("django.template.base.conditional_escape", str),
        "structured_data_escaping": lambda: replaced("reviews_site.web.discovery._ESCAPES", {}),
        "metrics_token": lambda: replaced("reviews_site.web.metrics.may_read_metrics", everybody),
        "visits_are_the_owners": lambda: replaced("restaurants.selectors.owners.owned_restaurants", of_everybody),
        "visitors_model_sealed": lambda: replaced("mlmodels.visitors.release.unseal", opened),
        "model_signature": lambda: replaced("mlmodels.registry.check_signature", nothing),
        "model_says_its_training": lambda: replaced("mlmodels.training_sources.declared_sources", nothing),
        "model_rollback": lambda: replaced("mlmodels.registry.check_floor", nothing),
    }
    | analytics_protections(sql)
    | consent_protections(sql)
    | door_protections()
    | identity_protections()
    | page_protections(sql)
    | session_protections(sql)
    | erasure_protections(sql)
    | export_protections(sql)
    | region_protections(sql)
    | staffing_protections(sql)
    | appeal_protections(sql)
    | governance_protections(sql)
    | console_protections(sql)
    | log_protections(sql)
    | disclosure_protections(sql)
    | mask_protections()
)
