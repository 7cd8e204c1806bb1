"""Service principals: the processes, as the role table shows them. What each reaches: `reviews_site.processes`."""

from dataclasses import dataclass
from datetime import date

from reviews_site.processes import PROCESSES, Process


@dataclass(frozen=True)
class Principal:
    """A process with the sentence and the owner that its line in the role table has."""

    process: Process
    says: str
    owner: str
    reviewed_on: date


_LINES = {
    "web": ("Serves the public pages and the owners' dashboards.", "head of engineering"),
    "console": ("Serves the company's pages: roles, datasets, loads. Reads no row of a dataset.", "head of security"),
    "query": ("Shows rows to people of the company, each under their role's own login.", "head of security"),
    "identity": ("Asks the provider who somebody is, and alone says who is confirmed.", "head of security"),
    "relay": ("Carries events to the analytical store, under pseudonyms.", "head of data"),
    "models": ("Scores texts. Knows neither reviewers nor demographics.", "head of data"),
    "forecasts": ("Forecasts visits. Knows no person at all.", "head of data"),
    "mail": ("Sends mail, and forgets it.", "head of engineering"),
    "registrar": ("Makes the tables of datasets that two people agreed on, and owns those.", "head of security"),
    "staffing": (
        "Gives and ends company roles, and decides on appeals, for proofs that it checks itself. Serves no page.",
        "head of security",
    ),
    "sealer": ("Seals the audit log and the access log. Adds no line to either.", "head of security"),
    "privacy": ("Deletes what is somebody's, once they asked and waited. Makes no pseudonym.", "head of security"),
    "analytics_privacy": ("Carries out what people ask of the analytical store, under pseudonyms.", "head of security"),
    "auditor": ("Compares the logs with their seals. A command; it writes nothing.", "head of security"),
    "breach": ("Says whose data a reader touched, and by which account. A command.", "head of security"),
    "rewrapper": ("Seals hashes of passwords under a newer pepper. A command; it sees nobody.", "head of security"),
    "beat": ("Says when it is time. Reaches no store.", "head of engineering"),
    "vacuum": ("Has files rewritten after erasures. Reads no table of people; hears from nobody.", "head of security"),
    "migrator": ("Owns the tables. A command, run by a person who deploys.", "head of security"),
    "seeder": ("Fills a demonstration or a benchmark. A command, not for prod.", "head of engineering"),
    "builder": ("Collects static files and makes migrations. Reaches nothing.", "head of engineering"),
    "trainer": ("Trains and signs models, from files. Reaches no store.", "head of data"),
}

PRINCIPALS: dict[str, Principal] = {
    name: Principal(PROCESSES[name], says, owner, date(2026, 11, 24)) for name, (says, owner) in _LINES.items()
}
