"""The fixtures of this folder, each where its servers are started."""

from tests.deploy.external import external
from tests.deploy.processes import migrated, started

__all__ = ["external", "migrated", "started"]
