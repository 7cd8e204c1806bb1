"""The users of the running broker, compared with the table of processes."""

from collections.abc import Callable, Iterable, Iterator

import redis

from analytics.access.drift.finding import DriftFinding
from analytics.access.segments import misnamed
from reviews_site.deployment.broker_users import MONITOR, user_names, users
from reviews_site.valkey import OldServer, connect_to_valkey

TIMEOUT_SECONDS = 5
# The server lists these defaults, and the file leaves them out.
_DEFAULTS = {"sanitize-payload", "resetchannels", "resetkeys", "resetdbs"}


def find(url: str) -> Iterator[DriftFinding]:
    """Users too many, too few, or with other rights. A restart with a new file of users corrects them.

    Args:
        url: of a user that may run `ACL LIST` and `ACL CAT` and nothing else; empty where there is none.
    """
    yield from (DriftFinding(f"{name} is not named <line of business>.<thing>.") for name in misnamed())
    if not url:
        yield DriftFinding("The broker was not checked: POLICY_BROKER_URL is not set.")
        return
    try:
        with redis.Redis.from_url(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            decode_responses=True,
            redis_connect_func=connect_to_valkey,
        ) as client:
            listed = [str(line) for line in client.acl_list()]
            differences = list(compare(listed, lambda category: map(str, client.acl_cat(category))))
    except OldServer as problem:
        yield DriftFinding(str(problem))
        return
    except redis.RedisError as problem:
        yield DriftFinding(f"The broker could not be checked: {type(problem).__name__}.")
        return
    yield from differences


def compare(listed: list[str], members: Callable[[str], Iterable[str]]) -> Iterator[DriftFinding]:
    """Compare the lines that a server lists with those of the table.

    Args:
        members: returns the commands of a category, such as `transaction`: the server lists some rules by category.
    """
    actual = {name: rights(line, members) for name, line in _by_user(listed).items() if name != MONITOR}
    table = users(dict.fromkeys(user_names(), "")).splitlines()
    expected = {name: rights(line, members) for name, line in _by_user(table).items()}
    for name in sorted(actual.keys() - expected.keys()):
        yield DriftFinding(f"The broker has a user {name} that is not in the table.")
    for name in sorted(expected.keys() - actual.keys()):
        yield DriftFinding(f"The broker's user {name} is missing.")
    for name in sorted(actual.keys() & expected.keys()):
        if difference := sorted(actual[name] ^ expected[name]):
            yield DriftFinding(f"The broker's user {name} differs from the table in: {' '.join(difference)}.")


def _by_user(lines: list[str]) -> dict[str, list[str]]:
    return {line.split()[1]: line.split()[2:] for line in lines}


def rights(words: list[str], members: Callable[[str], Iterable[str]]) -> set[str]:
    """The effective flags, keys, channels and commands of a user, without the digest of the password."""
    effective: set[str] = set()
    for word in words:
        if word == "-@all":
            effective = {right for right in effective if not right.startswith("+")}
        elif word.startswith(("+@", "-@")) and word != "+@all":
            commands = {f"+{command}" for command in members(word[2:])}
            effective = effective | commands if word.startswith("+") else effective - commands
        elif word.startswith("-"):
            effective.discard("+" + word[1:])
        elif not word.startswith("#") and word not in _DEFAULTS:
            effective.add(word)
    return effective
