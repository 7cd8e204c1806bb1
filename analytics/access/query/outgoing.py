"""Downloads are looked through before a row of them leaves the process `query`."""

from analytics.access.outgoing_alerts import raise_alert
from analytics.access.query.questions import SqlQuery
from analytics.access.query.sql_execution import SqlAnswer
from analytics.access.query.watermarks import Row
from reviews_site.outgoing.scanning import FILE, look_through


class DownloadStopped(Exception):
    """The file holds what must not leave. The message is for the page, and does not say what it is."""


def look_through_download(question: SqlQuery, answer: SqlAnswer) -> None:
    """Raise an alert about what the rows of a download hold, and stop it where they must not leave.

    Raises:
        DownloadStopped: a row has a canary, a token or a private key, or the rows have several personal details.
    """
    if not question.is_download:
        return
    scan = look_through(map(_lines, answer.rows), FILE)
    raise_alert(
        scan,
        reader=question.reader_id,
        role=question.role,
        source=", ".join(answer.read.columns) or "no table",
        place=f"Statement {question.id}",
    )
    if scan.is_stopped:
        raise DownloadStopped(
            "This file is not given: something in it must not leave the company. Security engineers were told, and say"
            " what it is."
        )


def _lines(row: Row) -> str:
    """A row with its cells apart, and once more with nothing between them: somebody may split a value over two."""
    cells = [value or "" for value in row]
    return "\t".join(cells) + "\n" + "".join(cells)
