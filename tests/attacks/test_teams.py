"""Attacks on restaurants' teams: others' pages and ids, invitations guessed, replayed and redirected, and web's login.

Whoever holds web's login can call its functions in anybody's name, so most attacks here do just that.
"""

import threading
from typing import Any
from uuid import UUID

import psycopg
import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from restaurants.actions import owners, teams
from restaurants.exceptions import TeamChangeRefused
from restaurants.models import Menu, Restaurant, TeamEvent, TeamInvitation, TeamMember
from reviews_site.policy import TeamRole
from tests.accounts.factors import signed_in_twice_over
from tests.attacks.refusal import refusal
from tests.conftest import Login, ProcessClient, playing
from tests.restaurants import factories
from tests.restaurants.menus import published
from tests.restaurants.test_teams import invited, member_of, on_team, roles, secret_for, send

COMMITTED = pytest.mark.django_db(transaction=True)
GUESS = "0" * 32


def team() -> tuple[Restaurant, User]:
    """A restaurant and its owner."""
    place = factories.restaurant()
    return place, on_team(place, "otto", TeamRole.OWNER)


def ask(connection: "psycopg.Connection[Any]", function: str, *arguments: UUID | str) -> Any:
    """What a function of the teams answers to web's login."""
    marks = ", ".join(["%s"] * len(arguments))
    row = connection.execute(f"SELECT restaurants_{function}({marks})", arguments).fetchone()
    assert row
    return row[0]


@pytest.mark.protection("team_pages_of_own")
@pytest.mark.django_db
def test_an_owner_opens_another_restaurants_team(client: ProcessClient) -> None:
    place, owner = team()
    intruder = on_team(other := factories.restaurant("Zur Rohrdommel"), "mallory", TeamRole.OWNER)
    with playing("web"):
        teams.invite(restaurant=place, address="bert@example.org", role=TeamRole.MANAGER, by=owner)
    (invitation,) = TeamInvitation.objects.all()
    signed_in_twice_over(client, intruder)
    path = f"/business/{place.slug}/team/"
    assert client.get(path).status_code == 404
    assert client.post(f"{path}invite/", {"address": "eve@example.org", "role": "manager"}).status_code == 404
    # Ids of the other team below one's own address.
    own = f"/business/{other.slug}/team/"
    assert client.post(f"{own}{member_of(place, owner).pk}/", {"remove": "1"}).status_code == 404
    assert client.post(f"{own}invitations/{invitation.pk}/").status_code == 404
    assert roles(place) == {owner.email: "owner"}


@pytest.mark.protection("team_changes_by_owners")
@COMMITTED
def test_a_stranger_and_a_manager_call_the_functions(login: Login) -> None:
    place, owner = team()
    manager, member = on_team(place, "maria", TeamRole.MANAGER), member_of(place, owner)
    intruder = on_team(factories.restaurant("Zur Rohrdommel"), "mallory", TeamRole.OWNER)
    with playing("web"):
        teams.invite(restaurant=place, address="bert@example.org", role=TeamRole.MANAGER, by=owner)
    (invitation,) = TeamInvitation.objects.all()
    web = login("default", "web")
    for person in (intruder, manager):
        for function, *arguments in (
            ("invite_to_team", person.pk, place.pk, person.email, "owner"),
            ("change_team_role", person.pk, member_of(place, manager).pk, "analyst"),
            ("remove_from_team", person.pk, member.pk),
            ("revoke_team_invitation", person.pk, invitation.pk),
        ):
            assert ask(web, str(function), *arguments) == "not_allowed"


@pytest.mark.protection("chains_of_own")
@pytest.mark.django_db(databases=["default", "analytical"])
def test_the_owner_of_two_restaurants_adds_a_third_to_a_form(client: ProcessClient) -> None:
    (place, _), mallory = team(), factories.confirmed("mallory")
    own = [factories.restaurant(name) for name in ("Zur Post", "Zum Anker")]
    for each in own:
        owners.grant(restaurant=each, user=mallory, by=None)
    published(own[0], mallory)
    signed_in_twice_over(client, mallory)
    sent = {"invite-restaurants": [place.slug], "invite-address": "eve@example.org", "invite-role": "manager"}
    client.post("/chain/invite/", sent)
    client.post("/chain/menu/", {"menu-source": own[0].slug, "menu-restaurants": [place.slug], "menu-publish": "on"})
    assert place.name not in client.get("/chain/").content.decode()
    assert not TeamInvitation.objects.filter(restaurant=place).exists()
    assert not Menu.objects.filter(restaurant=place).exists()


@pytest.mark.protection("team_tables_select_only")
@COMMITTED
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO restaurants_teammember (id, restaurant_id, user_id, role)"
        " VALUES (uuidv7(), %(place)s, %(me)s, 'owner')",
        "INSERT INTO restaurants_teaminvitation (id, restaurant_id, invited_by, address, role, digest, confirmed_at,"
        " expires_at) VALUES (uuidv7(), %(place)s, %(me)s, 'mallory@example.org', 'owner',"
        " encode(sha256('0'), 'hex'), now(), now() + interval '1 day')",
        "UPDATE restaurants_teaminvitation SET address = 'mallory@example.org'",
        "UPDATE restaurants_teammember SET address_changed_at = NULL",
        "DELETE FROM restaurants_teamevent",
        "SELECT restaurants_set_team_role(%(place)s, %(me)s, 'owner')",
    ],
)
def test_web_writes_the_tables_of_teams(login: Login, statement: str) -> None:
    place, _ = team()
    intruder = factories.confirmed("mallory")
    with refusal(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement, {"place": place.pk, "me": intruder.pk})
    assert intruder.email not in roles(place)


@pytest.mark.protection("team_secrets_in_mails")
@COMMITTED
@pytest.mark.parametrize(
    "statement", ["SELECT secret FROM restaurants_take_team_mail()", "SELECT text FROM accounts_outgoingmail"]
)
def test_web_invites_in_the_owners_name_and_reads_the_secret(login: Login, statement: str) -> None:
    place, owner = team()
    intruder, web = factories.confirmed("mallory"), login("default", "web")
    assert ask(web, "invite_to_team", owner.pk, place.pk, intruder.email, "owner") == "done"
    with playing("mail"):
        if "outgoing" in statement:
            teams.queue_mails()
    with refusal(psycopg.errors.InsufficientPrivilege):
        web.execute(statement)


@pytest.mark.protection("team_owner_confirmed_by_mail")
@COMMITTED
def test_web_names_an_owner_in_the_owners_name(login: Login) -> None:
    """Whoever holds web's login also reads what arrives at an address of their own. No secret arrives there."""
    place, owner = team()
    intruder, web = factories.confirmed("mallory"), login("default", "web")
    assert ask(web, "invite_to_team", owner.pk, place.pk, intruder.email, "owner") == "done"
    mails = send()
    assert intruder.email not in {each.to[0] for each in mails}
    # The owner is told of it at once, whatever web leaves out.
    assert owner.email in {each.to[0] for each in mails if "invited" in each.body}
    # What confirms it does not open it.
    assert ask(web, "accept_team_invitation", intruder.pk, secret_for(owner.email, mails)) is None
    assert roles(place) == {owner.email: "owner"}


@pytest.mark.protection("team_owner_settled_address")
@COMMITTED
@pytest.mark.parametrize("when", ["before", "after"])
def test_web_has_the_owners_mail_sent_to_itself(login: Login, when: str) -> None:
    place, owner = team()
    intruder, web = factories.confirmed("mallory"), login("default", "web")
    ours = "reads.it@example.org"
    redirect = "UPDATE accounts_user SET email = %s WHERE id = %s"
    if when == "before":
        web.execute(redirect, [ours, owner.pk])
    answer = ask(web, "invite_to_team", owner.pk, place.pk, intruder.email, "owner")
    assert answer == ("address_changed" if when == "before" else "done")
    if when == "after":
        web.execute(redirect, [ours, owner.pk])
    assert [each for each in send() if "/team/confirm/" in each.body] == []


@pytest.mark.protection("team_secret_needed")
@COMMITTED
def test_web_joins_without_the_secret(login: Login) -> None:
    place, owner = team()
    guest = factories.confirmed("sven")
    secret = invited(place, owner, guest.email)
    web = login("default", "web")
    (digest,) = TeamInvitation.objects.values_list("digest", flat=True)
    for forged in (GUESS, "", str(digest), secret.upper(), secret[:-1]):
        assert ask(web, "accept_team_invitation", guest.pk, forged) is None
    assert roles(place) == {owner.email: "owner"}


@pytest.mark.protection("team_invitation_once")
@COMMITTED
def test_an_invitation_is_replayed_after_they_were_removed(login: Login) -> None:
    place, owner = team()
    guest = factories.confirmed("sven")
    secret = invited(place, owner, guest.email)
    web = login("default", "web")
    assert ask(web, "accept_team_invitation", guest.pk, secret) == place.pk
    assert ask(web, "remove_from_team", owner.pk, member_of(place, guest).pk) == "done"
    assert ask(web, "accept_team_invitation", guest.pk, secret) is None


@pytest.mark.protection("team_invitation_for_one_address")
@pytest.mark.django_db
def test_somebody_else_opens_the_link(client: ProcessClient) -> None:
    place, owner = team()
    secret = invited(place, owner, "bert@example.org")
    client.force_login(factories.confirmed("mallory"))
    page = client.get(f"/team/join/{secret}/").content.decode()
    missing = client.get(f"/team/join/{GUESS}/").content.decode()
    assert place.name not in page and "This invitation doesn’t work" in page
    assert page.replace(secret, "").split("<main")[1] == missing.replace(GUESS, "").split("<main")[1]
    client.post(f"/team/join/{secret}/")
    assert roles(place) == {owner.email: "owner"}


@pytest.mark.protection("team_invitation_days")
@pytest.mark.django_db
def test_an_invitation_is_used_after_its_days() -> None:
    place, owner = team()
    guest = factories.confirmed("sven")
    secret = invited(place, owner, guest.email)
    TeamInvitation.objects.update(expires_at="2026-01-01T00:00:00Z")
    with playing("web"), pytest.raises(TeamChangeRefused):
        teams.accept(secret=secret, by=guest)


@pytest.mark.protection("team_confirmed_people")
@pytest.mark.django_db
def test_somebody_unconfirmed_joins() -> None:
    place, owner = team()
    guest = factories.unconfirmed("ulf")
    EmailAddress.objects.update_or_create(user=guest, email=guest.email, defaults={"verified": True, "primary": True})
    secret = invited(place, owner, guest.email)
    with playing("web"), pytest.raises(TeamChangeRefused):
        teams.accept(secret=secret, by=guest)


@pytest.mark.protection("team_no_owner_by_change")
@COMMITTED
def test_a_manager_is_changed_to_an_owner(login: Login) -> None:
    place, owner = team()
    manager = on_team(place, "maria", TeamRole.MANAGER)
    answer = ask(login("default", "web"), "change_team_role", owner.pk, member_of(place, manager).pk, "owner")
    assert answer == "not_allowed"
    assert roles(place)[manager.email] is TeamRole.MANAGER


@pytest.mark.protection("team_invitations_a_day")
@COMMITTED
def test_web_has_many_people_mailed(login: Login) -> None:
    place, owner = team()
    web = login("default", "web")
    answers = [
        ask(web, "invite_to_team", owner.pk, place.pk, f"guest{number}@example.org", "analyst") for number in range(21)
    ]
    assert answers == ["done"] * 20 + ["too_many"]


@pytest.mark.protection("team_keeps_an_owner")
@COMMITTED
def test_two_owners_leave_at_once(login: Login) -> None:
    place, owner = team()
    second = on_team(place, "olga", TeamRole.OWNER)
    first, other = login("default", "web"), login("default", "web")
    members = [member_of(place, owner), member_of(place, second)]
    answers = []
    first.execute("BEGIN")
    assert ask(first, "remove_from_team", owner.pk, members[0].pk) == "done"
    thread = threading.Thread(target=lambda: answers.append(ask(other, "remove_from_team", second.pk, members[1].pk)))
    thread.start()
    watching, blocked = login("default", "migrator"), "SELECT cardinality(pg_blocking_pids(%s))"
    while thread.is_alive() and watching.execute(blocked, [other.info.backend_pid]).fetchone() == (0,):
        thread.join(0.05)
    first.execute("COMMIT")
    thread.join(30)
    assert answers == ["last_owner"]
    assert roles(place) == {second.email: "owner"}


@pytest.mark.protection("team_log_by_database")
@COMMITTED
def test_web_changes_a_team_without_a_line(login: Login) -> None:
    place, owner = team()
    manager = on_team(place, "maria", TeamRole.MANAGER)
    before = TeamEvent.objects.count()
    web = login("default", "web")
    web.execute("BEGIN")
    ask(web, "remove_from_team", owner.pk, member_of(place, manager).pk)
    with refusal(psycopg.errors.InsufficientPrivilege):
        web.execute("DELETE FROM restaurants_teamevent WHERE action = 'removed'")
    web.execute("ROLLBACK")
    ask(web, "remove_from_team", owner.pk, member_of(place, manager).pk)
    assert TeamEvent.objects.count() == before + 1
    assert not TeamMember.objects.filter(user=manager, left_at=None).exists()
    owners.grant(restaurant=place, user=manager, by=None, role=TeamRole.ANALYST)
    assert TeamEvent.objects.count() == before + 2
