"""A hundred user ids for each site on this machine that root started, so that no two sites share one.

A site tries the block that its folder's path leads to, and goes on to the next while another running site has it. The
claim is a socket without a file: it ends with the supervisor, however that ends.
"""

import hashlib
import os
import socket
from pathlib import Path

from reviews_site.deployment.child import FIRST_UID

# All below 65,534, which is where a container's users may end.
BLOCK, BLOCKS = 100, 34
_claims: list[socket.socket] = []


def claim_block(var: Path) -> int:
    """The first user id of a block that is this process's until it ends. Without root everything has one user."""
    if os.geteuid() != 0:
        return FIRST_UID
    preferred = int.from_bytes(hashlib.sha256(os.fsencode(var.resolve())).digest()) % BLOCKS
    for step in range(BLOCKS):
        number = (preferred + step) % BLOCKS
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0platemark-uids-{number}")
        except OSError:
            claim.close()
            continue
        _claims.append(claim)
        return FIRST_UID + number * BLOCK
    raise RuntimeError(f"{BLOCKS} sites run on this machine, and there are no user ids for another.")
