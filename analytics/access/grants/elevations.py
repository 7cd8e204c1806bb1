"""Grants on elevations: `staffing` alone approves, and the logins that begin and end them have functions, and no table.

`elevation` and `enforcer` end what is over, each by itself; only `elevation` begins, within what the rules in
`governance.elevation_rules()` open.
"""

_SIGNED = "id, actor_id, created_at, signature_kind, home_region"
_REQUEST, _DECISION = "public.accounts_elevationrequest", "public.accounts_elevationdecision"
_APPROVED = "public.accounts_elevation"
_APPROVAL = (
    "id, person_id, role, scope, key, minutes, ticket, is_break_glass, takes_two, approved_by, second_approved_by, "
    "approved_at, home_region"
)
# Neither reads a secret, not even sealed.
_PROGRESS = "handled_at, problem, secret_taken_at, reviewed_by, reviewed_at, review_note"

CONSOLE = {
    _REQUEST: f"SELECT ({_SIGNED}, role, scope, key, minutes, is_break_glass, ticket, reason), INSERT",
    _DECISION: f"SELECT ({_SIGNED}, request_id, step, note), INSERT",
    _APPROVED: f"SELECT ({_APPROVAL}, {_PROGRESS})",
}
CONSOLE_FUNCTIONS = frozenset({"public.take_elevation_secret(uuid, uuid)"})
STAFFING = {
    _REQUEST: "SELECT",
    _DECISION: "SELECT",
    _APPROVED: (
        f"SELECT ({_APPROVAL}, reviewed_by, reviewed_at), INSERT, UPDATE (reviewed_by, reviewed_at, review_note)"
    ),
}
ELEVATION_FUNCTIONS = frozenset({"public.elevations_to_begin()", "public.note_elevation_begun(uuid, bytea, text)"})

# Of the analytical store.
ENDS = frozenset(
    {
        "governance.elevations_over()",
        *(f"governance.elevation_{step}(text)" for step in ("shut", "revoke", "terminate", "drop")),
    }
)
BEGINS = frozenset({"governance.elevation_begin(uuid, uuid, text, text, uuid, integer, text)"})
STOPS = frozenset({"governance.elevation_stop(uuid, uuid)"})
READS_ELEVATIONS = (
    "SELECT (id, login, reader_id, role, scope, key, begins_at, ends_at, stopped_at, stopped_by, ended_at, ended_by)"
)
