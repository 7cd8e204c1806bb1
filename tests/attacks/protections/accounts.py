"""The protections of pages, passwords, sign-in, sessions and second factors of the site's accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

from accounts.models import Session
from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Sql, Together, always, do_nothing, setting

_CYCLE_KEY = "django.contrib.sessions.backends.base.SessionBase.cycle_key"


def any_key(ring: Any, purpose: Any, version: int | None = None) -> Any:
    """Hand out a key without asking whether the process is entitled to it."""
    return next(iter(ring._keys.values()))[1]


def seal_with_prefix(_purpose: Any, plaintext: bytes, *, context: bytes) -> bytes:
    """Put an empty nonce and tag before the plaintext, in place of sealing it."""
    return bytes(16) + plaintext


def keep_key(session_key: str) -> str:
    """Keep the session key itself."""
    return session_key


def sessions_of_any_age() -> dict[str, Any]:
    """Ask for no time after which a session would live."""
    return {}


def same_hash(_user: Any) -> str:
    """Tie a session to the same value, whatever the password."""
    return "the same"


def skip_second_factor(_stage: Any) -> tuple[None, bool]:
    """Sign in as though nobody had a second factor."""
    return None, True


def no_rate_limit(*_args: Any, **_kwargs: Any) -> Any:
    """Count nothing."""
    return do_nothing


def end_any_session(*, session_id: str, by: Any) -> bool:
    """End a session without asking whose it is."""
    return bool(Session.objects.filter(session_key=session_id).delete()[0])


def key_under_host(_adapter: Any, request: Any, **credentials: Any) -> str:
    """Count an account anew under each host name."""
    return f"{request.get_host()}:{credentials.get('email')}"


def count_by_machine_and_account(adapter: Any, request: Any, **credentials: Any) -> None:
    """Count as allauth does, by machine and by account in one."""
    adapter._attempt_of_machine = None
    DefaultAccountAdapter.pre_authenticate(adapter, request, **credentials)


_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "10/m/ip,5/5m/key"}

_CSRF = "django.middleware.csrf.CsrfViewMiddleware"
_READING_FIRST = [
    _CSRF,
    *(name for name in settings.MIDDLEWARE if name not in (_CSRF, "reviews_site.web.bodies.BodyLimits")),
]

PROTECTIONS = (
    Protection(
        "routes_deny_by_default",
        "Every route that is not marked public sends a visitor who is signed out to the sign-in page.",
        "the middleware that asks for a sign-in does nothing",
        Replaced("django.contrib.auth.middleware.LoginRequiredMiddleware.process_view", do_nothing),
    ),
    Protection(
        "csrf_tokens",
        "Another site's page cannot post to any route of the site or the console: not without a token, not with a token"
        " of another session, and not from another origin or referring page.",
        "tokens are not compared",
        Replaced("django.middleware.csrf.CsrfViewMiddleware.process_view", do_nothing),
    ),
    Protection(
        "metrics_token",
        "Nobody reads the metrics without the token.",
        "everybody may read them",
        Replaced("reviews_site.web.metrics.may_read_metrics", always),
    ),
    Protection(
        "keyring_entitlement",
        "The web process gets no key of another process.",
        "the keyring does not check which process asks",
        Replaced("reviews_site.crypto.keyring.Keyring.get", any_key),
    ),
    Protection(
        "password_pepper",
        "A thief with a dump of the accounts but without the pepper finds no password, even from a list that contains"
        " it; with the pepper the same search finds each.",
        "hashes are stored unsealed",
        Replaced("reviews_site.crypto.aead.seal", seal_with_prefix),
    ),
    Protection(
        "enumeration_by_time",
        "The time of an answer does not tell whether an address has an account, by a rank test over samples.",
        "the slow hash is left out, and answers are not delayed to the same length",
        Together(
            Replaced("allauth.account.auth_backends.AuthenticationBackend._mitigate_timing_attack", do_nothing),
            Replaced("accounts.actions.users.register_dry_run", do_nothing),
            Replaced("accounts.views.constant_time.wait", do_nothing),
        ),
    ),
    Protection(
        "enumeration_by_answer",
        "Signing up and asking for a code get the same answer (status, headers, cookies, page) with an account and"
        " without.",
        "known addresses get another answer",
        setting(ACCOUNT_PREVENT_ENUMERATION=False),
    ),
    Protection(
        "rate_limits_fail_closed",
        "While Valkey is down nobody gets unlimited guesses at sign-in; pages can still be read.",
        "nothing is counted",
        Together(setting(ACCOUNT_RATE_LIMITS=False), Replaced("accounts.adapter.count_failure", do_nothing)),
    ),
    Protection(
        "sign_in_rate_limits",
        "Neither one machine with many accounts nor many machines with one account can try a list of passwords.",
        "there are no limits",
        setting(ACCOUNT_RATE_LIMITS=False),
    ),
    Protection(
        "own_host",
        "A request under another name or port than the site's own gets no page, and nothing counts it.",
        "every name is the site's own",
        Replaced("reviews_site.web.hosts.is_own_host", always),
    ),
    Protection(
        "links_from_base_url",
        "No mail leads to a name that a request named.",
        "the base URL is what the request named",
        setting(BASE_URL="https://evil.example"),
    ),
    Protection(
        "limits_by_account_alone",
        "An account has five guesses in five minutes, under whatever name the site is called.",
        "attempts are counted by host name",
        Replaced("accounts.adapter.AccountAdapter._get_login_attempts_cache_key", key_under_host),
    ),
    Protection(
        "machine_limit_outlives_success",
        "Signing in to an account of one's own gives a machine no further guesses at others'.",
        "machine and account are counted together, and cleared together",
        Together(
            setting(ACCOUNT_RATE_LIMITS=_LIMITS),
            Replaced("accounts.adapter.AccountAdapter.pre_authenticate", count_by_machine_and_account),
            Replaced(
                "accounts.adapter.AccountAdapter._rollback_login_failed_rl_usage",
                DefaultAccountAdapter._rollback_login_failed_rl_usage,
            ),
        ),
    ),
    Protection(
        "slow_clients_hold_no_thread",
        "Two hundred clients that send slowly, or stop in the middle, hold up no page for others.",
        "threads read from the network, as gunicorn's own worker has them do",
        Replaced("tests.deploy.http_server.ARGUMENTS", ("--worker-class", "gthread")),
    ),
    Protection(
        "unread_bodies",
        "What somebody unknown sends to a page that asks for a sign-in is buffered up to 2 MiB and dropped: no code of"
        " the site reads it. No route reads more than it takes.",
        "forms are read before anybody asks who sent them and how long they are",
        setting(MIDDLEWARE=_READING_FIRST),
    ),
    Protection(
        "session_key_digests",
        "A dump of the sessions signs nobody in.",
        "the table keeps the keys themselves",
        Replaced("reviews_site.web.sessions.session_digest", keep_key),
    ),
    Protection(
        "session_limits",
        "A session cookie that was unused too long, or is too old, no longer signs in.",
        "sessions have no limits",
        Replaced("reviews_site.web.sessions.oldest_live", sessions_of_any_age),
    ),
    Protection(
        "session_age",
        "Using a session does not make it younger.",
        "the time of the sign-in is not kept",
        Replaced("reviews_site.web.sessions._SIGNED_IN", "another key"),
    ),
    Protection(
        "session_fixation",
        "A session cookie from before the sign-in, or from before a recent authentication, does not sign in later.",
        "sessions keep their key",
        Replaced(_CYCLE_KEY, do_nothing),
    ),
    Protection(
        "sessions_end_with_password",
        "A thief's session ends when the password is changed.",
        "sessions are not tied to the password",
        Together(
            Replaced("accounts.models.User.get_session_auth_hash", same_hash),
            Replaced("accounts.actions.security.end_other_sessions", do_nothing),
        ),
    ),
    Protection(
        "session_ownership",
        "Nobody ends another person's session.",
        "the owner of the session is not checked",
        Replaced("accounts.actions.security.end_session", end_any_session),
    ),
    Protection(
        "step_up",
        "A session that was left open, or a password alone, changes no second factor.",
        "every authentication counts as recent",
        Replaced("accounts.step_up.is_recently_authenticated", always),
    ),
    Protection(
        "second_factor_at_sign_in",
        "A stolen or newly mailed password does not sign in to an account with a second factor.",
        "the step is skipped",
        Replaced("allauth.mfa.stages.AuthenticateStage.handle", skip_second_factor),
    ),
    Protection(
        "second_factor_for_verification",
        "A stolen password starts no identity verification.",
        "the page asks for no second factor",
        Replaced("accounts.views.verification.require_second_factor", do_nothing),
    ),
    Protection(
        "second_factor_for_owners",
        "A stolen password opens no page of a restaurant's owner.",
        "owners' pages ask for no second factor",
        Together(
            Replaced("analytics.dashboards.views.require_second_factor", do_nothing),
            Replaced("restaurants.views.visits.require_second_factor", do_nothing),
        ),
    ),
    Protection(
        "second_factor_rate_limit",
        "Nobody can try one code after the other.",
        "attempts are not counted",
        Replaced("allauth.mfa.base.forms.check_rate_limit", no_rate_limit),
    ),
    Protection(
        "second_factor_encryption",
        "A dump of the second factors gives no code.",
        "secrets are kept as they are",
        Replaced("accounts.second_factor.SecondFactorAdapter.encrypt", lambda _adapter, text: text),
    ),
    Protection(
        "security_activity_append_only",
        "An injected statement removes nothing from the security activity.",
        "`web` may update, delete and truncate it",
        Sql("default", "GRANT UPDATE, DELETE, TRUNCATE ON accounts_securityevent TO web"),
    ),
    Protection(
        "address_change_confirmed_twice",
        "The holder of an open session cannot move the account to a mailbox of their own.",
        "any codes are taken",
        Replaced("accounts.actions.addresses.AddressChange.takes", always),
    ),
    Protection(
        "passkey_origin",
        "A passkey that was used on another page, such as the console's, does not sign in.",
        "any origin is taken",
        Replaced("accounts.factor_forms.refuse_other_origins", do_nothing),
    ),
    Protection(
        "mail_insert_only",
        "The web process cannot read, redirect or delete mail.",
        "`web` is granted all verbs on it",
        Sql("default", "GRANT SELECT, UPDATE, DELETE ON accounts_outgoingmail TO web"),
    ),
)
