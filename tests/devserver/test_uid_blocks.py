"""Two sites on one machine share no user id, so that a process of one can't read the other's secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reviews_site.deployment.child import FIRST_UID
from reviews_site.devserver.uid_blocks import BLOCK, BLOCKS, claim_block
from tests.devserver.conftest import REPOSITORY

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give each process a user of its own")
_CLAIM = """
import sys
from pathlib import Path
from reviews_site.devserver.uid_blocks import claim_block
print(claim_block(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


def another_site(var: Path) -> "subprocess.Popen[str]":
    """The supervisor of another site, as far as it claims its user ids."""
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", _CLAIM, var], cwd=REPOSITORY, stdin=pipe, stdout=pipe, text=True)


def test_sites_that_run_at_the_same_time_share_no_user_id(tmp_path: Path) -> None:
    """Even from one folder: a copy of it may be mounted twice."""
    ours = claim_block(tmp_path)
    other = another_site(tmp_path)
    assert other.stdout
    theirs = int(other.stdout.readline())
    assert ours != theirs
    assert all((uid - FIRST_UID) % BLOCK == 0 and 0 <= uid - FIRST_UID < BLOCK * BLOCKS for uid in (ours, theirs))
    other.communicate()


def test_a_block_is_free_when_its_site_is_killed(tmp_path: Path) -> None:
    claimed = []
    for _ in range(2):
        site = another_site(tmp_path)
        assert site.stdout
        claimed.append(int(site.stdout.readline()))
        site.kill()
        site.communicate()
    assert claimed[0] == claimed[1]
