"""The protections of the company's console and the query service."""

from tests.attacks.protection import Protection
from tests.attacks.switches import (
    NO_COMPANY_ACCOUNTS,
    FunctionRedefined,
    Replaced,
    Sql,
    Together,
    allow,
    always,
    do_nothing,
    never,
)

_STAFF_TABLES = "accounts_staffrole, accounts_staffinvitation"

PROTECTIONS = (
    Protection(
        "console_second_factor",
        "A stolen password opens no page of the console, and sets up no second factor.",
        "the gate asks for none",
        Replaced("analytics.console.gate.has_second_factor", always),
    ),
    Protection(
        "console_permission",
        "A role opens no page of another role.",
        "the gate asks for no permission",
        Replaced("analytics.console.gate.may", allow),
    ),
    Protection(
        "console_account_rows",
        "The console's login sees the accounts of employees with a valid role and no others, even in an open"
        " transaction.",
        "row security on accounts is off",
        Sql(
            "default",
            "ALTER TABLE accounts_user DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE account_emailaddress DISABLE ROW LEVEL SECURITY",
        ),
    ),
    Protection(
        "console_staff_tables_closed",
        "An injected statement in the console or the site gives nobody a company role.",
        "`console` and `web` may write these tables",
        Sql("default", f"GRANT SELECT, INSERT, UPDATE ON {_STAFF_TABLES} TO console, web"),
    ),
    Protection(
        "console_session_grants",
        "The site's login reads no session of the console, and no company role.",
        "`web` may read them",
        Sql("default", f"GRANT SELECT ON console_session, {_STAFF_TABLES} TO web"),
    ),
    Protection(
        "console_session_fixation",
        "A session cookie from before the sign-in, or from before a recent authentication, does not open the console.",
        "sessions keep their key",
        Replaced("django.contrib.sessions.backends.base.SessionBase.cycle_key", do_nothing),
    ),
    Protection(
        "console_step_up",
        "An unattended console decides nothing, looks nobody up, and changes no second factor.",
        "every authentication counts as recent",
        Together(
            Replaced("accounts.step_up.is_recently_authenticated", always),
            Replaced("analytics.console.views.tables.is_recently_authenticated", always),
        ),
    ),
    Protection(
        "company_factor_rows",
        "The site's login sees and writes no second factor of an employee; the console's writes none of a diner.",
        "row security on second factors is off",
        Sql("default", "ALTER TABLE mfa_authenticator DISABLE ROW LEVEL SECURITY"),
    ),
    Protection(
        "company_accounts_at_console_only",
        "A company account opens no page of the site.",
        "no account counts as the company's",
        Together(Replaced("accounts.adapter.is_company_account", never), NO_COMPANY_ACCOUNTS),
    ),
    Protection(
        "customer_lookup_limit",
        "Customers are looked up one at a time, at most thirty in an hour, even by the console's own login.",
        "nothing is counted",
        FunctionRedefined("default", "public.refuse_many_lookups(uuid, integer, integer)", "'1 hour'", "'0 hours'"),
    ),
    Protection(
        "customer_lookup_committed",
        "A customer's record is opened only by a lookup of the last minute whose line in the log is committed.",
        "the record is opened by any lookup, or by none",
        Together(
            FunctionRedefined(
                "default", "public.customer_record(uuid)", "IS NOT NULL THEN", "IS NOT NULL AND false THEN"
            ),
            FunctionRedefined("default", "public.customer_record(uuid)", "IF NOT FOUND THEN", "IF false THEN"),
        ),
    ),
    Protection(
        "customer_lookup_reader",
        "The console's login looks customers up in the name of customer support, and of nobody else.",
        "any name is taken",
        FunctionRedefined("default", "public.note_customer_lookup(text, uuid)", "IF NOT EXISTS", "IF false AND EXISTS"),
    ),
    Protection(
        "no_answer_before_a_log",
        "No function writes a line of a log and answers in the same transaction, which could be rolled back.",
        "there is one in each store",
        Together(
            *(
                Sql(store, "CREATE FUNCTION public.answer_and_log() RETURNS text LANGUAGE sql AS 'SELECT NULL::text'")
                for store in ("default", "vault", "analytical")
            )
        ),
    ),
    Protection(
        "customer_record_mask",
        "A customer's record names nobody, and parts of an address find nobody.",
        "the function masks nothing and looks for patterns, and `console` may read profiles",
        Together(
            Sql("default", "GRANT SELECT ON accounts_profile TO console"),
            FunctionRedefined(
                "default",
                "public.customer_record(uuid)",
                "left(u.email, 1)",
                "u.email",
            ),
            FunctionRedefined(
                "default",
                "public.note_customer_lookup(text, uuid)",
                "u.email = lower",
                "u.email LIKE lower",
            ),
        ),
    ),
    Protection(
        "role_assertion_signature",
        "The query service answers only questions that the console signed, and only as the role in them.",
        "signatures are not checked",
        Replaced("analytics.access.query.questions.signing.verify", do_nothing),
    ),
    Protection(
        "role_assertion_age",
        "A signed question is valid for half a minute.",
        "it is valid for thirty years",
        Replaced("analytics.access.query.questions.WINDOW_SECONDS", 10**9),
    ),
    Protection(
        "role_assertion_single_use",
        "A signed question is answered once.",
        "no question is remembered",
        Replaced("analytics.access.query.questions.NonceCache.first_time", always),
    ),
    Protection(
        "prod_own_role_only",
        "In production nobody sees rows as another role.",
        "everybody may look as every role",
        Replaced("analytics.console.views.tables.may_look_as", allow),
    ),
)
