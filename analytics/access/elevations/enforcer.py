"""The process `enforcer`: ends elevations every second, with one connection, and no message, schedule or key.

It goes on while broker, schedule and all workers stand still.
"""

from analytics.access.elevations.ending import end_over

__all__ = ["run"]

run = end_over
