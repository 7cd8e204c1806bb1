"""Attack: somebody who broke into another process uses its login to read the vault."""

import psycopg
import pytest

from reviews_site.processes import COMPANY_LOGINS, PROCESSES
from tests.conftest import Login

# Every login on the vault's cluster but its own and the owner's: of all processes, and of all people.
OTHERS = sorted({one.logins.get("default", "identity") for one in PROCESSES.values()} - {"identity", "migrator"})
WAYS = [
    "SELECT digest, holder FROM public.vault_identitydigest",
    "SELECT count(*) FROM public.vault_identitydigest",
    "INSERT INTO public.vault_identitydigest (id, digest, key_version, holder, level, expires_on, created_at)"
    " VALUES (gen_random_uuid(), '\\x00', 1, gen_random_uuid(), 'document', '2033-05-01', now())",
]


@pytest.mark.protection("vault_separation")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [*OTHERS, *COMPANY_LOGINS])
def test_no_other_login_reads_or_writes_the_vault(login: Login, name: str, way: str) -> None:
    # Refused at the door (no CONNECT), and behind it too.
    with pytest.raises((psycopg.OperationalError, psycopg.errors.InsufficientPrivilege)):
        connection = login("vault", name)
        connection.execute("SET default_transaction_read_only = off")
        connection.execute(way)


@pytest.mark.protection("vault_append_only")
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET holder = gen_random_uuid()"])
def test_not_even_the_identity_worker_deletes_or_rewrites_a_digest(login: Login, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("vault", "identity").execute(statement.format("vault_identitydigest"))
