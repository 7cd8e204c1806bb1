"""Replies of restaurants: written, edited, on hold for what they reveal, read by staff, and gone with their review."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import notifications, owners, replies, reviews
from restaurants.enums import ReplyState
from restaurants.exceptions import InvalidReply
from restaurants.models import Reply, ReplyVersion, Restaurant, Review
from restaurants.rules import MAX_REPLY_EDITS, MAX_REPLY_LENGTH, REPLY_TRANSITIONS
from reviews_site.audit.models import Event
from reviews_site.policy import Denied, Role, TeamRole
from tests.accounts.factors import at_the_desk
from tests.analytics.staffing import at_the_console, employed
from tests.conftest import AsProcess
from tests.restaurants import factories
from tests.restaurants.test_public_pages import queries

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
REPLY = "Thank you. The soup is on the menu until March."
REVEALING = "Dear Mrs Huber, we are glad that you liked table 7 on Saturday."


@pytest.fixture
def review(place: Restaurant, diner: User) -> Review:
    return factories.review(place, diner)


@pytest.fixture
def desk(client: Client, owner: User, review: Review) -> Client:
    """The owner's browser, once there is a review."""
    at_the_desk(client, owner)
    return client


def page_of(review: Review, step: str = "") -> str:
    return f"/business/{review.restaurant.slug}/reviews/{review.pk}/reply/{step}"


def send(desk: Client, review: Review, text: str) -> str:
    """Send the form; the page that follows."""
    return desk.post(page_of(review), {"text": text}, follow=True).content.decode()


def public_page(place: Restaurant) -> str:
    return Client().get(place.get_absolute_url()).content.decode()


def test_a_reply_is_shown_below_its_review_and_its_author_is_notified(
    desk: Client, review: Review, place: Restaurant, diner: User, owner: User, as_process: AsProcess
) -> None:
    assert "The restaurant replied" not in public_page(place)
    assert "Your reply is on the page." in send(desk, review, REPLY)
    page = public_page(place)
    assert REPLY in page and page.index(factories.TEXT) < page.index("The restaurant replied") < page.index(REPLY)
    assert owner.email not in page and "Otto" not in page.split("The restaurant replied")[1]
    with as_process("mail"):
        assert (notifications.make(), notifications.make()) == (2, 0), "the author, and the owner of a new review"
    reader = Client()
    reader.force_login(diner)
    assert "replied to your review" in reader.get("/notifications/").content.decode()
    assert REPLY in reader.get(f"/reviewers/{diner.profile.display_name}/").content.decode()
    done = Event.objects.filter(object_id=review.pk, action__startswith="reply.").get()
    assert (done.actor_id, done.detail["state"]) == (owner.pk, "published")


def test_edits_keep_earlier_texts_and_a_review_edited_after_the_reply_is_marked(
    desk: Client, review: Review, place: Restaurant, diner: User
) -> None:
    send(desk, review, REPLY)
    assert "after the reply" not in public_page(place)
    reviews.edit(restaurant=place, rating=2, text=f"{factories.TEXT} Not.", visited_on=review.visited_on, by=diner)
    assert ", after the reply" in public_page(place)
    send(desk, review, "We are sorry to read that now.")
    send(desk, review, "We are sorry to read that now.")
    assert [(each.version, each.text) for each in ReplyVersion.objects.all()] == [(1, REPLY)]
    page, history = public_page(place), Client().get(f"{place.get_absolute_url()}reviews/{review.pk}/").content.decode()
    assert REPLY not in page and "sorry to read that" in page
    assert "Earlier versions of the reply" in history and REPLY in history


def test_a_reply_that_reveals_the_guest_is_not_shown_and_the_page_gives_the_reason(
    desk: Client, review: Review, place: Restaurant
) -> None:
    send(desk, review, REPLY)
    page = send(desk, review, REVEALING)
    assert "a name other than the pen name and a table together with a day or a time" in page
    assert "Mrs Huber" in page and "Mrs Huber" not in public_page(place) and REPLY not in public_page(place)
    history = Client().get(f"{place.get_absolute_url()}reviews/{review.pk}/").content.decode()
    assert "Mrs Huber" not in history and REPLY not in history
    assert "Your reply is on the page." in send(desk, review, "Dear guest, we are glad.")
    assert [each.text for each in ReplyVersion.objects.all()] == [REPLY], "what was on hold was never on the page"


@pytest.mark.parametrize(("answer", "shown"), [("published", True), ("refused", False)])
def test_staff_read_what_they_are_asked_about(
    desk: Client, review: Review, place: Restaurant, answer: str, *, shown: bool
) -> None:
    support = at_the_console("sue", "customer_support")
    text = "Dear guest, Mr Karl of our kitchen will be pleased."
    send(desk, review, text)
    assert "No replies are waiting." in support.get("/replies/").content.decode()
    assert "One of us will read your reply." in desk.post(page_of(review, "check/"), follow=True).content.decode()
    assert place.name in support.get("/replies/").content.decode()
    page = support.get(f"/replies/{review.pk}/").content.decode()
    assert text in page and "a name other than the pen name" in page
    assert factories.TEXT not in page and "Dora" not in page and str(review.author_id) not in page
    stale = support.post(f"/replies/{review.pk}/decision/", {"answer": answer, "version": "2"}, follow=True)
    assert "Read it again." in stale.content.decode()
    decided = support.post(f"/replies/{review.pk}/decision/", {"answer": answer, "version": "1"})
    assert decided["Location"] == "/replies/" and support.get(f"/replies/{review.pk}/").status_code == 404
    assert (text in public_page(place)) == shown
    assert ("did not show it" in desk.get(page_of(review)).content.decode()) != shown
    assert Event.objects.filter(action="reply.decided", detail__answer=answer).exists()


def test_a_new_text_is_not_what_staff_were_asked_about(desk: Client, review: Review, place: Restaurant) -> None:
    support = at_the_console("sue", "customer_support")
    send(desk, review, REVEALING)
    desk.post(page_of(review, "check/"))
    send(desk, review, "Dear Mr Steiner, thank you.")
    support.post(f"/replies/{review.pk}/decision/", {"answer": "published", "version": "1"})
    assert Reply.objects.get().state == ReplyState.ON_HOLD and "Steiner" not in public_page(place)


def test_a_deleted_reply_is_gone_with_its_history(desk: Client, review: Review, place: Restaurant) -> None:
    send(desk, review, REPLY)
    send(desk, review, "Thank you.")
    assert "Your reply is deleted." in desk.post(page_of(review, "delete/"), follow=True).content.decode()
    assert not Reply.objects.exists() and not ReplyVersion.objects.exists()
    assert "The restaurant replied" not in public_page(place)


def test_a_withdrawn_review_takes_its_reply_along(desk: Client, review: Review, place: Restaurant, diner: User) -> None:
    send(desk, review, REPLY)
    send(desk, review, "Thank you.")
    reviews.withdraw(restaurant=place, by=diner)
    assert not Reply.objects.exists() and not ReplyVersion.objects.exists()
    assert desk.get(page_of(review)).status_code == 404


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "Write a reply."), (" ​ ", "Write a reply."), ("a" * (MAX_REPLY_LENGTH + 1), "Use at most 2,000 characters.")],
)
def test_a_wrong_reply_says_what_to_do(desk: Client, review: Review, text: str, says: str) -> None:
    page = desk.post(page_of(review), {"text": text}).content.decode()
    assert says in page and not Reply.objects.exists()


def test_the_list_has_all_reviews_or_those_without_a_reply(desk: Client, review: Review, place: Restaurant) -> None:
    factories.review(place, factories.confirmed("emil"), text="Loud, but the dumplings were worth it.")
    send(desk, review, REPLY)
    address = f"/business/{place.slug}/reviews/"
    everything = desk.get(address).content.decode()
    assert everything.count('class="review"') == 2 and REPLY in everything
    open_ones = desk.get(f"{address}?show=unanswered").content.decode()
    assert "dumplings" in open_ones and factories.TEXT not in open_ones
    count = queries(desk, address)
    factories.some_reviews(place, 5)
    assert queries(desk, address) == count


def test_a_manager_replies_and_an_analyst_does_not(client: Client, review: Review, place: Restaurant) -> None:
    for role, status in ((TeamRole.MANAGER, 200), (TeamRole.ANALYST, 404)):
        member = factories.confirmed(role)
        owners.grant(restaurant=place, user=member, by=None, role=role)
        at_the_desk(client, member)
        assert client.get(page_of(review)).status_code == status
        assert client.get(f"/business/{place.slug}/reviews/").status_code == status


def test_a_reply_is_edited_so_often_and_a_day_has_so_many(
    review: Review, place: Restaurant, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(MAX_REPLY_EDITS + 1):
        replies.write(review=review, text=f"Thank you, {number}.", by=owner)
    with pytest.raises(Denied, match="edited 20 times"):
        replies.write(review=review, text="Once more.", by=owner)
    monkeypatch.setattr(replies, "MAX_REPLIES_PER_DAY", 1)
    with pytest.raises(InvalidReply, match="Go on tomorrow"):
        replies.write(review=factories.review(place, factories.confirmed("emil")), text="Thank you.", by=owner)
    assert Reply.objects.count() == 1


def test_the_functions_move_a_reply_as_the_table_of_states_says(
    review: Review, owner: User, as_process: AsProcess
) -> None:
    sue = employed("sue", "customer_support")

    def decide(answer: ReplyState) -> bool:
        reply = Reply.objects.get()
        with as_process("console"):
            return replies.decide(reply=reply, answer=answer, by=sue.pk, roles=[Role.CUSTOMER_SUPPORT])

    steps: dict[str, Callable[[], bool]] = {
        "plain": lambda: bool(replies.write(review=review, text=f"Thank you, {uuid.uuid4()}.", by=owner)),
        "revealing": lambda: bool(replies.write(review=review, text=f"{REVEALING} {uuid.uuid4()}", by=owner)),
        "ask": lambda: replies.ask_about(review=review, by=owner),
        "show": lambda: decide(ReplyState.PUBLISHED),
        "refuse": lambda: decide(ReplyState.REFUSED),
    }
    ways = {
        ReplyState.PUBLISHED: ["plain"],
        ReplyState.ON_HOLD: ["revealing"],
        ReplyState.WAITING: ["revealing", "ask"],
        ReplyState.REFUSED: ["revealing", "ask", "refuse"],
    }
    found: dict[ReplyState, set[ReplyState]] = {state: set() for state in ReplyState}
    for state, way in ways.items():
        for step in steps.values():
            replies.delete(review=review, by=owner)
            assert all(steps[name]() for name in way) and Reply.objects.get().state == state
            if step():
                found[state].add(ReplyState(Reply.objects.get().state))
    assert found == REPLY_TRANSITIONS


def test_the_reply_of_another_restaurant_is_not_found(desk: Client, review: Review) -> None:
    elsewhere = factories.review(factories.restaurant("Zur Post"), factories.confirmed("emil"))
    for unknown in (elsewhere.pk, uuid.uuid4()):
        assert (
            desk.post(f"/business/{review.restaurant.slug}/reviews/{unknown}/reply/", {"text": REPLY}).status_code
            == 404
        )
    assert not Reply.objects.exists()
