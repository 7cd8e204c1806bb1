"""`manage.py passwords build`: makes the compact list of passwords that are refused."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.management.base import CommandError

from accounts.passwords import blocklist
from reviews_site.commands import ExampleCommand

# Words that are tried first here, and that no list from elsewhere has.
_EXTRA = ("wienerschnitzel", "schnitzel", "kaiserschmarrn", "passwort")


class Command(ExampleCommand):
    """Writes `accounts/passwords/refused.bin`. The same lists give the same bytes."""

    help = (
        "Make the list of common and breached passwords that are refused, from Django's and from files of one a line."
    )
    examples = ("build breached.txt",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        build = parser.add_subparsers(dest="way", required=True).add_parser("build", help="write the list anew")
        build.add_argument("files", nargs="*", type=Path, help="more passwords, one a line, UTF-8")

    def handle(self, *args: Any, **options: Any) -> None:
        content = blocklist.encode_list(
            [*_EXTRA, *CommonPasswordValidator().passwords, *_of_zxcvbn(), *self._of_files(options["files"])]
        )
        blocklist.LIST.write_bytes(content)
        self.stdout.write(f"{len(content) // blocklist.BYTES} passwords, {len(content)} bytes: {blocklist.LIST.name}")

    def _of_files(self, files: list[Path]) -> Iterator[str]:
        for path in files:
            try:
                yield from path.read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as problem:
                raise CommandError(f"{path} can't be read as UTF-8 text: {type(problem).__name__}.") from None


def _of_zxcvbn() -> Iterator[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # of the group "dev": only making the list needs it

    for words in FREQUENCY_LISTS.values():
        yield from words
