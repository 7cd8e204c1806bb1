"""What governing costs: comparing every right with the table, and registering a thousand datasets."""

from collections.abc import Collection, Iterator

from tests.benchmarks.figures import Measurement
from tests.benchmarks.site import Stage

NAMES = ("policy_verify", "registry_1000")


def measure(on: Stage, wanted: Collection[str], *, datasets: int) -> Iterator[Measurement]:
    """Those that are asked for. The floors are bare statements of the same run."""
    if "registry_1000" in wanted:
        done = on.inside("migrator", "registry", str(datasets))
        note = f"{datasets:,} datasets; floor: tables made and granted by hand; verify then {done['verify']:.0f} ms"
        yield Measurement("registry_1000", done["registered"], "ms a dataset", done["bare"], note=note)
    if "policy_verify" in wanted:
        done = on.inside("migrator", "policy_verify")
        note = f"{done['rights']:,} rights in three databases; floor: reading them from the catalogue"
        yield Measurement("policy_verify", done["verify"], "ms", done["bare"], note=note)
