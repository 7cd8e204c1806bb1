"""The versioned texts: none changes without a new version, each can be read, and each is whole."""

import hashlib
from itertools import pairwise

import pytest
from django.test import Client

from accounts.agreements.texts import DOCUMENTS, FOLDER, USES, current, current_texts, text_of, versions_of
from accounts.enums import Agreement

FILES = sorted(FOLDER.glob("*.txt"))


def test_a_text_that_somebody_saw_has_not_changed() -> None:
    """To change one, copy it to the next number, say in `Changed:` what is new, and add its digest to the list."""
    listed = (FOLDER / "SHA256SUMS").read_text().splitlines()
    assert listed == [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in FILES]


@pytest.mark.parametrize("agreement", Agreement)
def test_versions_are_numbered_from_one_and_say_what_changed(agreement: Agreement) -> None:
    numbers = versions_of(agreement)
    assert numbers == list(range(1, len(numbers) + 1))
    texts = [text_of(agreement, number) for number in numbers]
    assert all(later.changed and later.since > earlier.since for earlier, later in pairwise(texts))
    assert all(text.blocks and len(text.digest) == 64 for text in texts)


def test_every_text_is_a_document_or_a_use() -> None:
    assert {*DOCUMENTS, *USES} == set(Agreement)
    assert {path.name.split(".")[0] for path in FILES} == set(Agreement.values)


@pytest.mark.parametrize("use", USES)
def test_every_use_says_what_who_an_example_and_what_refusing_does(use: Agreement) -> None:
    labels = [block.label for block in current(use).blocks]
    assert labels == ["What it is", "Who sees it", "For example", "If you refuse"]


@pytest.mark.parametrize("agreement", Agreement)
def test_everybody_reads_every_version(client: Client, agreement: Agreement) -> None:
    for path in (f"/documents/{agreement.value}/", f"/documents/{agreement.value}/1/"):
        answer = client.get(path)
        assert (answer.status_code, answer.context["text"].agreement) == (200, agreement)
        assert "Version 1" in answer.content.decode()


@pytest.mark.parametrize("path", ["/documents/cookies/", "/documents/terms/99/", "/documents/terms/0/"])
def test_there_is_no_other_text(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_wrong_methods(client: Client, method: str) -> None:
    assert getattr(client, method)("/documents/terms/").status_code == 405


def test_a_list_and_a_heading_are_read_as_such() -> None:
    blocks = current(Agreement.TERMS).blocks
    assert next(block.text for block in blocks if block.is_heading) == "Who may join"
    assert "One person has one account. It is yours alone." in next(block.items for block in blocks if block.items)
    assert current_texts() == "terms.1-privacy.1"
