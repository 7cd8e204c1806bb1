"""The protections of SQL that people of the company write at the console."""

from psycopg import sql

from analytics.access.models import SqlStatement
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, always, do_nothing

_RUN = "analytics.access.query.sql_execution"
_BY_NAME = "query_to_xml(text, boolean, boolean, text), table_to_xml(regclass, boolean, boolean, text), ts_stat(text)"

PROTECTIONS = (
    Protection(
        "statement_frame",
        "Past the reader of statements the server still takes nothing but a SELECT.",
        "statements stand in none of ours, and are not weighed",
        Together(
            Replaced(f"{_RUN}._around", lambda text, *_: sql.SQL(text)),
            Replaced(f"{_RUN}._weigh", lambda *_: set()),
        ),
    ),
    Protection(
        "statement_session",
        "A statement runs read-only and for some seconds at most.",
        "the session has the limits of the login alone, and may write",
        Together(
            Replaced(f"{_RUN}._OPTIONS", ""),
            Replaced("psycopg.Connection.read_only", None),
        ),
    ),
    Protection(
        "statement_cost",
        "A statement that the planner expects to take long does not begin.",
        "any work is little enough",
        Replaced(f"{_RUN}.MAX_COST", float("inf")),
    ),
    Protection(
        "statement_bounds",
        "A statement answers with a page of rows and with the beginning of long values.",
        "a page has a million rows, and a value a million characters",
        Together(Replaced(f"{_RUN}.PAGE_ROWS", 10**6), Replaced(f"{_RUN}.MAX_VALUE_LENGTH", 10**6)),
    ),
    Protection(
        "statement_errors",
        "An error of a statement says no value of a row, of which no line would be in the log.",
        "people get PostgreSQL's own words",
        Replaced(f"{_RUN}._in_words", str),
    ),
    Protection(
        "statement_colleagues",
        "Nobody sees what colleagues of the same role run.",
        "everybody may list what sessions do",
        Sql("analytical", "GRANT EXECUTE ON FUNCTION pg_stat_get_activity(integer) TO PUBLIC"),
    ),
    Protection(
        "no_reading_by_name",
        "No login reads a table that it names in a text, past a plan and the access log.",
        "everybody may call such functions",
        Sql("analytical", f"GRANT EXECUTE ON FUNCTION {_BY_NAME} TO PUBLIC"),
    ),
    Protection(
        "statement_noted",
        "Nobody gets rows of a statement without lines in the access log.",
        "statements are not noted",
        Replaced("analytics.access.query.service.record_answer", do_nothing),
    ),
    Protection(
        "download_budget",
        "Nobody downloads more rows in a day than their role may, also in several files at once.",
        "the function counts, and compares with nothing",
        Together(
            *(
                FunctionRedefined("analytical", "governance.download_spend(text, text, integer)", old, new)
                for old, new in (("row_count > budget", "false"), ("<= budget", "<= 10 ^ 9"))
            )
        ),
    ),
    Protection(
        "download_mark",
        "A part of a downloaded file says whose download it is.",
        "rows keep their order and digits",
        Replaced(f"{_RUN}.marked", lambda rows, *_, **__: rows),
    ),
    Protection(
        "download_formulas",
        "No cell of a downloaded file is run by a spreadsheet.",
        "cells are written as they are",
        Replaced("analytics.console.statement_files.guard_cell", lambda text: text),
    ),
    Protection(
        "saved_statement_names_nobody",
        "No statement that names a person is kept.",
        "nothing is looked for",
        Replaced(
            "analytics.console.statement_forms.SavedStatementForm.clean_statement",
            lambda form: form.cleaned_data["statement"],
        ),
    ),
    Protection(
        "statement_history",
        "Nobody opens a colleague's statement at the console.",
        "any statement is found",
        Replaced("analytics.console.views.workbench.statement_of", lambda _, pk: SqlStatement.objects.get(pk=pk)),
    ),
    Protection(
        "statement_attribution",
        "The query service's login notes statements in the name of people with company roles alone.",
        "row security is off",
        Sql("analytical", "ALTER TABLE governance.sql_statement DISABLE ROW LEVEL SECURITY"),
    ),
    Protection(
        "statement_login",
        "The query service takes a secret for logins of elevations alone.",
        "any login is taken",
        Replaced("analytics.access.query.questions.SqlQuery._check_login", do_nothing),
    ),
    Protection(
        "statement_elevation_own",
        "Nobody runs a statement under the elevation of somebody else.",
        "everybody counts as the one who asked",
        Replaced("analytics.console.views.elevation_sql.runs_here", always),
    ),
)
