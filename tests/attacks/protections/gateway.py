"""The protections of the gateway of the models: tokens, quotas, what may be sent, and what can be learned."""

from typing import Any

import numpy as np

from mlmodels.gateway.tensors import FP64, Tensor
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together

_SERVICE = "governance.gateway_service(uuid, text, text, text)"
_ASK = "governance.gateway_ask(uuid, text, text, text, text[], integer)"
_UNBOUND = Sql("analytical", "ALTER TABLE governance.gateway_quota DROP CONSTRAINT gateway_quota_within")
_FACTS = ("core.reviews", "core.visits", "derived.review_sentiment", "governance.gateway_token")


def as_it_is(tensor: Tensor) -> Tensor:
    """A tensor that nobody looked at."""
    return tensor


def to_the_last_bit(name: str, values: Any, *, digits: int) -> Tensor:
    """Numbers as the model has them."""
    array = np.asarray(values, dtype=float)
    return Tensor(name, FP64, array.shape, array.reshape(-1))


PROTECTIONS = (
    Protection(
        "gateway_token_digest",
        "A dump of the gateway's tokens gives none that works.",
        "what is kept is compared with what is sent as it is",
        FunctionRedefined("analytical", _SERVICE, "token.digest = given_digest", "given_digest IS NOT NULL"),
    ),
    Protection(
        "gateway_token_expires",
        "A service's token works until its end, also where another took its place.",
        "nobody looks at the end",
        FunctionRedefined("analytical", _SERVICE, "token.expires_at > clock_timestamp()", "true"),
    ),
    Protection(
        "gateway_token_revoked",
        "A service's token that was revoked is refused at once.",
        "a revoked token is found too",
        FunctionRedefined("analytical", _SERVICE, "token.revoked_at IS NULL", "true"),
    ),
    Protection(
        "gateway_token_model",
        "A token for one model or version tells of no other that it is there.",
        "every token is for everything",
        FunctionRedefined(
            "analytical",
            _SERVICE,
            "token.allowed_models::text[] && ARRAY[asked_model, asked_model || '/' || asked_version]",
            "true",
        ),
    ),
    Protection(
        "gateway_calls",
        "Of a thousand calls at once exactly as many pass as the service may make.",
        "what was counted is not looked at",
        Together(_UNBOUND, FunctionRedefined("analytical", _ASK, "< quota.calls_a_minute", "IS NOT NULL")),
    ),
    Protection(
        "gateway_rows",
        "Who asks a model without end, by however many tokens, learns of a day's rows and no more.",
        "rows are counted, and not compared",
        Together(_UNBOUND, FunctionRedefined("analytical", _ASK, "<= quota.rows_a_day - row_count", "IS NOT NULL")),
    ),
    Protection(
        "gateway_rows_kept",
        "Whoever has taken over the gateway gives no service its rows back.",
        "a negative number of rows is taken",
        Together(
            Sql("analytical", "ALTER TABLE governance.access_event DROP CONSTRAINT access_event_rows_check"),
            FunctionRedefined("analytical", _ASK, "row_count < 0", "false"),
        ),
    ),
    Protection(
        "gateway_log",
        "Whoever has taken over the gateway speaks for no service whose token it was not sent.",
        "the log is written for whatever token",
        FunctionRedefined("analytical", _SERVICE, "token.digest = given_digest", "true"),
    ),
    Protection(
        "gateway_reaches_no_fact",
        "The gateway's login reads no review, no visit, no score and no token, and changes none of its models.",
        "it may read and write them",
        Sql(
            "analytical",
            "GRANT USAGE ON SCHEMA core, derived, governance TO gateway",
            *(f"GRANT SELECT ON {relation} TO gateway" for relation in _FACTS),
            "GRANT UPDATE, INSERT, DELETE ON derived.visitor_model, derived.model_release TO gateway",
            "GRANT UPDATE ON governance.gateway_quota TO gateway",
        ),
    ),
    Protection(
        "gateway_client_certificate",
        "Where TLS is set, the gateway answers clients alone whose certificate it knows.",
        "nobody is asked for one",
        Replaced("tests.deploy.http_server.ARGUMENTS", ("-k", "tests.deploy.unverified_worker.UnverifiedWorker")),
    ),
    Protection(
        "gateway_packed_body",
        "A body that is small and unpacks to much is not unpacked further than the limit.",
        "there is no limit",
        Replaced("mlmodels.gateway.wire.MAX_BODY_BYTES", 2**30),
    ),
    Protection(
        "gateway_numbers",
        "What is no number reaches no model.",
        "values are taken as they come",
        Together(
            Replaced("mlmodels.gateway.wire.checked_numbers", as_it_is),
            Replaced("mlmodels.gateway.tensors.checked_numbers", as_it_is),
        ),
    ),
    Protection(
        "gateway_rounding",
        "An answer has two digits: two texts that differ in a millionth have the same.",
        "figures come as the model has them",
        Replaced("mlmodels.gateway.review_models.numbers", to_the_last_bit),
    ),
)
