"""Service principals: the processes in the role table. `reviews_site.processes` has what each one reaches."""

from dataclasses import dataclass
from datetime import date

from reviews_site.processes import PROCESSES, Process


@dataclass(frozen=True)
class Principal:
    """A process with its description and owner in the role table."""

    process: Process
    says: str
    owner: str
    reviewed_on: date


_LINES = {
    "web": ("Serves the public pages and the owners' dashboards.", "head of engineering"),
    "console": ("Serves the company's pages: roles, datasets, loads. Reads no row of a dataset.", "head of security"),
    "query": ("Shows rows to people of the company, each under their role's own login.", "head of security"),
    "gateway": ("Answers programs with what models say. Reads no fact, and keeps no text.", "head of data"),
    "identity": ("Asks the provider who somebody is, and alone confirms people.", "head of security"),
    "relay": ("Carries events to the analytical store, under pseudonyms.", "head of data"),
    "models": ("Scores texts. Knows neither reviewers nor demographics.", "head of data"),
    "forecasts": ("Forecasts visits. Knows no person at all.", "head of data"),
    "mail": ("Sends mail, and deletes it afterwards.", "head of engineering"),
    "registrar": (
        "Makes and owns the tables of datasets that two people agreed on, or three where they are about people.",
        "head of security",
    ),
    "staffing": (
        "Gives and ends company roles, and decides on appeals, claims and suggestions, by signatures that it verifies.",
        "head of security",
    ),
    "elevation": ("Makes the logins of elevations that were approved, and ends them.", "head of security"),
    "enforcer": ("Ends elevations that are over, whatever else stands still.", "head of security"),
    "watch": ("Raises alerts where somebody read a row that holds nobody. Reads no row itself.", "head of security"),
    "media": ("Decodes photos in confined children, and publishes them. Reads no text.", "head of security"),
    "tills": ("Verifies what tills send, and saves guest numbers. Knows no person.", "head of security"),
    "webhooks": (
        "Sends webhooks to addresses of teams. Reads no review, and reaches nothing inside.",
        "head of security",
    ),
    "sealer": ("Seals the audit log and the access log. Adds no line to either.", "head of security"),
    "privacy": ("Erases accounts when the wait is over. Makes no pseudonym.", "head of security"),
    "analytics_privacy": ("Exports and erases data in the analytical store, under pseudonyms.", "head of security"),
    "auditor": ("Compares the logs with their seals. A command; it writes nothing.", "head of security"),
    "breach": ("Reports whose data a reader saw, by account. A command.", "head of security"),
    "rewrapper": ("Seals hashes of passwords under a newer pepper. A command; it sees nobody.", "head of security"),
    "publisher": ("Writes the open data each night; it reads nothing of a person.", "head of data"),
    "beat": ("Sends tasks on schedule. Reaches no store.", "head of engineering"),
    "vacuum": ("Rewrites files after erasures. Reads no table of people, and has no queue.", "head of security"),
    "migrator": ("Owns the tables. A command, for deployments.", "head of security"),
    "seeder": ("Fills a demonstration or a benchmark. A command, not for prod.", "head of engineering"),
    "builder": ("Collects static files and makes migrations. Reaches nothing.", "head of engineering"),
    "trainer": ("Trains and signs models, from files. Reaches no store.", "head of data"),
}

PRINCIPALS: dict[str, Principal] = {
    name: Principal(PROCESSES[name], says, owner, date(2026, 11, 24)) for name, (says, owner) in _LINES.items()
}
