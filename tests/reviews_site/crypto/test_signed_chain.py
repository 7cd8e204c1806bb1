"""Files of signed chains on a disk that is nearly full: whole lines or none."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reviews_site.crypto.signed_chain import append_lines, read_lines

LINES = ["a" * 60, "b" * 60]


@contextmanager
def limited_file_size(size: int) -> Iterator[None]:
    """Have the system take no more than `size` bytes of a file, as a full disk would: a part first, then an error."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [0, 1, 30, 61, 100])
def test_lines_that_do_not_fit_leave_no_part_of_themselves(tmp_path: Path, room: int) -> None:
    path = tmp_path / "chain.jsonl"
    append_lines(path, ["first"])
    before = path.read_bytes()
    with limited_file_size(len(before) + room), pytest.raises(OSError, match="File too large"):
        append_lines(path, LINES)
    assert path.read_bytes() == before
    append_lines(path, LINES)
    assert read_lines(path) == ["first", *LINES]
