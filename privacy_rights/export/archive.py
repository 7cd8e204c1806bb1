"""The archive: a file for each table, what analytics hold, and what all of it means."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import Model

from privacy_rights.data_subjects import exported_fields, exported_tables
from reviews_site.privacy import Privacy, SubjectPath, classification

STORE = "default"
# What the file of each table is called. The company's own are empty for most people.
FILE_NAMES = {
    "account_emailaddress": "e-mail addresses",
    "accounts_appealaction": "steps on appeals",
    "accounts_claimaction": "steps on claims",
    "accounts_suggestionaction": "decisions on suggestions",
    "accounts_consent": "answers to agreements and uses",
    "accounts_customerlookup": "lookups by customer support",
    "accounts_datasetdecision": "decisions on datasets",
    "accounts_profile": "profile",
    "accounts_roledecision": "decisions on roles",
    "accounts_roleproposal": "proposals of roles",
    "accounts_securityevent": "security activity",
    "accounts_session": "devices signed in",
    "accounts_signedactionoutcome": "outcomes of signed actions",
    "accounts_usedcode": "codes that signed actions",
    "accounts_user": "account",
    "accounts_user_groups": "groups",
    "accounts_user_user_permissions": "permissions",
    "accounts_verificationappeal": "appeals",
    "accounts_verificationrequest": "identity checks asked for",
    "accounts_verificationsession": "identity checks at the provider",
    "accounts_verificationstatus": "confirmation",
    "accounts_verificationwithdrawal": "confirmations withdrawn",
    "audit_event": "log of what was done",
    "console_session": "devices signed in to the console",
    "guardian_userobjectpermission": "permissions on single things",
    "accounts_apirequest": "answers to programs, for a day",
    "accounts_apitoken": "tokens of programs",
    "mfa_authenticator": "passkeys and authenticator apps",
    "outbox_event": "events sent to analytics",
    "privacy_rights_erasurerequest": "requests to delete the account",
    "privacy_rights_exportrequest": "requests for a copy",
    "restaurants_claim": "restaurants you claimed",
    "restaurants_suggestion": "changes you suggested",
    "restaurants_claimdocument": "documents sent with claims",
    "restaurants_follow": "restaurants you follow",
    "restaurants_helpfulvote": "reviews found helpful",
    "restaurants_notification": "notifications",
    "restaurants_notificationchoice": "how you are notified",
    "restaurants_photo": "photos",
    "restaurants_quiethours": "when you are not mailed",
    "restaurants_receipt": "receipts sent",
    "restaurants_restaurantuserobjectpermission": "restaurants you manage",
    "restaurants_review": "reviews",
    "restaurants_reviewdraft": "drafts of reviews",
    "restaurants_reviewversion": "earlier versions of reviews",
    "restaurants_reply": "replies of restaurants to your reviews",
    "restaurants_replyversion": "earlier versions of replies to your reviews",
    "restaurants_savedlist": "lists of saved restaurants",
    "restaurants_savedplace": "saved restaurants",
    "restaurants_teamedit": "what you published on restaurants’ pages",
    "restaurants_teamevent": "what you did in restaurants' teams",
    "restaurants_teammember": "restaurants' teams that you are or were on",
    "restaurants_withdrawnreview": "withdrawn reviews",
}
_RESTAURANT = ("restaurant_id", "content_object_id")
_README = """Everything that this site keeps of you.

account/*.json   what the site keeps: your profile, your reviews and so on, and nobody else's
analytics.json   what statistics hold of you, under your pseudonym
schema.json      for each file, its table in the database and its columns: what they mean, and how private they are

Files for which nothing is kept of you hold an empty list. Restaurants are named beside their number.

Left out: secrets. These are hashes of passwords, keys of sessions, the secrets of passkeys and apps, and the address of
a page where a document is checked. They say nothing of you, and who found this file could sign in with them. Left out
too: which other account did something to yours; that it was done, and when, is in it. What was known of a document is
kept as a keyed fingerprint that leads to nobody without the document itself.
"""


def build_archive(
    rows: Mapping[str, list[dict[str, Any]]], analytics: bytes, name_restaurants: Callable[[set[str]], dict[str, str]]
) -> bytes:
    """The zip's bytes.

    Args:
        rows: one person's, by table.
        analytics: the JSON document of the analytical store.
        name_restaurants: finds the names of restaurants by their ids.
    """
    statistics = json.loads(analytics)
    documents = (*(row for found in rows.values() for row in found), *_objects(statistics))
    names = name_restaurants({str(row[key]) for row in documents for key in _RESTAURANT if row.get(key)})
    for row in documents:
        for key in _RESTAURANT:
            if name := names.get(str(row.get(key))):
                row["restaurant_name"] = name
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", _README)
        file.writestr("schema.json", _as_json(_schema()))
        file.writestr("analytics.json", _as_json(statistics))
        for table, found in sorted(rows.items()):
            file.writestr(f"account/{FILE_NAMES[table]}.json", _as_json(found))
    return out.getvalue()


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    """Every object within a JSON document, however deep."""
    if isinstance(document, dict):
        yield document
    for part in document.values() if isinstance(document, dict) else document if isinstance(document, list) else ():
        yield from _objects(part)


def _schema() -> dict[str, dict[str, Any]]:
    return {
        f"account/{FILE_NAMES[model._meta.db_table]}.json": {
            "table": model._meta.db_table,
            "columns": _columns(model, subject),
        }
        for model, subject in exported_tables(STORE)
    }


def _columns(model: type[Model], subject: SubjectPath) -> dict[str, dict[str, str]]:
    classes = classification(model) if hasattr(model, "privacy") else {}
    return {
        str(field.column): {"means": field.db_comment or "", "class": str(classes.get(field.name, Privacy.PERSONAL))}
        for field in exported_fields(model, subject)
    }


def _as_json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
