"""The protections of exports, and the page that says how a person's data were used."""

import json
import uuid
from typing import Any

from accounts.models import User
from privacy_rights.models.export import ExportRequest
from reviews_site.crypto import aead
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.processes import Purpose
from tests.attacks.protection import Protection
from tests.attacks.switches import (
    NO_COMPANY_ACCOUNTS,
    FunctionRedefined,
    Replaced,
    Sql,
    TextReplaced,
    Together,
    always,
    never,
    pass_plaintext,
)

_ACTIONS, _PARTS = "privacy_rights.actions.exports", "privacy_rights.export.sealed_parts.aead"
_ANALYTICAL = "privacy_rights.analytical.export"
_ALL_FUNCTIONS = (
    "GRANT USAGE ON SCHEMA governance, core, landing TO PUBLIC",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA governance TO PUBLIC",
)
_USES_WITH_READER = """
CREATE OR REPLACE FUNCTION governance.uses_of(asked uuid, before uuid, most integer)
RETURNS TABLE (id uuid, at timestamptz, role text, login text, relation text, version text, columns text[],
               rows bigint, subjects bigint, purpose text, kind text, restaurant_id uuid, reach text,
               is_sure boolean, places uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT id, created_at, role, reader_id, relation, version, ARRAY[reader_id, purpose]::text[], rows, subjects,
           purpose, kind, restaurant_id, '', true, '{}'::uuid[]
    FROM governance.access_event
$$
"""


def newest_export(_user: Any) -> Any:
    """Return the newest request, whoever made it."""
    return ExportRequest.objects.order_by("-asked_at").first()


_unseal = aead.unseal


def open_unsealed(purpose: Purpose, sealed: bytes, *, context: bytes) -> bytes:
    """Open what is whole, and hand out what was changed as it is."""
    try:
        return _unseal(purpose, sealed, context=context)
    except aead.Tampered:
        return sealed


def pseudonym_of_another(user: Any) -> uuid.UUID:
    """Return another person's pseudonym."""
    return pseudonym(Purpose.PSEUDONYM_REVIEWER, User.objects.exclude(pk=user.pk).order_by("-date_joined")[0].pk)


def whole_document(document: Any, _person: Any) -> bytes:
    """Write a document as it was found."""
    return json.dumps(document, default=str).encode()


PROTECTIONS = (
    Protection(
        "export_single_use",
        "An export is handed out once; of two requests at the same moment one gets it.",
        "it is handed out again and again",
        Replaced(f"{_ACTIONS}._take", always),
    ),
    Protection(
        "export_owner_only",
        "Nobody fetches another person's export.",
        "the newest request counts as one's own",
        Together(Replaced(f"{_ACTIONS}.export_of", newest_export), Replaced(f"{_ACTIONS}._take", always)),
    ),
    Protection(
        "export_step_up",
        "A session that was left open fetches no export.",
        "every authentication counts as recent",
        Replaced("accounts.step_up.is_recently_authenticated", always),
    ),
    Protection(
        "export_integrity",
        "An archive that was changed, cut or exchanged is not handed out, and the export can be asked for again.",
        "what lies in the folder is handed out unchecked",
        Replaced(f"{_PARTS}.unseal", open_unsealed),
    ),
    Protection(
        "export_sealed",
        "A reader of the folder of exports learns nothing.",
        "archives are not sealed",
        Together(Replaced(f"{_PARTS}.seal", pass_plaintext), Replaced(f"{_PARTS}.unseal", open_unsealed)),
    ),
    Protection(
        "export_company_accounts_refused",
        "An export of a company account is refused.",
        "no account counts as the company's",
        Together(Replaced(f"{_ACTIONS}.is_company_account", never), NO_COMPANY_ACCOUNTS),
    ),
    Protection(
        "export_company_rows_refused",
        "An injected request exports nothing of a company account.",
        "the database takes no account for the company's",
        NO_COMPANY_ACCOUNTS,
    ),
    Protection(
        "analytics_export_sealed",
        "Other processes cannot read the analytical part of an export.",
        "it is stored in clear",
        Together(
            Replaced("reviews_site.crypto.aead.seal", pass_plaintext),
            Replaced("reviews_site.crypto.aead.unseal", pass_plaintext),
        ),
    ),
    Protection(
        "export_own_events_only",
        "An export does not contain a refused event that merely mentions the person.",
        "whoever is mentioned gets the event",
        Replaced(f"{_ANALYTICAL}._names_person", always),
    ),
    Protection(
        "export_without_pseudonyms",
        "The analytical part of an export contains no pseudonym anywhere.",
        "rows are written as they were found",
        Replaced(f"{_ANALYTICAL}._written", whole_document),
    ),
    Protection(
        "export_erased_refused",
        "A request that arrives after an erasure creates no export.",
        "nobody counts as erased",
        Replaced("analytics.ingest.erased_people.is_erased", never),
    ),
    Protection(
        "export_request_unchanged",
        "A later event cannot put another person's data under a known request.",
        "the later event counts",
        Together(
            Sql("analytical", "GRANT SELECT, UPDATE ON governance.privacy_request TO loader"),
            TextReplaced(
                "analytics.ingest.erased_people._ADD_REQUEST",
                "DO NOTHING",
                "DO UPDATE SET person = EXCLUDED.person, done_at = NULL",
            ),
        ),
    ),
    Protection(
        "analytics_privacy_rows",
        "The worker that exports analytical data sees only people with an open request.",
        "its functions answer for any id, whatever became of a request",
        Sql(
            "analytical",
            "CREATE OR REPLACE FUNCTION governance.open_request(request uuid)"
            " RETURNS TABLE (person uuid, kind text, reviews uuid[]) LANGUAGE sql STABLE AS $$"
            " SELECT COALESCE((SELECT r.person FROM governance.privacy_request AS r WHERE r.request_id = request),"
            " request), 'export'::text, NULL::uuid[] $$",
        ),
    ),
    Protection(
        "analytics_privacy_functions",
        "The worker that exports and erases analytical data reaches no table of people itself.",
        "it may do anything with them",
        Sql(
            "analytical",
            "GRANT USAGE ON SCHEMA landing, core, derived TO analytics_privacy",
            "GRANT ALL ON ALL TABLES IN SCHEMA landing, core, derived TO analytics_privacy",
        ),
    ),
    Protection(
        "analytics_privacy_erases_whom_it_may",
        "The worker that erases in the analytical store erases only who asked for it.",
        "any request counts as one",
        FunctionRedefined(
            "analytical", "governance.erase_facts(uuid)", "asked.kind = 'erasure'", "asked.kind IS NOT NULL"
        ),
    ),
    Protection(
        "analytics_privacy_columns",
        "The worker that exports analytical data reads nothing that it does not give to people.",
        "it may select from every table, and run every function",
        Sql(
            "analytical",
            "GRANT USAGE ON SCHEMA governance, landing, core, marts, derived TO analytics_privacy",
            "GRANT SELECT ON ALL TABLES IN SCHEMA governance, landing, core, marts, derived TO analytics_privacy",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA governance TO analytics_privacy",
        ),
    ),
    Protection(
        "privacy_request_person",
        "The worker that exports analytical data cannot put another pseudonym into an open request.",
        "it may write that column",
        Sql("analytical", "GRANT UPDATE (person) ON governance.privacy_request TO analytics_privacy"),
    ),
    Protection(
        "data_uses_own_page",
        "Nobody sees how another person's data were used.",
        "the page answers for somebody else",
        Replaced("privacy_rights.selectors.data_usage.reviewer_of", pseudonym_of_another),
    ),
    Protection(
        "data_uses_reader_hidden",
        "The list of uses of a person's data that the web process gets names no employee.",
        "the function returns the reader too",
        Sql("analytical", _USES_WITH_READER),
    ),
    Protection(
        "data_uses_one_person",
        "The web process asks the access log about one person at a time and gets nothing else of it; no other login"
        " asks.",
        "everybody may run every function, and read the tables",
        Sql(
            "analytical",
            *_ALL_FUNCTIONS,
            "GRANT SELECT ON ALL TABLES IN SCHEMA governance, landing, core TO PUBLIC",
        ),
    ),
    Protection(
        "lookup_employee_hidden",
        "The web process learns when customer support opened a person's record, and not which employee did; no other"
        " process learns it.",
        "everybody may read the lookups and run the functions",
        Sql(
            "default",
            "GRANT SELECT ON accounts_customerlookup TO PUBLIC",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC",
        ),
    ),
)
