"""The protections of the audit log, the access log and their seals."""

from datetime import timedelta

from analytics.access.grants.attribution import ACTORS, READERS
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, do_nothing, find_nothing

_ACCESS, _VERIFICATION = "governance.access_event", "reviews_site.audit.verification"
_LOGIN_INSERTED = {
    "default": (
        f"GRANT INSERT ON audit_event TO {', '.join(ACTORS)}",
        "ALTER TABLE audit_event ALTER login SET DEFAULT 'owner'",
    ),
    "analytical": (
        f"GRANT INSERT ON {_ACCESS} TO {', '.join(READERS)}",
        f"ALTER TABLE {_ACCESS} ALTER login SET DEFAULT 'owner'",
    ),
}

_CARRIED = "governance.access_carried(uuid, timestamp with time zone, text, text, text, text, text, uuid)"
_WATCHERS = "watch, console, security_engineer, sealer"

PROTECTIONS = (
    Protection(
        "carried_accesses",
        "What staff open of the transactional store and of the object store stands in the access log, within seconds.",
        "the lines of the audit log are carried nowhere",
        Replaced("analytics.leaks.carried_accesses.run", do_nothing),
    ),
    Protection(
        "carried_access_once",
        "A line of another store stands in the access log once, whenever the watcher was killed.",
        "what was carried is not remembered",
        FunctionRedefined("analytical", _CARRIED, "NOT FOUND", "false"),
    ),
    Protection(
        "carried_access_elsewhere",
        "Whoever takes over the watcher says of nobody that they read in the analytical store.",
        "it names any table",
        FunctionRedefined("analytical", _CARRIED, "place !~", "false AND place !~"),
    ),
    Protection(
        "carried_access_kept",
        "No login of a process or of a person changes, removes or makes such a line past the function.",
        "they are granted all verbs, and the triggers and policies are off",
        Sql(
            "analytical",
            f"GRANT ALL ON {_ACCESS}, governance.carried_access TO {_WATCHERS}",
            f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {_WATCHERS}",
            f"ALTER TABLE {_ACCESS} DISABLE TRIGGER USER",
            f"ALTER TABLE {_ACCESS} DISABLE ROW LEVEL SECURITY",
        ),
    ),
    Protection(
        "audit_append_only",
        "The owner of the audit log cannot change, delete or truncate it.",
        "the trigger is disabled",
        Sql("default", "ALTER TABLE audit_event DISABLE TRIGGER audit_append_only"),
    ),
    Protection(
        "audit_insert_only",
        "The web process cannot read the audit log.",
        "`web` is granted SELECT",
        Sql("default", "GRANT SELECT ON audit_event TO web"),
    ),
    Protection(
        "access_append_only",
        "The owner of the access log cannot change, delete or truncate it.",
        "the trigger is disabled",
        Sql("analytical", f"ALTER TABLE {_ACCESS} DISABLE TRIGGER access_append_only"),
    ),
    Protection(
        "access_insert_only",
        "A dashboard cannot read or change the access log.",
        "`dashboards` is granted SELECT, UPDATE and DELETE, and the triggers are disabled",
        Sql(
            "analytical",
            f"GRANT SELECT, UPDATE, DELETE ON {_ACCESS} TO dashboards",
            f"ALTER TABLE {_ACCESS} DISABLE TRIGGER USER",
        ),
    ),
    Protection(
        "access_fingerprints_closed",
        "A reader of the access log cannot look for a person in it.",
        "`console` and `security_engineer` are granted the whole table",
        Sql("analytical", f"GRANT SELECT ON {_ACCESS} TO console, security_engineer"),
    ),
    Protection(
        "log_login",
        "The database says which login wrote a line of a log, and when; no login says so itself.",
        "logins may insert every column, and `owner` is the default",
        Together(
            *(Sql(store, *statements) for store, statements in _LOGIN_INSERTED.items()),
        ),
    ),
    Protection(
        "log_row_policies",
        "A login writes down acts and reads only of those whom it speaks for, and of no other time.",
        "row security on both logs is off",
        Together(
            Sql("default", "ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY"),
            Sql("analytical", f"ALTER TABLE {_ACCESS} DISABLE ROW LEVEL SECURITY"),
        ),
    ),
    Protection(
        "log_row_seals",
        "Verification names rows that were edited, deleted, moved or added to a batch, and a table that was emptied.",
        "rows are not compared",
        Replaced(f"{_VERIFICATION}._of_rows", find_nothing),
    ),
    Protection(
        "log_backdating",
        "Verification names a row that was inserted into the past, and the sealer never seals it.",
        "unsealed rows are not looked at",
        Replaced("reviews_site.audit.sealed_log.SealedLog.inserted_late", find_nothing),
    ),
    Protection(
        "log_row_dates",
        "Verification names a row that says another time than its id, even if nothing was sealed before.",
        "any time is taken",
        Replaced(f"{_VERIFICATION}.MAX_SKEW", timedelta.max),
    ),
    Protection(
        "log_anchor",
        "Verification finds a tail that was cut off, a missing anchor and one that was rewritten.",
        "the anchor is not looked at",
        Replaced(f"{_VERIFICATION}._of_anchor", find_nothing),
    ),
    Protection(
        "log_chain",
        "Verification finds seals that somebody without the key made, changed or removed.",
        "seals are not compared",
        Replaced(f"{_VERIFICATION}._of_chain", find_nothing),
    ),
    Protection(
        "log_chain_restart",
        "The sealer does not start a new chain over a log that was emptied.",
        "the sealer keeps no anchor outside of the database",
        Replaced("reviews_site.audit.sealing.anchor", do_nothing),
    ),
    Protection(
        "log_early_expiry",
        "Neither the sealer nor the owner can use the expiry to delete a row before its time.",
        "the triggers that check ages are disabled",
        Together(
            Sql("default", "ALTER TABLE audit_event DISABLE TRIGGER audit_refuse_early_expiry"),
            Sql("analytical", f"ALTER TABLE {_ACCESS} DISABLE TRIGGER access_refuse_early_expiry"),
        ),
    ),
    Protection(
        "breach_report_function",
        "Only the breach report learns which people a read touched.",
        "everybody may run every function",
        Sql(
            "analytical",
            "GRANT USAGE ON SCHEMA governance, core, landing TO PUBLIC",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA governance TO PUBLIC",
        ),
    ),
    Protection(
        "breach_login_grants",
        "The breach report's login reads no row about people and changes nothing.",
        "it has every right on both stores",
        Together(
            Sql(
                "default",
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO breach; GRANT USAGE ON SCHEMA public TO breach",
                "ALTER TABLE audit_event DISABLE TRIGGER ALL",
            ),
            Sql(
                "analytical",
                "GRANT ALL ON ALL TABLES IN SCHEMA core, governance TO breach",
                "GRANT USAGE ON SCHEMA core, governance TO breach",
            ),
        ),
    ),
)
