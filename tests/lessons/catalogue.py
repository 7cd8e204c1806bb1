"""Lessons, as pages show them: a protection, its attacks with their code, and the topics that it belongs to.

`python -m tests.lessons.catalogue` prints them as JSON. The pages read that, so that their process has nothing of the
site in it.
"""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
ATTACKS = REPOSITORY / "tests" / "attacks"
# Where a newcomer begins: one injected statement, and what the database refuses it.
FIRST = "planted_injection"
MAX_SECONDS = 120


@dataclass(frozen=True)
class Attack:
    """A test that attacks a protection. `node_id` names it for pytest, `title` says it in words."""

    node_id: str
    title: str
    purpose: str
    code: str


@dataclass(frozen=True)
class Lesson:
    """A protection and the attacks on it; `topic` is the key of its principle."""

    name: str
    claim: str
    weakness: str
    topic: str
    attacks: tuple[Attack, ...]


@dataclass(frozen=True)
class Group:
    """The lessons of a topic, by name."""

    heading: str
    key: str
    title: str
    says: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All groups, and each lesson by name, in the order of the principles."""

    groups: tuple[Group, ...]
    lessons: Mapping[str, Lesson]

    def following(self, name: str) -> Lesson | None:
        """The lesson after this one; None after the last."""
        names = list(self.lessons)
        after = names[names.index(name) + 1 :]
        return self.lessons[after[0]] if after else None


def collect() -> dict[str, Any]:
    """The catalogue as plain values, from the code. Django has to be set up."""
    from tests.attacks.proof import attacks_in
    from tests.attacks.protections import PROTECTIONS
    from tests.lessons.topics import TOPICS

    attacks: dict[str, list[dict[str, str]]] = {name: [] for name in PROTECTIONS}
    for node_id, name in attacks_in(ATTACKS).items():
        file, _, function = node_id.partition("::")
        attacks[name].append(asdict(_read(file, function)))
    return {
        "groups": [
            asdict(Group(each.heading, each.key, each.title, each.says, tuple(one.name for one in each.protections)))
            for each in TOPICS
        ],
        "lessons": [
            {
                "name": one.name,
                "claim": one.claim,
                "weakness": one.weakness,
                "topic": topic.key,
                "attacks": attacks[one.name],
            }
            for topic in TOPICS
            if topic.subjects
            for one in topic.protections
        ],
    }


def load(values: Mapping[str, Any]) -> Catalogue:
    """The catalogue of what `collect` returned."""
    lessons = {
        each["name"]: Lesson(**{**each, "attacks": tuple(Attack(**attack) for attack in each["attacks"])})
        for each in values["lessons"]
    }
    return Catalogue(tuple(Group(**each) for each in values["groups"]), lessons)


@cache
def catalogue() -> Catalogue:
    """The catalogue, collected once by a process that has the site's models.

    Raises:
        subprocess.SubprocessError: that process failed, or took longer than `MAX_SECONDS`.
    """
    command = [sys.executable, "-m", "tests.lessons.catalogue"]
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "reviews_site.settings.dev", "PLATEMARK_PROCESS": "builder"}
    done = subprocess.run(command, cwd=REPOSITORY, env=environ, stdout=subprocess.PIPE, check=True, timeout=MAX_SECONDS)
    return load(json.loads(done.stdout))


@cache
def _parsed(file: str) -> tuple[str, ast.Module]:
    text = (ATTACKS / file).read_text()
    return text, ast.parse(text)


def _read(file: str, function: str) -> Attack:
    text, module = _parsed(file)
    node = next(each for each in ast.walk(module) if isinstance(each, ast.FunctionDef) and each.name == function)
    words = function.removeprefix("test_").replace("_", " ")
    purpose = ast.get_docstring(node) or (ast.get_docstring(module) or "").partition("\n\n")[0].replace("\n", " ")
    code = "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])
    return Attack(f"tests/attacks/{file}::{function}", words[0].upper() + words[1:], purpose, code)


if __name__ == "__main__":
    import django

    django.setup(set_prefix=False)
    json.dump(collect(), sys.stdout)
