"""The protections of what browsers run, keep, and give to pages of other sites."""

from typing import Any

from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, do_nothing


def keep_response(_middleware: Any, _request: Any, response: Any) -> Any:
    """Return the response without another header."""
    return response


PROTECTIONS = (
    Protection(
        "content_security_policy",
        "No page lets inline code run.",
        "the middleware adds no header",
        Replaced("csp.middleware.CSPMiddleware.process_response", keep_response),
    ),
    Protection(
        "pages_not_stored",
        "No browser or proxy keeps any answer to somebody who is signed in, nor any of the console's.",
        "answers carry no header against it",
        Replaced("reviews_site.web.no_store.never_store", do_nothing),
    ),
    Protection(
        "private_answers_not_embedded",
        "No page of another site loads an answer to somebody who is signed in, as a picture or a script.",
        "answers do not say so",
        Replaced("reviews_site.web.no_store.refuse_embedding", do_nothing),
    ),
    Protection(
        "storage_cleared_at_sign_out",
        "Whoever signs out leaves nothing in the browser that scripts kept, such as a draft.",
        "nobody tells the browser",
        Replaced("reviews_site.web.no_store.clear_storage", do_nothing),
    ),
)
