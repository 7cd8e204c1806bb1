"""A review, its reply and a menu, written by programs in any order: everybody reads what the last of them wrote.

The model is three small values. A change with an old ETag is refused, whatever happened meanwhile.
"""

from contextlib import ExitStack
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from restaurants.actions import owners
from tests.accounts.factors import with_app
from tests.api.programs import program, token_of
from tests.api.test_own_writing import JSON, MINE, body
from tests.conftest import ProcessClient
from tests.restaurants import factories
from tests.restaurants.test_replies import REPLY

STARS, PRICES = st.integers(1, 5), st.integers(1, 4)
TEXTS = st.sampled_from([REPLY, f"{REPLY} Come again.", f"{REPLY} See you soon."])


class Programs(RuleBasedStateMachine):
    """One program writes a review, another one what the restaurant says."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        place, diner, owner = factories.restaurant(), factories.confirmed("dora"), factories.confirmed("otto")
        owners.grant(restaurant=place, user=owner, by=None)
        with_app(owner)
        self.place, self.root = place, f"/api/v1/restaurants/{place.slug}"
        self.diner, self.owner = program(token_of(diner)), program(token_of(owner))
        self.own = f"{MINE}/{place.slug}"
        self.review: tuple[str, int] | None = None
        self.edits = 0
        self.reply: str | None = None
        self.draft: int | None = None
        self.menu: int | None = None
        self.old: dict[str, str] = {}

    def teardown(self) -> None:
        """Undo everything."""
        transaction.set_rollback(True)
        self.undo.close()

    def send(self, sender: Client, method: str, path: str, sent: Any = None, *, of: str = "") -> int:
        """Send a change of what `of` shows now; before it one with the ETag that it had earlier, which is refused."""
        now = sender.get(of).headers["ETag"] if of else ""
        ask = getattr(sender, method)
        old = self.old.get(of, "")
        if of and old not in ("", now):
            assert ask(path, sent, content_type=JSON, headers={"if-match": old}).status_code == 412
        if of:
            self.old[of] = now
        return int(ask(path, sent, content_type=JSON, headers={"if-match": now} if of else {}).status_code)

    @property
    def reply_path(self) -> str:
        """The route of the reply."""
        return f"{self.root}/reviews/{self.review[0] if self.review else ''}/reply"

    @rule(stars=STARS)
    def post_review(self, stars: int) -> None:
        answer = self.diner.post(MINE, body(self.place, rating=stars), content_type=JSON)
        assert answer.status_code == (403 if self.review else 201)
        if not self.review:
            self.review, self.edits = (answer.json()["id"], stars), 0

    @precondition(lambda self: self.review is not None and self.edits < 15)
    @rule(stars=STARS)
    def edit_review(self, stars: int) -> None:
        sent = body(self.place, rating=stars)
        del sent["restaurant"]
        assert self.send(self.diner, "put", self.own, sent, of=self.own) == 200
        assert self.review
        self.review, self.edits = (self.review[0], stars), self.edits + 1

    @precondition(lambda self: self.review is not None)
    @rule()
    def withdraw_review(self) -> None:
        assert self.send(self.diner, "delete", self.own, of=self.own) == 204
        self.review = self.reply = None

    @precondition(lambda self: self.review is not None)
    @rule(text=TEXTS)
    def write_reply(self, text: str) -> None:
        of = self.reply_path if self.reply else ""
        assert self.send(self.owner, "put", self.reply_path, {"text": text}, of=of) == (200 if self.reply else 201)
        self.reply = text

    @precondition(lambda self: self.reply is not None)
    @rule()
    def delete_reply(self) -> None:
        assert self.send(self.owner, "delete", self.reply_path, of=self.reply_path) == 204
        self.reply = None

    @rule(level=PRICES)
    def save_menu(self, level: int) -> None:
        menu = {"currency": "EUR", "price_level": level, "sections": [{"title": "Starters", "dishes": []}]}
        assert self.send(self.owner, "put", f"{self.root}/menu/draft", menu, of=f"{self.root}/menu/draft") == 200
        self.draft = level

    @precondition(lambda self: self.draft is not None)
    @rule()
    def publish_menu(self) -> None:
        assert self.send(self.owner, "post", f"{self.root}/menu/publish", of=f"{self.root}/menu/draft") == 200
        self.menu = self.draft

    @invariant()
    def everybody_reads_what_was_written_last(self) -> None:
        """The review with its reply, the count of the restaurant, and the menu."""
        anybody = ProcessClient()
        rows = anybody.get(f"{self.root}/reviews").json()["items"]
        shown = [(row["id"], row["rating"], row["reply"] and row["reply"]["text"]) for row in rows]
        assert shown == ([(*self.review, self.reply)] if self.review else [])
        rating = anybody.get(self.root).json()["rating"]
        assert (rating["count"], rating["average"]) == ((1, self.review[1]) if self.review else (0, None))
        menu = anybody.get(f"{self.root}/menu")
        assert (menu.json()["price_level"] if menu.status_code == 200 else None) == self.menu


@pytest.mark.django_db
@override_settings(API_LIMITS={"address": 10_000_000, "person": 10_000_000})
def test_whatever_programs_write_in_any_order_is_read() -> None:
    bounds = settings(max_examples=6, stateful_step_count=15, deadline=None, derandomize=True, database=None)
    run_state_machine_as_test(Programs, settings=bounds)
