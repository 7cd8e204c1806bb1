"""Functional roles: bundles of columns for a task. Company roles consist of them; they are no database roles.

A login is granted the columns of its bundles directly, because revoking a membership does not stop a session that has
already run SET ROLE (ADR 15).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.access.grants.analytical import READS_THE_ACCESS_LOG
from analytics.access.grants.transactional import TRANSACTIONAL

# Who reads these can impersonate users of the site, also where the people are made up.
_SIGN_IN_TABLES = frozenset(
    {
        "public.accounts_session",
        "public.console_session",
        "public.mfa_authenticator",
        "public.accounts_staffinvitation",
        "public.accounts_outgoingmail",
        "public.accounts_customerlookup",
    }
)


@dataclass(frozen=True)
class FunctionalRole:
    """What a task needs to read: store -> relation -> verbs."""

    name: str
    says: str
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


_SENTIMENT = (
    "SELECT (restaurant_id, review_id, event_id, score, label, confidence, positive_score, negative_score, "
    "model_version, scored_at)"
)

_TABLE = (
    FunctionalRole(
        "catalogue",
        "The datasets with their documents, audiences and lineage. None of their rows.",
        {
            "analytical": {
                "governance.dataset": "SELECT",
                "governance.dataset_version": "SELECT",
                "governance.dataset_grant": "SELECT",
                "governance.lineage_edge": "SELECT",
                "governance.dataset_request": "SELECT",
            }
        },
    ),
    FunctionalRole(
        "published-counts",
        "Counts, with small ones suppressed before they are stored.",
        {"analytical": {"marts.restaurant_age_bands": "SELECT", "marts.reviewer_cubes": "SELECT"}},
    ),
    FunctionalRole(
        "masked-facts",
        "Reviews and people under pseudonyms, with masks in place of texts, birth years and genders.",
        {
            "analytical": {
                "marts.masked_reviews": "SELECT",
                "marts.masked_demographics": "SELECT",
                "core.reviews": (
                    "SELECT (restaurant_id, review_id, reviewer, rating, text_length, language, visited_on, posted_at)"
                ),
                "core.user_demographics": "SELECT (person, birth_band, region, changed_at)",
            }
        },
    ),
    FunctionalRole(
        "model-outputs",
        "Scores of reviews by models, without their sentences, and the releases of the models.",
        {"analytical": {"derived.review_sentiment": _SENTIMENT, "derived.model_release": "SELECT"}},
    ),
    FunctionalRole(
        "loads",
        "Loaded events with their times, and refused events with the reason: no payload, no text, no person.",
        {
            "analytical": {
                "landing.quarantine": (
                    "SELECT (event_id, topic, version, restaurant_id, shape, reason, quarantined_at, fix_event_id, "
                    "resolved_at)"
                ),
                "landing.review_events": "SELECT (restaurant_id, event_id, version, received_at)",
                "landing.restaurant_events": "SELECT (restaurant_id, event_id, topic, version, received_at)",
                "core.reviews": "SELECT (restaurant_id, review_id, event_id, language, text_length, loaded_at)",
                "core.restaurants": "SELECT",
                "derived.model_release": "SELECT",
                "governance.quality_check": "SELECT",
            }
        },
    ),
    FunctionalRole(
        "audit",
        "Who did what and who read what, and the results of identity verifications; never a document.",
        {
            "default": {
                "public.audit_event": "SELECT",
                "public.accounts_verificationstatus": "SELECT",
            },
            "analytical": {"governance.access_event": READS_THE_ACCESS_LOG},
        },
    ),
    FunctionalRole(
        "site-without-people",
        "Every table of the site, where no person in it is real. Sessions and waiting mail stay closed.",
        {
            "default": dict.fromkeys(
                sorted(TRANSACTIONAL.relations - TRANSACTIONAL.owner_only - _SIGN_IN_TABLES), "SELECT"
            )
        },
    ),
    FunctionalRole(
        "facts-without-people",
        "Facts and what models made of them, where no person in them is real.",
        {
            "analytical": {
                "core.reviews": "SELECT",
                "core.user_demographics": "SELECT",
                "core.restaurants": "SELECT",
                "core.visits": "SELECT",
                "core.planned_days": "SELECT",
                "derived.review_sentiment": "SELECT",
                "derived.model_release": "SELECT",
                "derived.visitor_forecast": "SELECT",
                "derived.visitor_kept_forecast": "SELECT",
                "derived.visitor_backtest": "SELECT",
                "derived.visitor_forecast_status": "SELECT",
                "marts.restaurant_age_bands": "SELECT",
                "marts.reviewer_cubes": "SELECT",
            }
        },
    ),
)

FUNCTIONAL_ROLES: dict[str, FunctionalRole] = {role.name: role for role in _TABLE}
