"""Programs of others ask the API over a socket: a client made from the document, and the examples of `docs/api.md`."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from accounts.models import User
from api import schema
from restaurants.models import Restaurant
from tests.accounts.factors import with_app
from tests.api.programs import token_of
from tests.api.server import API_TOOLS, api_server
from tests.restaurants import factories
from tests.restaurants.menus import published

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
ROOT = Path(__file__).resolve().parents[2]
STATUS = "status of the answer:"


def run(command: list[str], **variables: str) -> str:
    """What a program writes that ends well."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **variables}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-4000:]
    return ended.stdout


def test_a_generated_client_goes_the_whole_way(place: Restaurant, diner: User, owner: User, tmp_path: Path) -> None:
    with_app(owner)
    package = tmp_path / "platemark_client"
    generator = str(API_TOOLS / "openapi-python-client")
    made = ["generate", "--path", str(schema.KEPT), "--output-path", str(package), "--meta", "none"]
    run([generator, *made], PATH=f"{API_TOOLS}:{os.environ['PATH']}")
    script = str(ROOT / "tests" / "api" / "tools" / "use_client.py")
    with api_server() as address:
        arguments = [address, token_of(diner), token_of(owner), place.slug]
        run([str(API_TOOLS / "python"), script, *arguments], PYTHONPATH=str(tmp_path))


def examples() -> list[str]:
    """The commands of the document, each as it stands there."""
    text = (ROOT / "docs" / "api.md").read_text()
    return re.findall(r"^    (curl (?:.*\\\n)*.*)$", text, re.MULTILINE)


def test_there_are_examples() -> None:
    assert len(examples()) >= 8


@pytest.mark.parametrize("example", examples())
def test_an_example_runs_as_it_is_written(example: str, place: Restaurant, owner: User, diner: User) -> None:
    """With another address and the slug of a restaurant. Each has the answer that its reader expects."""
    with_app(owner)
    published(place, owner)
    factories.review(place, factories.confirmed("anna"))
    person = diner if re.search("me/(reviews|suggestions|claims)", example) else owner
    token = token_of(person)
    with api_server() as address:
        command = re.sub(r"http://localhost:\d+", address, example).replace("SLUG", place.slug)
        shown_status = f"curl() {{ command curl --write-out '\\n{STATUS}%{{http_code}}' \"$@\"; }}\n"
        said = run(["bash", "-euc", shown_status + command], TOKEN=token)
    status = said.rpartition(STATUS)[2]
    assert status == ("201" if "-d " in example else "200"), said
