"""Which process a command of `manage.py` runs as, unless PLATEMARK_PROCESS says otherwise."""

from collections.abc import Sequence

# The process that may do the command's job; the migrator where none is named.
COMMAND_PROCESSES = {
    "demo": "seeder",
    "seed": "seeder",
    "redaction": "builder",
    "models": "trainer",
    "audit": "auditor",
    "downloads": "auditor",
    "datasets": "registrar",
    "leaks": "builder",
    "requests": "console",
    "breach": "breach",
    "keys": "rewrapper",
    "opendata": "publisher",
    "passwords": "builder",
    "sbom": "builder",
    "makemigrations": "builder",
    "collectstatic": "builder",
    "check": "builder",
}


def process_for_command(arguments: Sequence[str]) -> str:
    """The name of the process that `manage.py <arguments>` runs as."""
    command = arguments[0] if arguments else "help"
    if command == "models" and "visitors" in arguments and "--data" not in arguments:
        # On the site's own visits, which the trainer can't read.
        return "forecasts"
    if command == "models" and arguments[1:2] == ["list"]:
        # Both registers, which no worker reads.
        return "migrator"
    if command == "leaks" and arguments[1:2] in (["plant"], ["canary"]):
        # It adds rows that nobody wrote, and remembers them where no login reads; it holds the key of canaries.
        return "migrator"
    if command == "audit" and arguments[1:2] == ["list"]:
        # It finds people of the company by address, and notes an export in the log.
        return "console"
    if command == "datasets" and arguments[1:2] == ["access"]:
        # The access log, which the registrar does not read.
        return "auditor"
    if command == "opendata" and arguments[1:2] == ["verify"]:
        # A file, and no store.
        return "builder"
    if command == "keys" and "document-pepper" in arguments:
        # The vault is read by one process alone.
        return "identity"
    return COMMAND_PROCESSES.get(command, "migrator")
