"""Grants on statements of people: `query` adds them and counts downloads, the console reads, `sealer` expires."""

from analytics.access.definitions import RowPolicy
from analytics.access.grants.attribution import READERS

STATEMENTS = "governance.sql_statement"
CONSOLE_STATEMENTS = {
    STATEMENTS: "SELECT",
    "governance.saved_statement": "SELECT, INSERT, DELETE",
    "governance.download_count": "SELECT",
    "governance.privacy_spent": "SELECT",
}
QUERY_STATEMENTS = {
    "governance.noisy_cell": "SELECT, INSERT",
    STATEMENTS: "INSERT (id, reader_id, role, elevation, statement, outcome, problem, rows, milliseconds, home_region)",
}
EXPIRES_STATEMENTS = frozenset({"governance.sql_statements_expire()"})
SPENDS = frozenset(
    {
        "governance.download_spend(text, text, integer)",
        "governance.noisy_exact(text[], jsonb)",
        "governance.privacy_spend(text, text, integer)",
    }
)
READS_BUDGETS = frozenset({"governance.download_budgets()", "governance.privacy_budgets()"})
STATEMENT_POLICIES = (
    RowPolicy("query_log_speaks_for", STATEMENTS, "query_log", check=READERS["query_log"]),
    RowPolicy("console_reads", STATEMENTS, "console", using="true"),
)
