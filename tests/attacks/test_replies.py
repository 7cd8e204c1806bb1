"""Attacks on replies: in another's name, past the functions, revealing a guest, and those on hold read or released."""

import threading
from contextlib import suppress

import psycopg
import pytest
from django.test import Client

from accounts.actions import staff
from accounts.models import User
from restaurants.actions import owners, replies, reply_templates
from restaurants.enums import ReplyState
from restaurants.models import Reply, ReplyTemplate, ReplyVersion, Restaurant, Review
from restaurants.selectors import managed_restaurants
from restaurants.selectors.replies import waiting_replies
from reviews_site.ids import uuid7
from reviews_site.policy import Denied, Role
from tests.accounts.factors import at_the_desk
from tests.analytics.staffing import at_the_console, employed
from tests.attacks.test_table_codes import wait_until_blocked
from tests.conftest import AsProcess, Login
from tests.restaurants import factories

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
COMMITTED = pytest.mark.django_db(transaction=True)
SUPPORT = [Role.CUSTOMER_SUPPORT]
REVEALING = "Dear Mrs Huber, you sat at table 7 on Saturday."
HOSTILE = '<img src=x onerror="alert(1)"></textarea></script><script>alert(2)</script>'
WRITE = "SELECT restaurants_write_reply(%s, %s, 'We were never there.', 'en', '{}')"


def reviewed() -> tuple[Restaurant, Review, User]:
    """A restaurant with a review, and its owner."""
    place, owner = factories.restaurant(), factories.confirmed("otto")
    owners.grant(restaurant=place, user=owner, by=None)
    return place, factories.review(place, factories.confirmed("dora")), owner


def another_owner() -> User:
    mallory = factories.confirmed("mallory")
    owners.grant(restaurant=factories.restaurant("Zur Post"), user=mallory, by=None)
    return mallory


def waiting(as_process: AsProcess) -> tuple[Review, User]:
    _, review, owner = reviewed()
    with as_process("web"):
        replies.write(review=review, text=REVEALING, by=owner)
        replies.ask_about(review=review, by=owner)
    return review, owner


@COMMITTED
@pytest.mark.protection("reply_templates_of_the_team")
def test_injected_sql_reads_and_writes_the_templates_of_another_restaurant(login: Login) -> None:
    place, _, owner = reviewed()
    mallory = another_owner()
    template = reply_templates.save(restaurant=place, template=None, title="Glad", text="Thank you.", by=owner)
    connection = login("default", "web")
    with connection.transaction():
        connection.execute("SELECT set_config('platemark.person', %s, true)", [str(mallory.pk)])
        assert connection.execute("SELECT count(*) FROM restaurants_replytemplate").fetchone() == (0,)
    save = "SELECT restaurants_save_reply_template(%s, %s, %s, 'Glad', 'Thank you.', 'Sorry', 'We are closed.')"
    for known in (None, template):
        with suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(save, [mallory.pk, place.pk, known])
    connection.execute("SELECT restaurants_delete_reply_template(%s, %s)", [mallory.pk, template])
    for statement in ("DELETE FROM restaurants_replytemplate", "UPDATE restaurants_replytemplate SET text = 'Gone.'"):
        with suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
    assert list(ReplyTemplate.objects.values_list("title", "text")) == [("Glad", "Thank you.")]


@BOTH
@pytest.mark.protection("reply_templates_of_the_team")
def test_a_template_of_another_restaurant_is_changed_by_its_id(client: Client) -> None:
    place, _, owner = reviewed()
    template = reply_templates.save(restaurant=place, template=None, title="Glad", text="Thank you.", by=owner)
    mallory = another_owner()
    own = managed_restaurants(mallory).get()
    at_the_desk(client, mallory)
    for slug in (place.slug, own.slug):
        for way in ("", "delete/"):
            path = f"/business/{slug}/reviews/templates/{template}/{way}"
            assert client.post(path, {"title": "Sorry", "text": "We are closed."}).status_code == 404
    assert list(ReplyTemplate.objects.values_list("title", "text")) == [("Glad", "Thank you.")]


@BOTH
@pytest.mark.protection("replies_by_the_team")
@pytest.mark.parametrize("way", ["", "check/", "delete/"])
def test_the_owner_of_another_restaurant_replies(client: Client, way: str) -> None:
    place, review, owner = reviewed()
    replies.write(review=review, text=REVEALING, by=owner)
    at_the_desk(client, another_owner())
    planted = {"text": "Closed for good.", "review": str(review.pk), "restaurant": str(place.pk), "by": str(owner.pk)}
    for slug in (place.slug, "zur-post-linz"):
        address = f"/business/{slug}/reviews/{review.pk}/reply/{way}"
        assert client.post(f"{address}?restaurant={place.pk}", planted).status_code == 404
        assert "Mrs Huber" not in client.get(address).content.decode()
        assert "Mrs Huber" not in client.get(f"/business/{place.slug}/reviews/").content.decode()
    assert Reply.objects.values_list("text", "state").get() == (REVEALING, ReplyState.ON_HOLD)


@COMMITTED
@pytest.mark.protection("replies_written_by_functions")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE restaurants_reply SET text = 'Closed for good.'",
        "UPDATE restaurants_reply SET state = 'published', posted_at = now()",
        "DELETE FROM restaurants_reply",
        "DELETE FROM restaurants_replyversion",
        "UPDATE restaurants_replyversion SET text = 'We never said that.'",
    ],
)
def test_injected_sql_changes_rows_of_replies(login: Login, statement: str) -> None:
    _, review, owner = reviewed()
    replies.write(review=review, text="Thank you.", by=owner)
    replies.write(review=review, text="Thank you very much.", by=owner)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)
    assert ReplyVersion.objects.count() == 1


@COMMITTED
@pytest.mark.protection("reply_functions_ask")
def test_injected_sql_replies_for_a_person_who_may_not(login: Login) -> None:
    _, review, owner = reviewed()
    replies.write(review=review, text=REVEALING, by=owner)
    web = login("default", "web")
    for person in (another_owner().pk, review.author_id, uuid7()):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(WRITE, [person, review.pk])
        web.rollback()
        for name in ("delete_reply", "ask_about_reply"):
            assert web.execute(f"SELECT restaurants_{name}(%s, %s)", [person, review.pk]).fetchone() == (False,)
    assert Reply.objects.values_list("text", "state").get() == (REVEALING, ReplyState.ON_HOLD)


@COMMITTED
@pytest.mark.protection("replies_on_hold_hidden")
def test_the_web_login_reads_a_reply_on_hold(login: Login) -> None:
    _, review, owner = reviewed()
    replies.write(review=review, text=REVEALING, by=owner)
    web = login("default", "web")
    for person in ("", str(another_owner().pk), str(review.author_id)):
        web.execute("SELECT set_config('platemark.person', %s, false)", [person])
        assert web.execute("SELECT text FROM restaurants_reply").fetchall() == [], person
    web.execute("SELECT set_config('platemark.person', %s, false)", [str(owner.pk)])
    assert web.execute("SELECT text FROM restaurants_reply").fetchall() == [(REVEALING,)]


@BOTH
@pytest.mark.protection("replies_reveal_nobody")
@pytest.mark.parametrize(
    "text",
    [REVEALING, "Call us back, your number 0664 123 45 67 is dead.", "Booking #48213, room 12: you know who you are."],
)
def test_a_reply_unmasks_the_guest(client: Client, text: str) -> None:
    place, review, owner = reviewed()
    at_the_desk(client, owner)
    client.post(f"/business/{place.slug}/reviews/{review.pk}/reply/", {"text": text})
    for address in (place.get_absolute_url(), f"{place.get_absolute_url()}reviews/{review.pk}/"):
        assert text not in Client().get(address).content.decode()


@BOTH
@pytest.mark.protection("review_escaping")
def test_markup_in_a_reply_is_text(client: Client) -> None:
    place, review, owner = reviewed()
    at_the_desk(client, owner)
    client.post(f"/business/{place.slug}/reviews/{review.pk}/reply/", {"text": HOSTILE})
    own = (f"/business/{place.slug}/reviews/", f"/business/{place.slug}/reviews/{review.pk}/reply/")
    for address in (place.get_absolute_url(), *own):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page and "&lt;img src=x" in page


@BOTH
@pytest.mark.protection("reply_on_hold_roles")
@pytest.mark.parametrize("role", ["data_scientist", "security_engineer", "executive"])
def test_a_role_without_the_right_reads_replies_on_hold_and_decides(as_process: AsProcess, role: str) -> None:
    review, _ = waiting(as_process)
    reader = at_the_console("dana", role)
    for address in ("/replies/", f"/replies/{review.pk}/"):
        answer = reader.get(address)
        assert answer.status_code == 403 and "Huber" not in answer.content.decode()
    reader.post(f"/replies/{review.pk}/decision/", {"answer": "published", "version": "1"})
    assert waiting_replies().exists()


@BOTH
@pytest.mark.protection("reply_on_hold_not_ones_own")
@pytest.mark.parametrize("whose", ["otto", "dora"])
def test_staff_decide_on_a_reply_of_their_own(as_process: AsProcess, whose: str) -> None:
    waiting(as_process)
    party = User.objects.get(email=f"{whose}@example.org")
    staff.grant(user=party, role="customer_support", by="a test")
    with as_process("console"), pytest.raises(Denied):
        replies.decide(reply=waiting_replies().get(), answer=ReplyState.PUBLISHED, by=party.pk, roles=SUPPORT)
    assert waiting_replies().exists()


@COMMITTED
@pytest.mark.protection("reply_on_hold_decided_by_console")
def test_injected_sql_calls_the_function_of_the_console(login: Login, as_process: AsProcess) -> None:
    review, _ = waiting(as_process)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute("SELECT restaurants_decide_reply(%s, %s, 1, 'published')", [uuid7(), review.pk])


@BOTH
@pytest.mark.protection("reply_on_hold_as_read")
def test_a_text_is_exchanged_while_staff_read(as_process: AsProcess) -> None:
    review, owner = waiting(as_process)
    read = waiting_replies().get()
    with as_process("web"):
        replies.write(review=review, text="Dear Mr Steiner, room 12 was lovely.", by=owner)
        replies.ask_about(review=review, by=owner)
    sue = employed("sue", "customer_support")
    with as_process("console"):
        assert not replies.decide(reply=read, answer=ReplyState.PUBLISHED, by=sue.pk, roles=SUPPORT)
    assert waiting_replies().exists()


@COMMITTED
@pytest.mark.protection("one_reply_a_review")
def test_two_people_reply_at_once(login: Login) -> None:
    _, review, owner = reviewed()
    first, second = login("default", "web"), login("default", "web")
    first.autocommit = second.autocommit = False
    first.execute(WRITE, [owner.pk, review.pk])
    failures: list[Exception] = []

    def reply() -> None:
        try:
            second.execute(
                "SELECT restaurants_write_reply(%s, %s, 'We were there.', 'en', '{}')", [owner.pk, review.pk]
            )
            second.commit()
        except psycopg.Error as problem:
            failures.append(problem)

    other = threading.Thread(target=reply)
    other.start()
    wait_until_blocked(login("default", "migrator"), second.info.backend_pid)
    first.commit()
    other.join(60)
    assert not failures
    texts = {"We were never there.", "We were there."}
    assert {Reply.objects.get().text, ReplyVersion.objects.get().text} == texts
