"""The protections of what answers and logs say when input comes that no page of the site sends."""

from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Together, never

PROTECTIONS = (
    Protection(
        "nul_refused",
        "A NUL in a query or a form is a bad request, and reaches no store.",
        "nobody looks for one",
        Replaced("reviews_site.web.raw_input.has_nul", never),
    ),
    Protection(
        "passkeys_registered_once",
        "One passkey is registered once, and not again for another account.",
        "nobody looks whether it is there",
        Together(
            Replaced("accounts.factor_forms.is_registered", never),
            Replaced("accounts.actions.factors.is_registered", never),
        ),
    ),
    Protection(
        "rows_in_logs",
        "What PostgreSQL tells of rows when it refuses them reaches no log.",
        "errors are logged as they come",
        Replaced("reviews_site.logs.without_rows", str),
    ),
)
