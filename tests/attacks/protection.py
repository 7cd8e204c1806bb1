"""What is known of a protection: a row of `docs/security/protections.md`, and its switch."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

Switch = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Protection:
    """A protection that a test under `tests/attacks/` attacks by `@pytest.mark.protection(name)`."""

    name: str
    # What holds for as long as the protection is there.
    claim: str
    # What the switch weakens, for people.
    weakness: str
    switch: Switch
