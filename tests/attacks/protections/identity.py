"""The protections of identity verification: the provider's webhooks, documents, the vault, and statuses."""

import hashlib
from typing import Any

from reviews_site.crypto import signing
from reviews_site.crypto.hashing import SlowDigest
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, do_nothing, on_this_database


def verify_at_any_time(purpose: Any, body: bytes, header: str, *, now: int) -> None:
    """Verify a signature without looking at its time."""
    signing.verify(purpose, body, header, now=now, window_seconds=10**12)


def fast_digest(_purpose: Any, message: bytes, *, version: int) -> SlowDigest:
    """Make a digest that anybody could compute for every document number."""
    return SlowDigest(version=version, digest=hashlib.sha256(message).digest())


def never(_session: Any) -> bool:
    """Give nobody up."""
    return False


def any_page(answer: Any, _origin: str) -> str:
    """Accept the page, whatever its host."""
    return str(answer["url"])


PROTECTIONS = (
    Protection(
        "webhook_signature",
        "A webhook without a valid signature of the provider (sandbox or Stripe) starts nothing.",
        "signatures are not checked",
        Together(
            Replaced("accounts.providers.webhooks.verify", do_nothing),
            Replaced("accounts.providers.webhooks._verify_stripe", do_nothing),
        ),
    ),
    Protection(
        "webhook_timestamp",
        "A recorded webhook is refused after five minutes.",
        "its time is not checked",
        Together(
            Replaced("accounts.providers.webhooks.verify", verify_at_any_time),
            Replaced("accounts.providers.webhooks.WINDOW_SECONDS", 10**12),
        ),
    ),
    Protection(
        "document_not_stored",
        "No row and no log holds the number of a document, or a fast hash of it, whether the document was confirmed or"
        " refused.",
        "the digest is SHA-256",
        Replaced("accounts.identity.digests.slow_digest", fast_digest),
    ),
    Protection(
        "document_deleted_at_provider",
        "A thief of our secret reads no document at the provider later.",
        "the provider is not asked to delete it",
        Replaced("accounts.identity.outcomes.delete_at_provider", do_nothing),
    ),
    Protection(
        "unfinished_check_ends",
        "What somebody showed in vain is deleted at the provider a day after the check was opened, if not before.",
        "an unfinished check stays open",
        Replaced("accounts.identity.outcomes._is_overdue", never),
    ),
    Protection(
        "personal_reason_not_audited",
        "The audit log, which outlasts accounts, does not tell that somebody is a child.",
        "each reason is audited",
        Replaced("accounts.identity.outcomes.UNAUDITED_REASONS", frozenset()),
    ),
    Protection(
        "abandoned_session_deleted_at_provider",
        "A person who leaves during the verification leaves no document at the provider.",
        "the provider is not asked to delete it",
        Replaced("accounts.identity.polling.delete_abandoned_at_provider", do_nothing),
    ),
    Protection(
        "provider_sdk_silent",
        "The provider's SDK writes no document into a log, whatever the log level.",
        "its logger stays on",
        Replaced("accounts.providers.stripe_identity._silence_sdk", do_nothing),
    ),
    Protection(
        "provider_page_host",
        "No answer of the provider sends people to a page of another host.",
        "any page is taken",
        Replaced("accounts.providers.stripe_identity.page_url", any_page),
    ),
    Protection(
        "duplicate_document",
        "One document confirms one account, however its number is written.",
        "other holders of the document are not looked for",
        Replaced("accounts.identity.digests._refuse_other_holders", do_nothing),
    ),
    Protection(
        "vault_digest_unique",
        "The vault stores a digest only once.",
        "the unique constraint is dropped",
        Sql("vault", "ALTER TABLE vault_identitydigest DROP CONSTRAINT vault_digest_unique"),
    ),
    Protection(
        "vault_separation",
        "No other process and no person of the company can read the vault or write to it.",
        "the others may connect, read and write",
        Sql(
            "vault",
            on_this_database("GRANT CONNECT ON DATABASE %I TO PUBLIC"),
            "GRANT USAGE ON SCHEMA public TO PUBLIC",
            "GRANT SELECT, INSERT ON vault_identitydigest TO PUBLIC",
            "GRANT EXECUTE ON FUNCTION public.home_region() TO PUBLIC",
        ),
    ),
    Protection(
        "vault_append_only",
        "The identity worker cannot delete or rewrite a digest.",
        "it is granted the verbs",
        Sql("vault", "GRANT UPDATE, DELETE ON vault_identitydigest TO identity"),
    ),
    Protection(
        "vault_erase_grants",
        "No other login can have the vault delete digests.",
        "everybody may run the function",
        Sql(
            "vault",
            on_this_database("GRANT CONNECT ON DATABASE %I TO PUBLIC"),
            "GRANT USAGE ON SCHEMA public TO PUBLIC",
            "GRANT EXECUTE ON FUNCTION public.vault_erase(uuid[], uuid) TO PUBLIC",
        ),
    ),
    Protection(
        "vault_erasure_log",
        "The record of what the vault deleted stays, one holder at a time.",
        "its trigger is disabled, `identity` may update and delete, and the function takes many holders",
        Together(
            Sql(
                "vault",
                "ALTER TABLE vault_digesterasure DISABLE TRIGGER vault_digesterasure_append_only",
                "GRANT UPDATE, DELETE ON vault_digesterasure TO identity",
            ),
            FunctionRedefined("vault", "public.vault_erase(uuid[], uuid)", "NOT BETWEEN 1 AND 8", "< 0"),
        ),
    ),
    Protection(
        "vault_transfer_log",
        "The record that a digest was moved to another account stays.",
        "`identity` is granted the verbs, and the trigger is disabled",
        Sql(
            "vault",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON vault_digesttransfer TO identity",
            "ALTER TABLE vault_digesttransfer DISABLE TRIGGER vault_digesttransfer_append_only",
        ),
    ),
    Protection(
        "status_select_only",
        "SQL in the web process confirms nobody.",
        "`web` is granted all verbs on the status",
        Sql(
            "default",
            "GRANT INSERT, UPDATE, DELETE, TRUNCATE ON accounts_verificationstatus,"
            " accounts_verificationsession, accounts_verificationrequest TO web",
        ),
    ),
)
