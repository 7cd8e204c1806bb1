"""Functional roles: bundles of columns that a job takes. Company roles are made of them; no database role is.

A login is granted the columns of its bundles directly, as a membership that is revoked does not stop a session that
has already done SET ROLE (ADR 15).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.access.grants.analytical import READS_THE_ACCESS_LOG
from analytics.access.grants.transactional import TRANSACTIONAL

# Whoever reads these can be somebody else on the site, even where the people are made up.
_NEVER_FOR_ENGINEERS = frozenset(
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
    """What a job needs to read: store -> relation -> verbs."""

    name: str
    says: str
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


_OF_SENTIMENT = (
    "SELECT (restaurant_id, review_id, event_id, score, label, confidence, positive_score, negative_score, "
    "model_version, scored_at)"
)

_TABLE = (
    FunctionalRole(
        "catalogue",
        "Which datasets there are, what is in them, whom they are for, and what they are made of. No row of theirs.",
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
        "Counts that are suppressed before they are stored: reading them needs no further care.",
        {"analytical": {"marts.restaurant_age_bands": "SELECT", "marts.reviewer_cubes": "SELECT"}},
    ),
    FunctionalRole(
        "masked-facts",
        "Reviews and people under pseudonyms, with masks in the place of texts, birth years and genders.",
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
        "What models said of reviews, without a sentence of them, and which releases said it.",
        {"analytical": {"derived.review_sentiment": _OF_SENTIMENT, "derived.model_release": "SELECT"}},
    ),
    FunctionalRole(
        "loads",
        "What arrived, when, and what was refused and why: no payload, no text, no person.",
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
        "Who did what and who read what, and whether a check of an identity came out well; never what was checked.",
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
        "Every table of the site, where nobody in it is real. Sessions and waiting mail stay closed.",
        {
            "default": dict.fromkeys(
                sorted(TRANSACTIONAL.relations - TRANSACTIONAL.owner_only - _NEVER_FOR_ENGINEERS), "SELECT"
            )
        },
    ),
    FunctionalRole(
        "facts-without-people",
        "Facts and what models made of them, where nobody in them is real.",
        {
            "analytical": {
                "core.reviews": "SELECT",
                "core.user_demographics": "SELECT",
                "core.restaurants": "SELECT",
                "core.visits": "SELECT",
                "derived.review_sentiment": "SELECT",
                "derived.model_release": "SELECT",
                "derived.visitor_forecast": "SELECT",
                "derived.visitor_backtest": "SELECT",
                "derived.visitor_forecast_status": "SELECT",
                "marts.restaurant_age_bands": "SELECT",
                "marts.reviewer_cubes": "SELECT",
            }
        },
    ),
)

FUNCTIONAL_ROLES: dict[str, FunctionalRole] = {role.name: role for role in _TABLE}
