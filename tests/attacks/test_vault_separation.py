"""Attack: somebody who broke into another process uses its login to read the vault."""

import psycopg
import pytest

from tests.conftest import Login

READ = "SELECT digest, holder FROM vault_identityproof"


@pytest.mark.protection("vault_separation")
@pytest.mark.parametrize("process", ["web", "relay", "site"])
def test_no_other_login_reads_the_vault(login: Login, process: str) -> None:
    # Refused at the door (no CONNECT), and behind it too.
    with pytest.raises((psycopg.OperationalError, psycopg.errors.InsufficientPrivilege)):
        login("vault", process).execute(READ)


@pytest.mark.protection("vault_delete")
def test_not_even_the_identity_worker_forgets_or_rewrites_a_proof(login: Login) -> None:
    vault = login("vault", "identity")
    for statement in ("DELETE FROM vault_identityproof", "UPDATE vault_identityproof SET holder = gen_random_uuid()"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            vault.execute(statement)
