"""The protections of what confirms a visit: table codes and receipts."""

from typing import Any

from restaurants.models import Receipt
from restaurants.visit_confirmation.sealed_pictures import open_picture
from tests.attacks.protection import Protection
from tests.attacks.switches import (
    FunctionRedefined,
    Replaced,
    Sql,
    TextReplaced,
    Together,
    allow,
    always,
    do_nothing,
    pass_plaintext,
)

_USE = "public.restaurants_use_table_code(uuid, text)"
_PLACE = "public.restaurants_place_of_table_code(text)"


def look_unlogged(*, receipt: Receipt, **_named: Any) -> bytes:
    """Open a picture, and write down nothing."""
    return open_picture(receipt)


PROTECTIONS = (
    Protection(
        "table_code_tries",
        "One person tries twenty table codes an hour at most.",
        "nobody counts",
        Replaced("restaurants.views.table_codes.ratelimit.consume", always),
    ),
    Protection(
        "table_code_once",
        "A table code confirms one review, also where two people use it at once.",
        "a used code is taken again",
        FunctionRedefined("default", _USE, "code.used_on IS NULL", "true"),
    ),
    Protection(
        "table_code_of_place",
        "A table code confirms a visit to the restaurant where it lay, and no other.",
        "every restaurant's code is taken",
        FunctionRedefined("default", _USE, "code.restaurant_id = review.restaurant_id", "true"),
    ),
    Protection(
        "table_code_days",
        "A table code is worth nothing after 90 days.",
        "nobody looks at the day",
        FunctionRedefined("default", _USE, "code.expires_at > pg_catalog.clock_timestamp()", "true"),
    ),
    Protection(
        "table_code_not_by_owner",
        "No table code confirms a review by somebody who manages the restaurant, whatever the site says.",
        "the database does not ask who wrote it",
        FunctionRedefined(
            "default", _USE, "public.restaurants_is_affiliated(review.author_id, code.restaurant_id)", "false"
        ),
    ),
    Protection(
        "table_code_answers",
        "Whoever tries codes learns the same of one that is wrong, used, expired or another restaurant's.",
        "codes that are used or expired lead to their restaurant",
        Together(
            FunctionRedefined("default", _PLACE, "code.used_on IS NULL", "true"),
            FunctionRedefined("default", _PLACE, "code.expires_at > pg_catalog.clock_timestamp()", "true"),
        ),
    ),
    Protection(
        "table_codes_unread",
        "The web process's login reads, makes and changes no table code.",
        "it has every right on the table",
        Sql("default", "GRANT ALL ON restaurants_tablecode TO web"),
    ),
    Protection(
        "visit_confirmed_by_function",
        "The web process's login can't say that a visit is confirmed, nor how often a review was found helpful.",
        "it writes the columns of a review, and the trigger for new ones is disabled",
        Sql(
            "default",
            "GRANT UPDATE ON restaurants_review TO web",
            "ALTER TABLE restaurants_review DISABLE TRIGGER restaurants_new_review_is_bare",
        ),
    ),
    Protection(
        "table_code_paths_masked",
        "No log line holds a table code, also where the address of a page has one.",
        "paths are written as they were asked for",
        Replaced("reviews_site.logs._MASKS", ()),
    ),
    Protection(
        "table_code_addresses",
        "The page that a QR code opens leads away from the code's address at once; nothing stores it or refers to it.",
        "it is answered as any public page",
        Together(
            Replaced("restaurants.views.table_codes.never_store", lambda _response: None),
            TextReplaced("restaurants.views.table_codes.REFERRER_POLICY", "no-referrer", "unsafe-url"),
        ),
    ),
    Protection(
        "receipt_ownership",
        "Nobody sends or deletes a receipt for the review of another person.",
        "the action does not ask whose it is, and the trigger is disabled",
        Together(
            Replaced("restaurants.actions.receipts._require_own", do_nothing),
            Sql("default", "ALTER TABLE restaurants_receipt DISABLE TRIGGER restaurants_receipt_of_own_review"),
        ),
    ),
    Protection(
        "receipts_unread_by_web",
        "The web process's login neither finds the picture of a receipt nor decides on one.",
        "it has every right on the table, and may call the function",
        Sql(
            "default",
            "GRANT ALL ON restaurants_receipt TO web",
            "GRANT EXECUTE ON FUNCTION restaurants_decide_receipt(uuid, text) TO web",
        ),
    ),
    Protection(
        "receipts_sealed",
        "The picture of a receipt is sealed under a key that the web process does not hold.",
        "it is kept as it is",
        Together(
            Replaced("restaurants.visit_confirmation.sealed_pictures.aead.seal", pass_plaintext),
            Replaced("restaurants.visit_confirmation.sealed_pictures.aead.unseal", pass_plaintext),
        ),
    ),
    Protection(
        "receipt_roles",
        "Only customer support opens receipts and decides on them.",
        "every role of the company may",
        Together(
            Replaced("analytics.console.gate.may", allow),
            Replaced("restaurants.actions.receipts.may_check", allow),
        ),
    ),
    Protection(
        "receipt_not_ones_own",
        "Nobody decides on a receipt of their own.",
        "nobody asks whose it is",
        Replaced("restaurants.actions.receipts.may_check", allow),
    ),
    Protection(
        "receipt_deleted_with_decision",
        "With the decision on a receipt its picture is deleted.",
        "it stays",
        Replaced("restaurants.actions.receipts.store.delete_receipt", do_nothing),
    ),
    Protection(
        "receipt_looks_logged",
        "Nobody sees a receipt whose line in the log was not written before.",
        "the picture is opened without a line",
        Replaced("restaurants.actions.receipts.look_at", look_unlogged),
    ),
    Protection(
        "receipt_escapes",
        "Staff see a receipt as a picture that was made anew from pixels, can run nothing, and is stored nowhere.",
        "it is served with the headers of pages",
        Replaced("analytics.console.views.receipts.PICTURE_HEADERS", {}),
    ),
)
