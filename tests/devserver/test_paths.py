"""Where the state lies, and that every socket's path fits into its address."""

import os
from pathlib import Path

import pytest

from reviews_site.deployment.paths import ForeignFolder, Paths, find_paths, make_folders


def test_sockets_lie_with_the_state_where_that_is_short() -> None:
    assert find_paths(Path("/srv/platemark")).run == Path("/srv/platemark/run")


def test_a_long_path_gets_a_short_folder_of_its_own() -> None:
    one, other = (find_paths(Path("/srv") / ("long" * 30) / name) for name in ("one", "other"))
    assert one.run != other.run
    assert len(os.fsencode(one.run / "transactional" / ".s.PGSQL.5432.lock")) < 107


def test_a_folder_that_somebody_else_made_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = Paths(tmp_path, tmp_path / "run")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(ForeignFolder, match="belongs to another user"):
        make_folders(where)
