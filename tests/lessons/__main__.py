"""`python -m tests.lessons --port PORT` serves the lessons; with names it takes these in the terminal."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import django
from django.core.handlers.wsgi import WSGIHandler
from whitenoise import WhiteNoise  # type: ignore[import-untyped]  # it ships no types

from sandbox.serving import serving, wait_to_be_stopped
from tests.lessons.catalogue import catalogue
from tests.lessons.runs import Outcome
from tests.lessons.views import lab

_SENTENCES = {
    Outcome.REFUSED: "The attack failed: the protection held.",
    Outcome.GOT_THROUGH: "The attack got through:",
    Outcome.FAILED: "The attack could not run to its end:",
}


def main() -> int:
    """Serve until told to stop, or take the lessons that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.lessons", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="serve the lessons' pages at this port")
    parser.add_argument("names", nargs="*", metavar="NAME", help="lessons to take here, by the name of the protection")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in catalogue().lessons]:
        parser.error(f"there is no lesson {', '.join(unknown)}; docs/security/protections.md lists the names")
    if asked.names:
        return _take(asked.names)
    # Set, not defaulted: whoever starts this program may have settings of its own in the environment.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.lessons.settings"
    django.setup(set_prefix=False)
    count = len(catalogue().lessons)
    application = WhiteNoise(WSGIHandler(), root=Path(__file__).with_name("static"), prefix="static/")
    with serving(application, port=asked.port):
        print(f"{count} lessons at http://localhost:{asked.port}/lessons/ (Ctrl-C stops)", flush=True)
        wait_to_be_stopped()
    return 0


def _take(names: list[str]) -> int:
    """Attack each with its protection and without, and say what came of it. 1 if one could not run."""
    failed = False
    for name in names:
        lesson = catalogue().lessons[name]
        print(f"{name}: {lesson.claim}")
        for is_protected in (True, False):
            print("  with it …" if is_protected else f"  without it: {lesson.weakness} …", flush=True)
            result = lab().run(lesson, is_protected=is_protected)
            failed |= result.outcome == Outcome.FAILED
            print(f"  {_SENTENCES[result.outcome]} ({result.attacks} attacks, {result.seconds} s)")
            for finding in result.findings:
                print("\n".join(f"    {line}" for line in finding.splitlines()))
    return int(failed)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, subprocess.SubprocessError) as problem:
        sys.exit(f"The lessons cannot start: {problem}")
