"""What the doors cost: the hash of a password, a whole sign-in, and a new pepper for everybody."""

from collections.abc import Collection, Iterator

from tests.benchmarks.figures import Measurement
from tests.benchmarks.site import Stage

NAMES = ("password_hash", "sign_in_p95", "rewrap")


def measure(on: Stage, wanted: Collection[str], *, rounds: int, people: int) -> Iterator[Measurement]:
    """Those that are asked for. The floors are Argon2id alone, and bare UPDATEs of the same rows."""
    if {"password_hash", "sign_in_p95"} & set(wanted):
        done = on.inside("web", "sign_ins", str(rounds))
        note = "normalised, hashed, sealed; floor: Argon2id by the same parameters"
        if "password_hash" in wanted:
            yield Measurement("password_hash", done["hash"], "ms", done["bare"], note=note)
        if "sign_in_p95" in wanted:
            note = f"{rounds} sign-ins without the network, p50 {done['p50']:.1f} ms; floor: Argon2id once"
            yield Measurement("sign_in_p95", done["p95"], "ms", done["bare"], note=note)
    if "rewrap" in wanted:
        done = on.inside("seeder", "rewrap", str(people))
        note = f"{people:,} hashes under a new pepper; floor: bare UPDATEs of the same rows, in the same batches"
        yield Measurement("rewrap", done["rewrapped"], "hashes/s", done["bare"], note=note)
