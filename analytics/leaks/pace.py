"""How often a timer, which is called each second, does what takes longer or is seldom due."""

import time
from dataclasses import dataclass


@dataclass
class Pace:
    """When something is done next. The time is set before it is, so that its failure delays nothing else."""

    seconds: float
    next_at: float = 0.0

    def is_due(self) -> bool:
        """Whether it is time; then the next time is set."""
        now = time.monotonic()
        if now < self.next_at:
            return False
        self.next_at = now + self.seconds
        return True
