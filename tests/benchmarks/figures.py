"""The arithmetic of the measurements: medians, quantiles, ratios, the table and the file. It measures nothing."""

import json
import math
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# Aims: the name of a measurement, the field that is compared, and the most or the least that it may be.
AT_MOST, AT_LEAST = "at most", "at least"


@dataclass(frozen=True)
class Measurement:
    """One figure. `floor` is what the same thing costs done barely, in the same unit and run; `ratio` = value / floor.

    `note` says in words what stands beside the figure, such as requests a second.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    queries: int | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Value over floor; None where there is no floor, or nothing to divide by."""
        return self.value / self.floor if self.floor else None

    def as_row(self) -> dict[str, Any]:
        """As `bench.json` has it."""
        row = asdict(self)
        del row["note"]
        row.update(value=_rounded(self.value), floor=_rounded(self.floor), ratio=_rounded(self.ratio), note=self.note)
        return row


@dataclass(frozen=True)
class Aim:
    """What a measurement should come to: `field` (value, ratio, queries) at most or at least `bound`."""

    name: str
    field: str
    direction: str
    bound: float

    def is_met(self, found: Measurement) -> bool:
        """Whether the measurement keeps it. One without the figure does not."""
        figure = getattr(found, self.field)
        if figure is None:
            return False
        return bool(figure <= self.bound if self.direction == AT_MOST else figure >= self.bound)


def median(values: Sequence[float]) -> float:
    """The middle one; of an even number the mean of the two in the middle."""
    return statistics.median(values)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed: the nearest-rank quantile."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def milliseconds_a_request(cpu_seconds: float, requests: int) -> float:
    """CPU time of one request in milliseconds."""
    return 1000 * cpu_seconds / requests


def median_of_ratios(values: Sequence[float], floors: Sequence[float]) -> float:
    """The median over rounds of value / floor, each pair from the same round: what a busy machine disturbs least."""
    return median([value / floor for value, floor in zip(values, floors, strict=True)])


def table(measurements: Sequence[Measurement], aims: Sequence[Aim]) -> str:
    """The figures as lines of text, one a measurement, each with its aims."""
    rows = [("measurement", "value", "unit", "floor", "ratio", "queries", "aim", "beside")]
    for found in measurements:
        told = ", ".join(_verdict(aim, found) for aim in aims if aim.name == found.name)
        figures = (_short(found.value), found.unit, _short(found.floor), _short(found.ratio), _short(found.queries))
        rows.append((found.name, *figures, told, found.note))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(len(line) for line in lines), *lines[1:]])


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    info = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in info if line.startswith("model name")), "unknown")
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "python": platform.python_version()}


class Results:
    """The figures of a run in a JSON file, which is replaced as a whole after each one: an interrupted run keeps them.

    Args:
        options: what figures depend on, such as `{"quick": True}`. A run resumes only one with the same.
    """

    def __init__(self, path: Path, options: Mapping[str, Any]) -> None:
        self.path = path
        self.options = dict(options)
        self.rows: dict[str, dict[str, Any]] = {}

    def resume(self) -> set[str]:
        """Go on from the figures in the file, and return their names.

        Raises:
            SystemExit: the file is of a run with other options, or of another machine.
        """
        if not self.path.exists():
            return set()
        document = json.loads(self.path.read_text())
        if (document.get("options"), document["machine"]) != (self.options, machine()):
            raise SystemExit(f"{self.path} is of a run with other options or of another machine: run without --resume.")
        self.rows = {row["name"]: row for row in document["measurements"]}
        return set(self.rows)

    def add(self, measurement: Measurement) -> None:
        """Note a figure, and write the file."""
        self.rows[measurement.name] = measurement.as_row()
        self._write(is_complete=False)

    def finish(self) -> None:
        """Say in the file that nothing is missing."""
        self._write(is_complete=True)

    def measurements(self) -> list[Measurement]:
        """Every figure, those of a resumed run too."""
        return [Measurement(**{key: row[key] for key in row if key != "ratio"}) for row in self.rows.values()]

    def _write(self, *, is_complete: bool) -> None:
        document = {
            "machine": machine(),
            "options": self.options,
            "is_complete": is_complete,
            "measurements": list(self.rows.values()),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".part")
        unfinished.write_text(json.dumps(document, indent=2) + "\n")
        unfinished.replace(self.path)


def _verdict(aim: Aim, found: Measurement) -> str:
    sign = "≤" if aim.direction == AT_MOST else "≥"
    return f"{aim.field} {sign} {aim.bound:g}: {'met' if aim.is_met(found) else 'MISSED'}"


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else float(f"{figure:.4g}") if abs(figure) < 10_000 else round(figure)


def _short(figure: float | None) -> str:
    if figure is None:
        return "-"
    return f"{figure:,.0f}" if abs(figure) >= 100 or float(figure).is_integer() else f"{figure:.3g}"
