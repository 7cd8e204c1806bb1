"""The protections of the API: tokens, and what they reach."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import ApiToken, User
from reviews_site.logs import _MASKS
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, always, do_nothing

_USE = "public.accounts_use_api_token(uuid, text, text)"
_WITHOUT_POLICIES = Sql("default", "ALTER TABLE accounts_apitoken DISABLE ROW LEVEL SECURITY")


def tokens_of_anybody(_user: User) -> QuerySet[ApiToken]:
    """Every token."""
    return ApiToken.objects.defer("digest", "home_region").filter(revoked_at=None)


PROTECTIONS = (
    Protection(
        "api_token_digest",
        "A dump of the database gives no token that works.",
        "what is kept is compared with what is sent as it is",
        FunctionRedefined("default", _USE, "token.digest = given_digest", "given_digest IS NOT NULL"),
    ),
    Protection(
        "api_token_expires",
        "A token works until its end, and no second longer.",
        "nobody looks at the end",
        FunctionRedefined("default", _USE, "token.expires_at > pg_catalog.clock_timestamp()", "true"),
    ),
    Protection(
        "api_token_revoked",
        "A revoked token is refused at once.",
        "a revoked token is found too",
        FunctionRedefined("default", _USE, "token.revoked_at IS NULL", "true"),
    ),
    Protection(
        "api_token_of_open_account",
        "The tokens of an account end with it.",
        "nobody looks at the account",
        FunctionRedefined("default", _USE, "owner.is_active", "true"),
    ),
    Protection(
        "api_token_scope",
        "A token does what it was made for, and nothing else that its person may do.",
        "every token is for everything",
        Replaced("accounts.selectors.api_tokens.TokenAccess.allows", always),
    ),
    Protection(
        "api_token_restaurant",
        "A token for one restaurant reaches that restaurant's part alone.",
        "the bound is not asked for",
        Replaced("api.views.own.bound_of", do_nothing),
    ),
    Protection(
        "api_token_own_only",
        "Nobody sees or revokes another person's token.",
        "tokens are found by id alone, and no row policy asks whose they are",
        Together(
            Replaced("accounts.actions.api_tokens.live_tokens", tokens_of_anybody),
            Replaced("accounts.selectors.api_tokens.live_tokens", tokens_of_anybody),
            _WITHOUT_POLICIES,
        ),
    ),
    Protection(
        "api_token_step_up",
        "A session that was stolen makes no token: that takes a factor within the last five minutes.",
        "a session is enough",
        Replaced("accounts.step_up.is_recently_authenticated", always),
    ),
    Protection(
        "api_token_needs_id_and_secret",
        "The secret of one token opens no other.",
        "the id is enough",
        FunctionRedefined("default", _USE, "token.digest = given_digest", "true"),
    ),
    Protection(
        "api_token_tries",
        "Wrong tokens are counted by address.",
        "nobody counts",
        Replaced("api.limits.AddressLimit.allow_request", always),
    ),
    Protection(
        "api_answers_not_stored",
        "What a token is answered is kept by no browser and no proxy, and read by no page of another site.",
        "nobody says so",
        Replaced("api.middleware.is_public_read", always),
    ),
    Protection(
        "api_token_masked",
        "A token in a log line is masked, wherever it stands.",
        "tokens are no pattern of the mask",
        Replaced("reviews_site.logs._MASKS", tuple(mask for mask in _MASKS if "pm_" not in mask[0].pattern)),
    ),
    Protection(
        "api_token_column_grants",
        "The web process's login reads no digest, and changes of a token only that it was revoked.",
        "it may read and change all columns",
        Sql(
            "default",
            "GRANT SELECT, INSERT, UPDATE ON accounts_apitoken TO web",
            "ALTER TABLE accounts_apitoken DROP CONSTRAINT accounts_apitoken_a_year",
        ),
    ),
    Protection(
        "api_own_fields",
        "A body sets nothing but what is its author's to write.",
        "fields that nobody knows are passed over",
        Replaced("api.serializers.inputs.Input.to_internal_value", serializers.Serializer.to_internal_value),
    ),
    Protection(
        "api_if_match",
        "A program changes only what it has seen: a change that came between is not lost.",
        "nobody compares ETags",
        Replaced("api.views.own_writing.require_match", do_nothing),
    ),
    Protection(
        "api_request_row_security",
        "Row policies show the web process the kept answers of one person at a time.",
        "no row policy asks whose they are",
        Sql("default", "ALTER TABLE accounts_apirequest DISABLE ROW LEVEL SECURITY"),
    ),
    Protection(
        "api_token_row_security",
        "Row policies show the web process the tokens of one person at a time.",
        "no row policy asks whose they are",
        _WITHOUT_POLICIES,
    ),
)
