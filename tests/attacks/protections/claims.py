"""The protections of claims to restaurants."""

from typing import Any

from restaurants.claims.documents import open_document
from restaurants.models import ClaimDocument
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, allow, always, do_nothing, pass_plaintext

_DOMAIN = "public.restaurants_listed_domain(uuid)"
_BEGIN = "public.restaurants_begin_claim(uuid, uuid, text, text, text, jsonb)"
_CODE = "public.restaurants_enter_claim_code(uuid, uuid, text)"
_ANSWER = "public.restaurants_answer_claim(uuid, uuid, text, text)"
_STEP = "public.restaurants_take_claim_step(uuid, uuid, text, text)"
_COMPETITOR = "public.restaurants_claims_competitor(uuid, uuid)"
_LOCK_CONFIRMED = "public.restaurants_lock_confirmed(uuid)"
EVERYBODY_COUNTS_AS_CONFIRMED = FunctionRedefined(
    "default",
    _LOCK_CONFIRMED,
    "status.state = 'confirmed' AND status.expires_at > clock_timestamp()",
    "status.state <> 'x'",
)
_WITHOUT_CONSTRAINT = Sql("default", "ALTER TABLE restaurants_claim DROP CONSTRAINT restaurants_claim_by_two_people")


def look_unlogged(*, document: ClaimDocument, **_named: Any) -> bytes:
    """Open a picture, and write down nothing."""
    return open_document(document)


PROTECTIONS = (
    Protection(
        "claim_domain_of_listing",
        "The code of a claim is mailed to the domain of the website as it was listed, which neither claimant nor team"
        " wrote.",
        "the website of today is taken, whoever wrote it",
        Together(
            FunctionRedefined("default", _DOMAIN, "COALESCE(before.website, restaurant.website)", "restaurant.website"),
            FunctionRedefined("default", _DOMAIN, "AND restaurant.source <> 'claims'", ""),
        ),
    ),
    Protection(
        "claim_domain_plain",
        "A website whose address hides another host, or is no plain name, gets no code.",
        "what stands first in the address is taken for the host",
        FunctionRedefined("default", _DOMAIN, "(?::[0-9]{1,5})?(?:[/?#]|$)", ""),
    ),
    Protection(
        "claim_domain_not_shared",
        "No code goes to a domain where strangers have mailboxes: of mail hosts, of shared hosts, a public suffix.",
        "every domain counts as the place's own",
        Together(
            Replaced("restaurants.selectors.claims.is_own_domain", always),
            Replaced("restaurants.actions.claims.is_own_domain", always),
        ),
    ),
    Protection(
        "claim_domain_of_one_place",
        "No code goes to a domain that the websites of several places name.",
        "others' websites are not looked at",
        FunctionRedefined("default", _DOMAIN, "WHERE other.id <> place AND", "WHERE false AND"),
    ),
    Protection(
        "claim_mailbox_plain",
        "Of the address for a code a claimant chooses what stands before the @, and nothing that leads elsewhere.",
        "the function takes any text",
        FunctionRedefined("default", _BEGIN, "mailbox !~ '^[a-z0-9]([a-z0-9._+-]{0,38}[a-z0-9])?$'", "false"),
    ),
    Protection(
        "claim_by_confirmed_people",
        "Only a confirmed person claims a place, and becomes its owner.",
        "the functions do not ask for the confirmation",
        Together(
            EVERYBODY_COUNTS_AS_CONFIRMED,
            FunctionRedefined(
                "default", _STEP, "status.state = 'confirmed' AND status.expires_at > at", "status.state <> 'x'"
            ),
        ),
    ),
    Protection(
        "claim_open_once",
        "Of two claims of one person to one place that are made at once, one is made.",
        "claims of one person do not wait for each other, and the constraint is dropped",
        Together(
            FunctionRedefined("default", _LOCK_CONFIRMED, "FOR NO KEY UPDATE OF account", ""),
            FunctionRedefined("default", _BEGIN, "WHERE id = place FOR NO KEY UPDATE", "WHERE id = place"),
            Sql("default", "DROP INDEX restaurants_claim_open_once"),
        ),
    ),
    Protection(
        "claim_code_tries",
        "Five wrong codes end a code.",
        "nobody counts",
        FunctionRedefined("default", _CODE, "claim.tries >= 5", "false"),
    ),
    Protection(
        "claim_code_days",
        "A code of a claim does not work after its time.",
        "the function does not look when it ends",
        FunctionRedefined("default", _CODE, "claim.code_ends_at < clock_timestamp()", "false"),
    ),
    Protection(
        "claim_code_needed",
        "Nobody shows that a place is theirs without the code of the mail or letter, whoever calls the function.",
        "the function does not compare it",
        FunctionRedefined(
            "default", _CODE, "claim.digest = public.restaurants_claim_digest(asked, code)", "claim.digest IS NOT NULL"
        ),
    ),
    Protection(
        "claim_codes_in_mails",
        "The web process's login reads no code of a claim, neither in the table nor in a mail nor off a letter.",
        "`web` may take mails, print letters and read mails",
        Sql(
            "default",
            "GRANT EXECUTE ON FUNCTION restaurants_take_claim_mail() TO web",
            "GRANT EXECUTE ON FUNCTION restaurants_print_claim_letter(uuid) TO web",
            "GRANT SELECT ON accounts_outgoingmail, restaurants_claim TO web",
        ),
    ),
    Protection(
        "claim_tables_select_only",
        "The web process's login makes, changes and approves no claim but by the functions that look at who asks.",
        "`web` has every right on the table, and may call the functions of the staff",
        Sql(
            "default",
            "GRANT ALL ON restaurants_claim TO web",
            "ALTER TABLE restaurants_claim DISABLE ROW LEVEL SECURITY",
            f"GRANT EXECUTE ON FUNCTION {_STEP} TO web",
            "GRANT UPDATE (managed_since, website) ON restaurants_restaurant TO web",
        ),
    ),
    Protection(
        "claim_console_signs",
        "A statement in the console approves no claim, makes nobody an owner, and reads no digest of a code.",
        "`console` has every right on the table, and may call the worker's function",
        Sql(
            "default",
            "GRANT ALL ON restaurants_claim TO console",
            "CREATE POLICY open_to_all ON restaurants_claim TO console USING (true) WITH CHECK (true)",
            f"GRANT EXECUTE ON FUNCTION {_STEP} TO console",
        ),
    ),
    Protection(
        "claim_signature",
        "A step on a claim without a valid signature of whoever took it changes nothing.",
        "the worker does not check signatures",
        Replaced("accounts.staffing.worker.signatures.check", lambda _act, *, now: None),
    ),
    Protection(
        "claim_signature_content",
        "A signature of a step on another claim, or of another step, changes nothing.",
        "the digest leaves out what is decided",
        Replaced("accounts.staffing.canonical_form._of", lambda _act: {}),
    ),
    Protection(
        "claim_two_people",
        "One person alone approves no claim, whatever roles they have.",
        "the policy allows it, the function does not compare, and the constraint is dropped",
        Together(
            Replaced("accounts.staffing.claims.may_decide", allow),
            FunctionRedefined("default", _STEP, "claim.first_by = actor", "false"),
            _WITHOUT_CONSTRAINT,
        ),
    ),
    Protection(
        "claim_not_ones_own",
        "Nobody of the staff decides on a claim of their own, or to a place that they work with.",
        "the policy allows it, the function does not compare, and the constraint is dropped",
        Together(
            Replaced("accounts.staffing.claims.may_decide", allow),
            FunctionRedefined(
                "default",
                _STEP,
                "claim.user_id = actor OR public.restaurants_is_affiliated(actor, claim.restaurant_id)",
                "false",
            ),
            _WITHOUT_CONSTRAINT,
        ),
    ),
    Protection(
        "claim_staff_roles",
        "Only customer support and security engineers read claims, print letters and decide.",
        "every role of the company may",
        Together(
            Replaced("analytics.console.gate.may", allow),
            Replaced("analytics.console.views.claims.may_decide", allow),
            Replaced("restaurants.actions.claims.may_decide", allow),
            Replaced("accounts.staffing.claims.may_decide", allow),
        ),
    ),
    Protection(
        "claim_approved_once",
        "Of two claims to one place that are approved at once, one is; the other one waits for an answer of its owner.",
        "the function does not look for owners who came since, and does not wait for the place",
        FunctionRedefined("default", _STEP, "claim.answer_by IS NULL AND EXISTS", "false AND EXISTS"),
    ),
    Protection(
        "claim_rows_of_ones_own",
        "Where a filter is forgotten, the web process sees claims of the person whom it acts for, and to their places.",
        "the row policies are off",
        Sql("default", "ALTER TABLE restaurants_claim DISABLE ROW LEVEL SECURITY"),
    ),
    Protection(
        "claim_columns_unread",
        "The web process's login reads neither what a claimant wrote nor what an owner answered, nor who decided.",
        "it may read the table",
        Sql(
            "default",
            "GRANT SELECT ON restaurants_claim TO web",
            "ALTER TABLE restaurants_claim DISABLE ROW LEVEL SECURITY",
        ),
    ),
    Protection(
        "claim_answer_by_owners",
        "Only an owner of the place answers a claim to it, and never the claimant.",
        "the function does not ask who answers",
        Together(
            FunctionRedefined("default", _ANSWER, "NOT public.restaurants_manages_team(actor, place)", "false"),
            FunctionRedefined("default", _ANSWER, "AND user_id <> actor", ""),
        ),
    ),
    Protection(
        "claim_give_up_by_owners",
        "Only an owner gives a place up.",
        "the function does not ask who does",
        FunctionRedefined(
            "default",
            "public.restaurants_give_up(uuid, uuid)",
            "NOT public.restaurants_manages_team(actor, place)",
            "false",
        ),
    ),
    Protection(
        "claim_competitors_unreviewed",
        "Whoever claimed a place within a week reviews no competitor of it, also with an account that their document"
        " confirms since.",
        "the function that triggers and pages ask finds nobody",
        FunctionRedefined("default", _COMPETITOR, "claim.user_id = person AND", "false AND"),
    ),
    Protection(
        "claim_after_reviews",
        "Whoever reviewed a competitor within a week claims no place beside it.",
        "the function does not look for reviews",
        FunctionRedefined("default", _BEGIN, "review.author_id = actor AND", "false AND"),
    ),
    Protection(
        "claim_document_ownership",
        "Nobody adds a document to the claim of another person.",
        "the action does not ask whose it is, and the trigger is disabled",
        Together(
            Replaced("restaurants.actions.claim_documents._require_own", do_nothing),
            Sql("default", "ALTER TABLE restaurants_claimdocument DISABLE TRIGGER restaurants_document_of_own_claim"),
        ),
    ),
    Protection(
        "claim_documents_unread_by_web",
        "The web process's login finds no picture of a document.",
        "it has every right on the table",
        Sql("default", "GRANT ALL ON restaurants_claimdocument TO web"),
    ),
    Protection(
        "claim_documents_sealed",
        "The picture of a document is sealed under a key that the web process does not hold.",
        "it is kept as it is",
        Together(
            Replaced("restaurants.claims.documents.aead.seal", pass_plaintext),
            Replaced("restaurants.claims.documents.aead.unseal", pass_plaintext),
        ),
    ),
    Protection(
        "claim_document_roles",
        "Only who decides on claims opens a document, and never their own.",
        "every role of the company may, whose ever it is",
        Together(
            Replaced("analytics.console.gate.may", allow),
            Replaced("restaurants.actions.claim_documents.may_decide", allow),
        ),
    ),
    Protection(
        "claim_document_looks_logged",
        "Nobody sees a document whose line in the log was not written before.",
        "the picture is opened without a line",
        Replaced("restaurants.actions.claim_documents.look_at", look_unlogged),
    ),
    Protection(
        "claim_document_escapes",
        "Staff see a document as a picture that was made anew from pixels, can run nothing, and is stored nowhere.",
        "it is served with the headers of pages",
        Replaced("analytics.console.views.claims.PICTURE_HEADERS", {}),
    ),
    Protection(
        "claim_documents_end",
        "With the end of a claim its documents are deleted.",
        "they stay",
        Sql("default", "ALTER TABLE restaurants_claim DISABLE TRIGGER restaurants_documents_go_with_end"),
    ),
)
