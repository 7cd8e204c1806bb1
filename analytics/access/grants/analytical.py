"""The analytical store. Roles are granted columns; a mask is a generated column beside its original.

The views are `security_invoker`, so a reader needs the columns below them too, and gets no more than those.
"""

from analytics.access.audiences import AUDIENCES
from analytics.access.definitions import LOCK, LOCK_SHARED, SAMPLES, TABLE_SIZE, TRY_LOCK, RowPolicy, StoreGrants
from analytics.access.grants.attribution import ACCESS_POLICIES, WRITES_THE_ACCESS_LOG
from analytics.access.grants.elevations import BEGINS, ENDS, READS_ELEVATIONS, STOPS
from analytics.access.grants.gateway import ACCEPTS_RELEASES, GATEWAY, GATEWAY_BY_FUNCTIONS, GATEWAY_FUNCTIONS
from analytics.access.grants.leaks import (
    READS_ALERTS,
    REFUSES_ARTEFACTS,
    REPORTS_OUTGOING,
    TRIAGE,
    WATCHED_BY_FUNCTIONS,
    WATCHES,
)
from analytics.access.grants.statements import (
    CONSOLE_STATEMENTS,
    EXPIRES_STATEMENTS,
    QUERY_STATEMENTS,
    READS_BUDGETS,
    SPENDS,
    STATEMENT_POLICIES,
)

# The restaurant of the page, set by `SET LOCAL`. It guards against a forgotten filter, and not against injected SQL,
# which can set it too.
ONE_RESTAURANT = "restaurant_id = NULLIF(pg_catalog.current_setting('platemark.restaurant_id', true), '')::uuid"
EVERY_ROW = "true"
# Withdrawn uses hide rows, by columns that the loader fills (`analytics/ingest/data_uses.py`).
FOR_MODELS = "for_models"
# What a view hides stands in row policies, since on Citus nodes a view's `security_barrier` is lost.
OF_PRESENT_TEXTS = f"{ONE_RESTAURANT} AND is_current"
# Relations that people of the company read row by row, and of which that use can be withdrawn.
ROWS_FOR_PEOPLE = dict.fromkeys(("core.reviews", "core.user_demographics", "derived.review_sentiment"), "for_datasets")

# For readers of the access log: everything but the fingerprints of rows, by which a person could be found.
READS_THE_ACCESS_LOG = (
    "SELECT (id, created_at, reader_id, role, login, relation, version, columns, rows, subjects, purpose, kind, "
    "home_region, restaurant_id)"
)

_SENTIMENT = (
    "SELECT (restaurant_id, review_id, score, label, confidence, positive_sentence, positive_score, "
    "negative_sentence, negative_score, model_version, scored_at, aspects, return_intent, aspects_version)"
)

# Tables with rows of people, which erasures delete rows of.
_OF_PEOPLE = (
    *("landing.review_events", "landing.person_events", "landing.quarantine", "core.reviews", "core.user_demographics"),
    *("core.allowed_uses", "derived.review_sentiment"),
)
# An erasure marks the models that were trained before it, and reads nothing else of them.
_MODEL_ERASURE = "SELECT (trained_on, erased_since), UPDATE (erased_since, last_erasure_at)"
_READ_ONLY = {"default_transaction_read_only": "on", "search_path": "pg_catalog, pg_temp"}
# Published counts of one restaurant's reviewers.
_BY_RESTAURANT = ("marts.restaurant_age_bands", "marts.restaurant_cohorts")
_OF_VISITS = ("core.visits", "derived.visitor_forecast", "derived.visitor_backtest", "derived.visitor_forecast_status")

CARRIED_OUT = "governance.uses_carried_out(uuid[], timestamp with time zone)"

_SEALED_LOG = ("governance.access_event", "governance.access_seal", "governance.access_seal_member")
# The catalogue of datasets.
CATALOGUE = (
    "governance.dataset",
    "governance.dataset_version",
    "governance.dataset_grant",
    "governance.lineage_edge",
    "governance.dataset_request",
)

ANALYTICAL = StoreGrants(
    alias="analytical",
    tables={
        # The web process, for the page of one restaurant: no reviewer, no text, no demographics.
        "dashboards": {
            **dict.fromkeys(("marts.restaurant_sentiment", "marts.restaurant_aspects", *_BY_RESTAURANT), "SELECT"),
            "marts.restaurant_visits": "SELECT",
            "marts.restaurant_forecast": "SELECT",
            "marts.restaurant_backtest": "SELECT",
            "marts.restaurant_forecast_status": "SELECT",
            "core.reviews": "SELECT (restaurant_id, review_id, rating, posted_at, language, for_models)",
            "derived.review_sentiment": _SENTIMENT,
            "core.visits": "SELECT (restaurant_id, day, visitors, counted_at, takings, currency)",
            "derived.visitor_forecast": "SELECT",
            "derived.visitor_backtest": "SELECT",
            "derived.visitor_forecast_status": (
                "SELECT (restaurant_id, status, days_known, last_day, model_version, made_at)"
            ),
            "governance.access_event": WRITES_THE_ACCESS_LOG,
        },
        # The company's console: the catalogue, loads, and the access log; no row of a dataset.
        "console": {
            **dict.fromkeys(CATALOGUE, "SELECT"),
            # Asked for, and withdrawn by whoever asked. What was found and decided is the registrar's to write.
            "governance.dataset_request": "SELECT, INSERT, UPDATE (state)",
            "governance.dataset_draft": "SELECT, INSERT",
            "landing.quarantine": (
                "SELECT (event_id, topic, version, restaurant_id, shape, reason, quarantined_at, fix_event_id, "
                "resolved_at)"
            ),
            "governance.quality_check": "SELECT",
            "derived.model_release": "SELECT",
            "governance.access_event": READS_THE_ACCESS_LOG,
            "governance.access_seal": "SELECT (number, sealed_at, expired_to)",
            "governance.elevation": READS_ELEVATIONS,
            "governance.leak_alert": READS_ALERTS,
            **CONSOLE_STATEMENTS,
        },
        # The query service's own login, which reads rows under the logins of company roles.
        "query_log": {"governance.access_event": WRITES_THE_ACCESS_LOG, **QUERY_STATEMENTS},
        "gateway": GATEWAY,
        **{"elevation": {}, "enforcer": {}, "watch": {}},  # They have functions, and no table.
        # The relay, the only writer of events from the outbox.
        "loader": {
            "landing.review_events": "SELECT, INSERT",
            "landing.person_events": "SELECT, INSERT, DELETE",
            "landing.review_staging": "SELECT, INSERT, DELETE",
            "landing.restaurant_events": "SELECT, INSERT",
            "landing.restaurant_staging": "SELECT, INSERT, DELETE",
            "landing.quarantine": "SELECT, INSERT, UPDATE (resolved_at, payload)",
            "core.reviews": "SELECT, INSERT, UPDATE",
            "core.user_demographics": "SELECT, INSERT, UPDATE, DELETE",
            # DELETE, which it never does, is a right on a whole table: on Citus writers of copied tables need one.
            "core.allowed_uses": "SELECT, INSERT, UPDATE, DELETE",
            # To delete rows of which a use was withdrawn, and to count what cohorts say. It reads no score.
            "derived.review_sentiment": (
                "SELECT (restaurant_id, review_id, event_id, for_datasets, is_current, aspects, return_intent, "
                "aspects_version), UPDATE (for_datasets), DELETE"
            ),
            "core.restaurants": "SELECT, INSERT, UPDATE",
            **dict.fromkeys(("core.visits", "core.planned_days"), "SELECT, INSERT, UPDATE"),
            # To compare with counts as they come.
            "derived.visitor_kept_forecast": "SELECT (restaurant_id, day, low, high)",
            "marts.restaurant_age_bands": "SELECT, INSERT, UPDATE",
            "marts.restaurant_cohorts": "SELECT, INSERT, DELETE",
            "marts.reviewer_cubes": "SELECT, INSERT, DELETE",
            "governance.quality_check": "SELECT, INSERT",
            "governance.privacy_request": (
                "SELECT (request_id, done_at), "
                "INSERT (request_id, kind, person, reviews, asked_at, received_at, counts)"
            ),
            "governance.erased_person": "SELECT (digest), INSERT",
            "governance.withdrawn_review": "SELECT (digest), INSERT",
        },
        # The progress of requests, for the worker that notifies people. It can't see whose they are.
        "privacy": {
            "governance.privacy_request": (
                "SELECT (request_id, kind, asked_at, facts_at, datasets_at, done_at, counts, models_marked)"
            ),
        },
        # Exports and deletes rows of people with an open request, by functions alone that take the request
        # (`privacy_rights/analytical/functions.py`). It can't change whose request it is: a trigger removes the
        # pseudonym when a request is done.
        "analytics_privacy": {
            "governance.privacy_request": ("SELECT, UPDATE (reviews, facts_at, done_at, counts, models_marked)"),
            "governance.erased_person": "SELECT, INSERT",
            **dict.fromkeys(("derived.model_release", "derived.visitor_model"), _MODEL_ERASURE),
        },
        # The models: read texts, and write scores. Neither reviewers nor demographics.
        "models": {
            "core.reviews": "SELECT (restaurant_id, review_id, event_id, text, language, for_datasets)",
            "derived.review_sentiment": "SELECT, INSERT, UPDATE",
            "derived.model_release": ACCEPTS_RELEASES,
            "governance.access_event": WRITES_THE_ACCESS_LOG,
        },
        # The forecasts of visitors: counts and restaurants; nothing about people or reviews.
        "forecasts": {
            "core.visits": "SELECT (restaurant_id, day, visitors, purchases, loaded_at)",
            "core.planned_days": "SELECT (restaurant_id, day, plan, effect, loaded_at)",
            "core.restaurants": "SELECT (restaurant_id, country, region, cuisine, latitude, longitude)",
            "derived.visitor_forecast": "SELECT, INSERT, UPDATE, DELETE",
            "derived.visitor_kept_forecast": "SELECT, INSERT, UPDATE, DELETE",
            "derived.visitor_backtest": "SELECT, INSERT, UPDATE, DELETE",
            "derived.visitor_forecast_status": "SELECT, INSERT, UPDATE",
            "derived.visitor_model": "SELECT, INSERT, UPDATE, DELETE",
            "governance.access_event": WRITES_THE_ACCESS_LOG,
        },
        # Makes, refreshes and withdraws datasets, whose schemas it owns, and erases people from them. The columns that
        # datasets can be made of are added by `analytics.datasets.grants`. It sees no withdrawn use of a review, only
        # (by a function) the ids of reviews that it has to take out.
        "registrar": {
            "governance.dataset": (
                "SELECT, INSERT, UPDATE (owner, line_of_business, audience, residency, retention_days)"
            ),
            "governance.dataset_version": "SELECT, INSERT, UPDATE (rows, subjects, refreshed_at, withdrawn_at)",
            "governance.dataset_grant": "SELECT, INSERT, DELETE",
            "governance.dataset_token": "SELECT, INSERT, DELETE",
            "governance.dataset_request": "SELECT, UPDATE (state, findings, decided_by, decided_at, decision_reason)",
            "governance.dataset_draft": "SELECT, UPDATE (findings), DELETE",
            "governance.lineage_edge": "SELECT, INSERT, DELETE",
            "governance.privacy_request": (
                "SELECT (request_id, kind, person, reviews, asked_at, facts_at, datasets_at, counts), "
                "UPDATE (datasets_at, counts)"
            ),
            "core.allowed_uses": "SELECT (person, datasets, event_id, carried_out_at)",
        },
        # Rewrites files, and reads none of these tables. It gets MAINTAIN on each dataset at registration.
        "vacuum": {
            **dict.fromkeys(_OF_PEOPLE, "MAINTAIN"),
            **dict.fromkeys(("landing.review_staging", "governance.privacy_request"), "MAINTAIN"),
            "governance.dataset_token": "MAINTAIN",
            "governance.dataset_version": "SELECT (relation, withdrawn_at)",
            SAMPLES: "MAINTAIN",
        },
        # Adds seals, and can neither change nor delete them. It adds no event to the log.
        "sealer": {
            "governance.access_event": "SELECT",
            "governance.access_seal": "SELECT, INSERT",
            "governance.access_seal_member": "SELECT, INSERT",
        },
        "auditor": {
            **dict.fromkeys(_SEALED_LOG, "SELECT"),
            # To find the reads of a dataset by its name: `manage.py datasets access`.
            "governance.dataset_version": "SELECT (dataset, version, relation)",
            "governance.dataset_grant": "SELECT (dataset, relation)",
        },
        # The report after a breach: the log, and one function about the people whose rows a reader saw.
        "breach": {
            **dict.fromkeys(_SEALED_LOG, "SELECT"),
            "governance.dataset_version": "SELECT (dataset, version, document, relation)",
        },
    },
    owner_only=frozenset({"public.django_migrations"}) | WATCHED_BY_FUNCTIONS | GATEWAY_BY_FUNCTIONS,
    functions={
        "sealer": frozenset({"governance.access_expire(bigint)"}) | EXPIRES_STATEMENTS,
        "gateway": GATEWAY_FUNCTIONS | REFUSES_ARTEFACTS,
        **{"elevation": BEGINS | ENDS, "enforcer": ENDS, "watch": WATCHES | REPORTS_OUTGOING},
        "query_log": SPENDS | REPORTS_OUTGOING,
        "console": STOPS | TRIAGE | READS_BUDGETS | REPORTS_OUTGOING,
        "breach": frozenset({"governance.people_touched(text, timestamp with time zone, timestamp with time zone)"}),
        # Who used the data of one person, for that person's page and export. They name readers by role only.
        "dashboards": (
            of_one_person := frozenset({"governance.uses_of(uuid, uuid, integer)", "governance.datasets_of(uuid)"})
        ),
        "analytics_privacy": of_one_person | {LOCK},
        "models": frozenset({LOCK_SHARED, "governance.erasures_since(timestamp with time zone)"}) | REFUSES_ARTEFACTS,
        "vacuum": frozenset({"governance.recycle_wal()", TABLE_SIZE}),
        # Loads, publications and erasures take turns (`analytics/ingest/store.py`), and so do changes of datasets.
        "loader": frozenset({LOCK, LOCK_SHARED, TRY_LOCK}),
        "registrar": frozenset({"governance.reviews_withdrawn_from_datasets()", CARRIED_OUT, LOCK}),
    },
    owners=dict.fromkeys(AUDIENCES, "registrar"),
    row_policies=(
        *ACCESS_POLICIES,
        *STATEMENT_POLICIES,
        *(
            RowPolicy("one_restaurant", relation, "dashboards", using=ONE_RESTAURANT)
            for relation in ("core.reviews", *_BY_RESTAURANT, *_OF_VISITS)
        ),
        RowPolicy("one_restaurant", "derived.review_sentiment", "dashboards", using=OF_PRESENT_TEXTS),
        *(
            policy
            for relation in ("core.visits", "core.planned_days")
            for policy in (
                RowPolicy("loader_all", relation, "loader", using=EVERY_ROW, check=EVERY_ROW),
                RowPolicy("forecasts_read", relation, "forecasts", using=EVERY_ROW),
            )
        ),
        RowPolicy("loader_reads", "derived.visitor_kept_forecast", "loader", using=EVERY_ROW),
        RowPolicy("forecasts_all", "derived.visitor_kept_forecast", "forecasts", using=EVERY_ROW, check=EVERY_ROW),
        *(
            RowPolicy("forecasts_all", relation, "forecasts", using=EVERY_ROW, check=EVERY_ROW)
            for relation in _OF_VISITS
            if relation != "core.visits"
        ),
        RowPolicy("loader_all", "core.reviews", "loader", using=EVERY_ROW, check=EVERY_ROW),
        *(
            RowPolicy("loader_all", relation, "loader", using=EVERY_ROW, check=EVERY_ROW)
            for relation in (*_BY_RESTAURANT, *_OF_PEOPLE)
            if relation != "core.reviews"
        ),
        RowPolicy("registrar_withdrawn", "core.allowed_uses", "registrar", using="NOT datasets"),
        RowPolicy("console_reads", "landing.quarantine", "console", using=EVERY_ROW),
        RowPolicy("models_read", "core.reviews", "models", using=FOR_MODELS),
        RowPolicy("models_all", "derived.review_sentiment", "models", using=EVERY_ROW, check=EVERY_ROW),
    ),
    sessions={
        "dashboards": {
            "statement_timeout": "5s",
            "default_transaction_read_only": "on",
            "search_path": "pg_catalog, pg_temp",
        },
        "console": {"statement_timeout": "15s", "search_path": "pg_catalog, pg_temp"},
        "gateway": {"statement_timeout": "15s", "search_path": "pg_catalog, pg_temp"},
        "loader": {"statement_timeout": "120s", "search_path": "pg_catalog, pg_temp"},
        "models": {"statement_timeout": "120s", "search_path": "pg_catalog, pg_temp"},
        "forecasts": {"statement_timeout": "120s", "search_path": "pg_catalog, pg_temp"},
        "sealer": {"statement_timeout": "120s", "search_path": "pg_catalog, pg_temp"},
        "privacy": {"statement_timeout": "30s", "search_path": "pg_catalog, pg_temp"},
        # Its tasks have time limits of their own.
        "registrar": {"search_path": "pg_catalog, pg_temp"},
        "vacuum": {"search_path": "pg_catalog, pg_temp"},
        "analytics_privacy": {"statement_timeout": "120s", "search_path": "pg_catalog, pg_temp"},
        "auditor": (reads_long := {"statement_timeout": "600s", **_READ_ONLY}),
        "breach": reads_long,
    },
)
