"""Rows of a statement as a CSV file in which a spreadsheet runs nothing."""

import csv
import io

from analytics.access.query.sql_execution import SqlAnswer
from restaurants.csv_cells import guard_cell


def as_csv(answer: SqlAnswer) -> str:
    """The columns' names, then the rows. A number that begins with a minus stays one."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(guard_cell(name) for name in answer.columns)
    for row in answer.rows:
        cells = zip(row, answer.is_number, strict=True)
        writer.writerow((value or "") if is_number else guard_cell(value or "") for value, is_number in cells)
    return out.getvalue()
