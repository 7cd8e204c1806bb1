"""Grants on alerts: `watch` has functions of both stores and no table; the console reads, and decides."""

READS_ALERTS = (
    "SELECT (id, created_at, rule, reader_id, role, login, relation, detail, read_at, event_id, stopped, handled_at, "
    "state, note, triaged_by, triaged_at, home_region)"
)
TRIAGE = frozenset({"governance.leak_alert_triage(uuid, uuid, text, text, text)"})
# Of those that look through what leaves, and of `watch`, which reports mails that were stopped.
REPORTS_OUTGOING = frozenset({"governance.outgoing_found(text, text, text, boolean, text, text)"})
# Of those that load models.
REFUSES_ARTEFACTS = frozenset({"governance.artefact_refused(text, text, text)"})
WATCHES = frozenset(
    {
        "governance.watch_honey()",
        "governance.accesses_carried_until()",
        "governance.access_carried(uuid, timestamp with time zone, text, text, text, text, text, uuid)",
        "governance.leak_digest(timestamp with time zone, timestamp with time zone)",
        "governance.honey_used(uuid, text, text, text, text, timestamp with time zone)",
        "governance.leak_alerts_unhandled()",
        "governance.leak_alert_handled(uuid)",
        "governance.leak_count_hours(text[], jsonb)",
        "governance.leak_hours(timestamp with time zone)",
        "governance.leak_alert_raise(text, text, date)",
    }
)
# No login reads these: functions of the owner do.
WATCHED_BY_FUNCTIONS = frozenset({"governance.honey_row", "governance.reading_hour", "governance.carried_access"})
# Of the transactional store: the weeks that were mailed, and functions.
LEAK_DIGEST = "public.console_leakdigest"
WATCH_FUNCTIONS = frozenset(
    {
        *("public.console_alert_of_leak(text, text, text, text)", "public.console_mail_of_leak(text, text, text)"),
        "public.console_accesses_since(timestamp with time zone)",
        "public.console_elevations_of_week(date, timestamp with time zone)",
        "public.console_mail_of_digest(date, text, text, text)",
        *("public.console_stopped_mails()", "public.console_stopped_mail_reported(uuid)"),
        *("public.accounts_honey_token_uses()", "public.accounts_honey_token_use_handled(uuid)"),
    }
)
HONEY_BY_FUNCTIONS = frozenset({"public.accounts_honeytoken", "public.accounts_honeytokenuse"})
