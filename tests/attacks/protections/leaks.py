"""The protections of the watch over who reads what."""

import numpy as np

from analytics.leaks.reading import Floats, History
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together

_WATCH = "governance.watch_honey()"
_ALERT = "public.console_alert_of_leak(text, text, text, text)"


def see_no_drip(history: History) -> Floats:
    """Score everybody as usual."""
    return np.zeros(history.in_day.shape)


def find_nothing(*_asked: object) -> list[object]:
    """Find everything usual."""
    return []


PROTECTIONS = (
    Protection(
        "leak_honey_raises",
        "Whoever of the company reads a row that holds nobody raises an alert, under whichever of its ids it stands in"
        " the access log.",
        "no fingerprint is compared",
        FunctionRedefined("analytical", _WATCH, "e.row_fingerprints @> ARRAY[h.fingerprint]", "false"),
    ),
    Protection(
        "leak_honey_stops",
        "Whoever reads such a row keeps neither an elevation nor a session at the console.",
        "neither is ended",
        Together(
            FunctionRedefined("analytical", _WATCH, "one.stopped_at IS NULL", "false"),
            FunctionRedefined("default", _ALERT, "s.user_id::text = reader", "false"),
        ),
    ),
    Protection(
        "leak_cool_down_by_reader",
        "Nobody silences the alert about another reader by reading a honey row first.",
        "the cool-down does not compare the reader",
        FunctionRedefined("analytical", _WATCH, "a.reader_id = e.reader_id AND a.login = e.login AND", ""),
    ),
    Protection(
        "leak_honey_unknown",
        "No login learns which rows are honey.",
        "logins may read their fingerprints",
        Sql("analytical", "GRANT SELECT ON governance.honey_row TO console, security_engineer, data_engineer, watch"),
    ),
    Protection(
        "leak_watch_reads_nothing",
        "A statement in the worker `watch` reads no review, no text, no line of the access log, no person and no mail.",
        "it is granted SELECT",
        Together(
            Sql(
                "analytical",
                "GRANT USAGE ON SCHEMA core, derived TO watch",
                "GRANT SELECT ON core.reviews, derived.review_sentiment TO watch",
                "GRANT SELECT ON governance.access_event, governance.reading_hour TO watch",
            ),
            Sql("default", "GRANT SELECT ON accounts_user, accounts_outgoingmail, restaurants_review TO watch"),
        ),
    ),
    Protection(
        "leak_alerts_by_functions",
        "A statement in the console removes no alert, changes none and makes none.",
        "it is granted all verbs",
        Sql("analytical", "GRANT ALL ON governance.leak_alert TO console"),
    ),
    Protection(
        "leak_alert_not_ones_own",
        "Nobody decides on an alert about themselves.",
        "the function does not compare the reader",
        FunctionRedefined(
            "analytical",
            "governance.leak_alert_triage(uuid, uuid, text, text, text)",
            "AND a.reader_id <> person::text",
            "",
        ),
    ),
    Protection(
        "leak_digest_once",
        "A watcher that is killed and started again mails no week's digest twice.",
        "the week is not remembered",
        FunctionRedefined("default", "public.console_mail_of_digest(date, text, text, text)", "NOT FOUND", "false"),
    ),
    Protection(
        "leak_unusual_raises",
        "Whoever of the company reads data of far more people in an hour than they and their role do raises an alert,"
        " whatever they read before.",
        "the rules find nothing",
        Replaced("analytics.leaks.log_rules.findings", find_nothing),
    ),
    Protection(
        "leak_drip_found",
        "Who takes fifty people more each day is found before they have a twentieth of everybody.",
        "the model scores nothing",
        Replaced("analytics.leaks.rules.drip_scores", see_no_drip),
    ),
)
