"""Grants on statements that people wrote at the console: `query` adds them, the console reads, `sealer` expires."""

from analytics.access.definitions import RowPolicy
from analytics.access.grants.attribution import READERS

STATEMENTS = "governance.sql_statement"
READS_STATEMENTS = "SELECT"
WRITES_STATEMENTS = "INSERT (id, reader_id, role, statement, outcome, problem, rows, milliseconds, home_region)"
EXPIRES_STATEMENTS = frozenset({"governance.sql_statements_expire()"})
STATEMENT_POLICIES = (
    RowPolicy("query_log_speaks_for", STATEMENTS, "query_log", check=READERS["query_log"]),
    RowPolicy("console_reads", STATEMENTS, "console", using="true"),
)
