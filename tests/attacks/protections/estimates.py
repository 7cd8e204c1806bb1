"""The protections of numbers with noise, for roles that see no rows."""

from typing import Any

from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, TextReplaced, Together

_COUNTS = "analytics.access.query.noisy_counts"
_EXACT, _SPEND = "governance.noisy_exact(text[], jsonb)", "governance.privacy_spend(text, text, integer)"


class _NoNoise:
    """What looks like a measurement of the library, and adds nothing."""

    def __call__(self, values: list[Any]) -> list[Any]:
        return values

    def map(self, _: int) -> float:
        return 0.01


PROTECTIONS = (
    Protection(
        "estimate_noise",
        "Differences, trackers, averages and rare groups give the exact number once in a hundred times at most.",
        "no noise is added",
        Replaced(f"{_COUNTS}._noise", lambda _: _NoNoise()),
    ),
    Protection(
        "estimate_once",
        "A number keeps its noise, in whatever words and by whichever role it is asked for.",
        "each question makes new noise",
        Together(
            Replaced(f"{_COUNTS}._missing", lambda _version, cells, _scales: list(cells)),
            TextReplaced(f"{_COUNTS}._KEEP", "DO NOTHING", "DO UPDATE SET value = excluded.value"),
            Sql("analytical", "GRANT UPDATE ON governance.noisy_cell TO query_log"),
        ),
    ),
    Protection(
        "estimate_one_each",
        "Nobody adds more than one to all cells together, however many reviews they wrote.",
        "every review counts",
        FunctionRedefined("analytical", _EXACT, "DISTINCT ON (r.reviewer) ", ""),
    ),
    Protection(
        "estimate_refusals",
        "Whoever refused statistics is in no number.",
        "the function does not ask",
        FunctionRedefined("analytical", _EXACT, "WHERE r.for_statistics", ""),
    ),
    Protection(
        "estimate_budget",
        "A role that has spent its privacy budget gets no new number until the month ends.",
        "the function counts, and compares with nothing",
        Together(
            FunctionRedefined("analytical", _SPEND, "cost > most", "false"),
            FunctionRedefined("analytical", _SPEND, "<= most", "<= 10 ^ 9"),
        ),
    ),
    Protection(
        "estimate_exact_closed",
        "No login but that of the query service gets exact numbers.",
        "everybody may call the function",
        Sql(
            "analytical",
            f"GRANT EXECUTE ON FUNCTION {_EXACT} TO PUBLIC",
            "GRANT USAGE ON SCHEMA governance TO PUBLIC",
        ),
    ),
)
