"""The broker's users, asked of the running server, against the table of processes."""

from collections.abc import Callable, Iterable, Iterator

import redis

from analytics.access.drift.finding import DriftFinding
from analytics.access.segments import misnamed
from reviews_site.deployment.broker_users import MONITOR, user_names, users

TIMEOUT_SECONDS = 5


def find(url: str) -> Iterator[DriftFinding]:
    """Users too many, too few, or with other rights. Only a restart with a new file of users mends them.

    Args:
        url: of a user that may run `ACL LIST` and `ACL CAT` and nothing else; empty where nobody gave one.
    """
    yield from (DriftFinding(f"{name} is not named <line of business>.<thing>.") for name in misnamed())
    if not url:
        yield DriftFinding("The broker was not asked: POLICY_BROKER_URL is not set.")
        return
    try:
        with redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, decode_responses=True
        ) as client:
            listed = [str(line) for line in client.acl_list()]
            differences = list(compare(listed, lambda category: map(str, client.acl_cat(category))))
    except redis.RedisError as problem:
        yield DriftFinding(f"The broker could not be asked: {type(problem).__name__}.")
        return
    yield from differences


def compare(listed: list[str], members: Callable[[str], Iterable[str]]) -> Iterator[DriftFinding]:
    """The lines that a server lists, against those that the table makes.

    Args:
        members: the commands of a category, such as `transaction`: the server writes some rules by category.
    """
    actual = {name: rights(line, members) for name, line in _by_user(listed).items() if name != MONITOR}
    table = users(dict.fromkeys(user_names(), "")).splitlines()
    wanted = {name: rights(line, members) for name, line in _by_user(table).items()}
    for name in sorted(actual.keys() - wanted.keys()):
        yield DriftFinding(f"The broker knows a user {name}, who is in no table.")
    for name in sorted(wanted.keys() - actual.keys()):
        yield DriftFinding(f"The broker does not know the user {name}.")
    for name in sorted(actual.keys() & wanted.keys()):
        if odd := sorted(actual[name] ^ wanted[name]):
            yield DriftFinding(f"The broker's user {name} differs from the table in: {' '.join(odd)}.")


def _by_user(lines: list[str]) -> dict[str, list[str]]:
    return {line.split()[1]: line.split()[2:] for line in lines}


def rights(words: list[str], members: Callable[[str], Iterable[str]]) -> set[str]:
    """Flags, keys, channels and commands that a user's words come to, without the digest of the password."""
    found: set[str] = set()
    for word in words:
        if word == "-@all":
            found = {each for each in found if not each.startswith("+")}
        elif word.startswith(("+@", "-@")) and word != "+@all":
            named = {f"+{command}" for command in members(word[2:])}
            found = found | named if word.startswith("+") else found - named
        elif word.startswith("-"):
            found.discard("+" + word[1:])
        elif not word.startswith("#") and word not in _WRITTEN_OUT:
            found.add(word)
    return found


# Words that a server writes out and a file may leave away.
_WRITTEN_OUT = {"sanitize-payload", "resetchannels", "resetkeys"}
