"""What the lessons are grouped by: the principles, tips and attacks of the article that the project grew out of."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType

from tests.attacks import protections as of
from tests.attacks.protection import Protection


class TopicGroup(StrEnum):
    """The three headings of the page, in their order."""

    PRINCIPLE = "Principles"
    TIP = "Tips"
    ATTACK = "Attacks"


@dataclass(frozen=True)
class Topic:
    """A group of lessons. A principle has every protection of its subjects; a tip or an attack some of them by name."""

    heading: TopicGroup
    key: str
    title: str
    says: str
    subjects: tuple[ModuleType, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def protections(self) -> Iterator[Protection]:
        """Its protections, in the order of the lessons."""
        for subject in self.subjects:
            yield from subject.PROTECTIONS
        for name in self.names:
            yield of.PROTECTIONS[name]


TOPICS = (
    Topic(
        TopicGroup.PRINCIPLE,
        "access",
        "Who may read and write what",
        "Each process, page and person gets what their task takes, and the database itself refuses the rest.",
        subjects=(
            *(of.restaurants, of.accounts, of.pen_names, of.identity, of.appeals, of.staffing, of.elevations),
            *(of.console, of.workbench, of.teams, of.claims, of.replies, of.business_pages, of.galleries, of.diners),
            *(of.visit_confirmation, of.api, of.api_teams, of.api_claims, of.suggestions),
        ),
    ),
    Topic(
        TopicGroup.PRINCIPLE,
        "segmentation",
        "What is kept apart",
        "Stores, servers, queues, regions and decoders are apart, so that a break-in into one reaches no other.",
        subjects=(
            *(of.servers, of.valkey, of.regions, of.shared_pages, of.webhooks, of.tills, of.photos, of.faces),
            *(of.raw_input, of.browsers),
        ),
    ),
    Topic(
        TopicGroup.PRINCIPLE,
        "metadata",
        "What is known about data",
        "Schemas, lineage and signatures say what data is, where it comes from and who may get it.",
        subjects=(of.datasets, of.models, of.gateway, of.api_changes),
    ),
    Topic(
        TopicGroup.PRINCIPLE,
        "values",
        "How values are protected",
        "Values are encrypted, hashed, masked, suppressed or deleted, as their use allows.",
        subjects=(of.analytics, of.published_counts, of.estimates, of.consents, of.erasures),
    ),
    Topic(
        TopicGroup.PRINCIPLE,
        "leaks",
        "How leaks are noticed and bounded",
        "Logs say who read what and can't be changed, and what leaves is sealed and counted.",
        subjects=(of.leaks, of.honey_tokens, of.outgoing, of.logs, of.exports),
    ),
    Topic(
        TopicGroup.TIP,
        "tip-1",
        "Describe roles, and review them",
        "A role opens what its line says, for as long as somebody reviews it.",
        names=("console_permission", "staffing_review_deadline", "staffing_second_person", "elevation_rules"),
    ),
    Topic(
        TopicGroup.TIP,
        "tip-2",
        "Expect bad data",
        "What is malformed or unusual is set aside, shown without its values, and holds nothing else up.",
        names=("relay_schema_validation", "quality_drift", "quarantine_shape", "dataset_request_isolation"),
    ),
    Topic(
        TopicGroup.TIP,
        "tip-3",
        "Trust nothing that moves",
        "Whoever receives something verifies it: signature, age, schema, and that it is new.",
        names=(
            "webhook_signature",
            "webhook_timestamp",
            "role_assertion_signature",
            "model_signature",
            "json_on_queues",
        ),
    ),
    Topic(
        TopicGroup.TIP,
        "tip-4",
        "Business data is sensitive, too",
        "A restaurant's figures are its own.",
        names=("row_security", "dashboard_object_permission", "visit_ownership"),
    ),
    Topic(
        TopicGroup.TIP,
        "tip-5",
        "Don't heap up data in one place",
        "No login, key or dataset holds enough to harm somebody by itself.",
        names=("keyring_entitlement", "vault_separation", "dataset_reidentification", "open_data_reads_nobody"),
    ),
    Topic(
        TopicGroup.TIP,
        "tip-6",
        "Don't join on sensitive values",
        "Rows are joined by keys that mean nothing elsewhere.",
        names=("dataset_tokens", "export_without_pseudonyms", "document_not_stored", "counters_forget_by_day"),
    ),
    Topic(
        TopicGroup.ATTACK,
        "poisoned-data",
        "Poisoned data",
        "Somebody posts what should bend ratings, numbers or models.",
        names=("review_trigger", "reviews_per_hour", "one_vote_a_person", "quality_drift", "visitor_model_seal"),
    ),
    Topic(
        TopicGroup.ATTACK,
        "broken-infrastructure",
        "Broken infrastructure",
        "Somebody runs code in one process, or has a copy of one store.",
        names=(
            *("password_pepper", "session_key_digests", "second_factor_encryption", "vault_separation"),
            "no_pickles_in_counters",
        ),
    ),
    Topic(
        TopicGroup.ATTACK,
        "leak-from-within",
        "A leak from within",
        "Somebody who works here reads more than their task takes.",
        names=(
            *("customer_lookup_limit", "console_step_up", "dataset_small_groups", "refusal_for_company_roles"),
            "access_append_only",
        ),
    ),
    Topic(
        TopicGroup.ATTACK,
        "injected-sql",
        "Injected SQL",
        "A page puts somebody's words into a statement. What does the statement reach?",
        names=(
            *("planted_injection", "mail_insert_only", "status_select_only", "no_procedural_language"),
            "dataset_document_schema",
        ),
    ),
)
