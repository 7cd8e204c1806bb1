"""The protections of what people agreed to, and which uses of their data they refused."""

from typing import Any

from psycopg import sql as psycopg_sql

from analytics.datasets.sources import REFUSABLE
from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Sql, TextReplaced, Together, do_nothing

_OPEN_LEDGER = Sql(
    "default",
    "ALTER TABLE accounts_consent DISABLE TRIGGER accounts_consent_append_only",
    "GRANT UPDATE, DELETE, TRUNCATE ON accounts_consent TO web",
)
_OPEN_TO_REGISTRAR = Sql(
    "analytical", *(f"ALTER POLICY registrar_reads ON {table} USING (true)" for table in REFUSABLE)
)


def all_rows(*_args: Any) -> psycopg_sql.SQL:
    """Select the rows of everybody."""
    return psycopg_sql.SQL("true")


PROTECTIONS = (
    Protection(
        "consent_append_only",
        "Not even the owner of the table can rewrite what somebody accepted or refused.",
        "the trigger is disabled",
        _OPEN_LEDGER,
    ),
    Protection(
        "consent_insert_only",
        "An injected statement rewrites no answer.",
        "`web` may update, delete and truncate the table, and the trigger is disabled",
        _OPEN_LEDGER,
    ),
    Protection(
        "terms_before_posting",
        "Nobody posts a review under terms that they have not accepted.",
        "nobody is asked",
        Replaced("restaurants.actions.reviews.consents.require_current_terms", do_nothing),
    ),
    Protection(
        "refusal_for_models",
        "SQL as the login of the models reads no review whose author refused models.",
        "the row policy shows every row, and `models` may allow what was refused",
        Sql(
            "analytical",
            "ALTER POLICY models_read ON core.reviews USING (true)",
            "GRANT UPDATE (for_models) ON core.reviews TO models",
            "GRANT SELECT ON core.allowed_uses TO models",
        ),
    ),
    Protection(
        "refusal_for_company_roles",
        "SQL as a company login reads no row of a person who refuses.",
        "the row policy shows every row",
        Sql("analytical", "ALTER POLICY data_scientist_reads ON core.reviews USING (true)"),
    ),
    Protection(
        "refusal_while_scoring",
        "A model that already has the text writes no score of it after a refusal.",
        "scores are written without looking at the review",
        TextReplaced(
            "mlmodels.sentiment.scoring._WRITE",
            "JOIN core.reviews AS r ON r.restaurant_id = scored.restaurant_id AND r.review_id = scored.review_id",
            "CROSS JOIN LATERAL (SELECT true AS for_datasets, event_id, restaurant_id, review_id) AS r",
        ),
    ),
    Protection(
        "refusal_in_datasets",
        "No dataset, and no token, is made of a person who refuses.",
        "refusals are not looked at, and the row policies show every row",
        Together(Replaced("analytics.datasets.tables.is_allowed", all_rows), _OPEN_TO_REGISTRAR),
    ),
    Protection(
        "refusal_for_registrar",
        "SQL as the registrar reads no row whose use in datasets was withdrawn.",
        "the row policies show every row",
        _OPEN_TO_REGISTRAR,
    ),
    Protection(
        "refusal_in_statistics",
        "No published count includes a person who refuses.",
        "cubes and cohorts count everybody",
        Together(
            TextReplaced("analytics.ingest.cubes._PEOPLE", "WHERE for_statistics", ""),
            TextReplaced("analytics.ingest.cubes._REVIEWED", "WHERE for_statistics", ""),
            TextReplaced("analytics.ingest.cohorts._DUE", "r.for_statistics AND", ""),
            TextReplaced("analytics.ingest.cohorts._COUNT", "r.for_statistics AND", ""),
        ),
    ),
    Protection(
        "data_use_newest_answer",
        "An old answer that is replayed does not allow what was refused since.",
        "the last event counts, whatever its date",
        TextReplaced(
            "analytics.ingest.data_uses._SAVE",
            "WHERE (EXCLUDED.changed_at, EXCLUDED.event_id) > (current.changed_at, current.event_id)",
            "",
        ),
    ),
    Protection(
        "receipt_grants",
        "Only the relay confirms that a refusal took effect.",
        "`web` may write receipts",
        Sql("default", "GRANT ALL ON outbox_receipt TO web"),
    ),
    Protection(
        "data_uses_csrf_token",
        "Another site's page changes no answer about the uses of a person's data.",
        "tokens are not compared",
        Replaced("django.middleware.csrf.CsrfViewMiddleware.process_view", do_nothing),
    ),
)
