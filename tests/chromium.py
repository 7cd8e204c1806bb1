"""Debian's Chromium: without its window where that is installed, since it takes half the work; the whole of it else."""

from pathlib import Path

_PROGRAMS = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
PROGRAM = next((path for path in _PROGRAMS if path.exists()), _PROGRAMS[0])
