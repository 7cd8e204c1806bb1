"""The protections of tokens of the API that belong to nobody."""

from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Sql

_USE = "public.accounts_use_api_token(uuid, text, text)"
_NOTE = "public.accounts_note_honey_token(uuid, text, text)"
_USES = "public.accounts_honey_token_uses()"
_LOGINS = "web, console, watch, mail, relay"

PROTECTIONS = (
    Protection(
        "honey_token_raises",
        "Whoever sends a token of the API that belongs to nobody raises an alert, on whichever route.",
        "nobody compares a wrong token with those",
        FunctionRedefined("default", _USE, "PERFORM public.accounts_note_honey_token(", "PERFORM concat("),
    ),
    Protection(
        "honey_token_like_a_wrong_one",
        "No answer tells a token that belongs to nobody from a wrong one, and none fails where its use can't be noted.",
        "an error goes on to the caller",
        FunctionRedefined("default", _NOTE, "WHEN OTHERS", "WHEN division_by_zero"),
    ),
    Protection(
        "honey_token_bounded",
        "Whoever sends such a token from many networks has ten mails a day sent, and silences no other token.",
        "the uses of a day are not counted",
        FunctionRedefined("default", _NOTE, "10 <=", "10000 <="),
    ),
    Protection(
        "honey_token_cool_down_by_network",
        "Nobody silences the alert about another network by sending such a token first.",
        "all networks are one",
        FunctionRedefined("default", _NOTE, "network(address)::text", "'all'"),
    ),
    Protection(
        "honey_token_unknown",
        "No login learns which tokens of the API are honey, or deletes what was noted of one.",
        "logins have the tables and the function",
        Sql(
            "default",
            f"GRANT SELECT, DELETE ON accounts_honeytoken, accounts_honeytokenuse TO {_LOGINS}",
            f"GRANT EXECUTE ON FUNCTION {_NOTE} TO {_LOGINS}",
        ),
    ),
    Protection(
        "honey_token_alert_waits",
        "A use of such a token waits for its alert while the analytical store takes none, and raises one.",
        "a use that is a moment old is left out",
        FunctionRedefined("default", _USES, "u.handled_at IS NULL", "u.used_at > clock_timestamp()"),
    ),
)
