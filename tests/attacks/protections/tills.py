"""The protections of guest numbers that a till sends: by tokens, and by signed messages."""

from accounts.models import User
from restaurants.enums import TillOutcome
from restaurants.models import Restaurant, Till, TillMessage
from reviews_site.crypto.aead import Tampered, unseal
from reviews_site.policy import TeamPermission
from reviews_site.processes import Purpose
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, allow, always


def any_restaurant(_user: User, slug: str, _permission: TeamPermission) -> Restaurant:
    """The restaurant, whoever asks."""
    return Restaurant.objects.get(slug=slug)


def open_without_context(purpose: Purpose, sealed: bytes, *, context: bytes) -> bytes:
    """A secret, in whichever row it stands."""
    for till_id in Till.objects.values_list("pk", flat=True):
        try:
            return unseal(purpose, sealed, context=till_id.bytes)
        except Tampered:
            continue
    raise Tampered


def by_headers_of_unknown_order(message: TillMessage, *_args: object) -> TillOutcome:
    """What a message is, where ids are compared before signatures."""
    known = TillMessage.objects.filter(till=message.till_id, message_id=message.message_id).exclude(pk=message.pk)
    return TillOutcome.REPLAYED if known.exists() else TillOutcome.ACCEPTED


_NOTE_MISSED = "public.restaurants_note_missed_forecasts(uuid[], date[], double precision[], double precision[])"
_MAY = "public.restaurants_may(actor, till.restaurant_id, 'enter_guest_numbers')"
_FUNCTIONS = {
    "public.restaurants_make_till(uuid, uuid, text, text)": (
        "public.restaurants_may(actor, place, 'enter_guest_numbers')",
        "true",
    ),
    "public.restaurants_renew_till(uuid, uuid, text)": (_MAY, "true"),
    "public.restaurants_revoke_till(uuid, uuid)": (_MAY, "true"),
}

PROTECTIONS = (
    Protection(
        "till_token_restaurant",
        "A token for one restaurant neither reads nor writes the guest numbers of another.",
        "the bound is not asked for",
        Replaced("api.team_access.is_within_bound", always),
    ),
    Protection(
        "till_permission",
        "A token enters guest numbers for as long as its person may.",
        "neither the view nor the action asks for the permission",
        Together(
            Replaced("api.team_access.managed_restaurant", any_restaurant),
            Replaced("restaurants.actions.visits.Decision", allow),
        ),
    ),
    Protection(
        "till_second_factor",
        "A team's routes ask for a second factor, as its pages do.",
        "a password is enough",
        Replaced("api.team_access.gave_second_factor", always),
    ),
    Protection(
        "till_signature",
        "A till's message counts only where the till's secret signed its id, its time and its body.",
        "nobody compares signatures",
        Replaced("restaurants.tills.messages.is_signed", always),
    ),
    Protection(
        "till_own_secret",
        "A secret is sealed for one till: in the row of another it opens nothing.",
        "a sealed secret is opened in whichever row it stands",
        Replaced("restaurants.rotated_secrets.unseal", open_without_context),
    ),
    Protection(
        "till_replay",
        "The id of a verified message is used once: a recorded message changes nothing.",
        "nobody looks at ids",
        Together(
            Replaced("restaurants.tills.messages._verified_ids", lambda _messages: set()),
            Sql("default", "DROP INDEX restaurants_till_id_once"),
        ),
    ),
    Protection(
        "till_window",
        "A message counts within five minutes of when it was signed.",
        "neither web nor the worker looks at the time",
        Together(
            Replaced("restaurants.views.tills.is_recent", always),
            Replaced("restaurants.tills.messages.is_recent", always),
        ),
    ),
    Protection(
        "till_window_of_the_worker",
        "The worker compares a message's time with when the database took it, whatever web says.",
        "the worker does not look at the time",
        Replaced("restaurants.tills.messages.is_recent", always),
    ),
    Protection(
        "till_unverified_ids",
        "What is not signed uses up no id of a genuine message.",
        "ids are compared before signatures",
        Replaced("restaurants.tills.messages._outcome_of_headers", by_headers_of_unknown_order),
    ),
    Protection(
        "till_unknown_alike",
        "An address of a till that there is not answers as one that there is.",
        "an unknown address says so",
        FunctionRedefined(
            "default",
            "public.restaurants_receive_till_message(uuid, text, bigint, text, text)",
            "IF NOT FOUND THEN\n        RETURN true",
            "IF NOT FOUND THEN\n        RETURN false",
        ),
    ),
    Protection(
        "till_columns",
        "The web process's login reads no secret of a till and no body, and writes tills by functions alone.",
        "it may read and write both tables",
        Sql("default", "GRANT SELECT, INSERT, UPDATE, DELETE ON restaurants_till, restaurants_tillmessage TO web"),
    ),
    Protection(
        "till_functions_ask",
        "The functions that connect, renew and revoke a till ask whether the person who acts may enter guest numbers.",
        "they ask nobody",
        Together(*(FunctionRedefined("default", name, old, new) for name, (old, new) in _FUNCTIONS.items())),
    ),
    Protection(
        "till_publishes_numbers_alone",
        "The worker that reads what tills send publishes guest numbers, and no other event.",
        "it may publish any event",
        Sql("default", "ALTER TABLE outbox_event DROP CONSTRAINT outbox_event_of_tills"),
    ),
    Protection(
        "missed_forecasts_noted_by_relay",
        "The web process's login notes no day as one whose forecast was missed, of which teams would be notified.",
        "it may call the relay's function, and write the table",
        Sql(
            "default",
            f"GRANT EXECUTE ON FUNCTION {_NOTE_MISSED} TO web",
            "GRANT SELECT, INSERT ON restaurants_missedforecast TO web",
        ),
    ),
    Protection(
        "missed_forecasts_of_counted_days",
        "The relay notes as missed only days of the last two weeks whose numbers lie outside the range that it names.",
        "the function believes it",
        FunctionRedefined(
            "default",
            _NOTE_MISSED,
            "counted.day BETWEEN today - 14 AND today\n"
            "      AND (counted.visitors < floor(forecast.low) OR counted.visitors > ceil(forecast.high))",
            "true",
        ),
    ),
)
