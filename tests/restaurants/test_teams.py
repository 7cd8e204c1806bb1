"""A restaurant's team: its page, invitations by mail, roles, leaving, and the mails to owners."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.actions import mail
from accounts.models import User
from restaurants import selectors
from restaurants.actions import owners, teams
from restaurants.exceptions import TeamChangeRefused
from restaurants.models import Restaurant, TeamEvent, TeamInvitation, TeamMember
from restaurants.rules import ADDRESS_SETTLES_DAYS, MAX_INVITATIONS_PER_DAY
from reviews_site.audit.models import Event
from reviews_site.policy import TEAM_ROLES, TeamRole
from tests.accounts.factors import gave, signed_in_twice_over
from tests.conftest import ProcessClient, playing
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
PAGE = "/business/zum-reiher-linz/team/"


def send() -> list[Any]:
    """The mails about teams that the worker sends now."""
    before = len(outbox.outbox)
    with playing("mail"):
        teams.queue_mails()
        mail.deliver_due()
    return outbox.outbox[before:]


def secret_for(address: str, mails: list[Any]) -> str:
    """The secret in the mail to an address."""
    (text,) = [each.body for each in mails if each.to == [address] and re.search(r"/team/(join|confirm)/", each.body)]
    found = re.search(r"/team/(?:join|confirm)/([0-9a-f]{64})/", text)
    assert found
    return found[1]


def invited(place: Restaurant, owner: User, address: str, role: TeamRole = TeamRole.MANAGER) -> str:
    """The secret that somebody is sent who is invited, and where an owner is, after whoever invites confirmed it."""
    with playing("web"):
        teams.invite(restaurant=place, address=address, role=role, by=owner)
    mails = send()
    if role is TeamRole.OWNER:
        with playing("web"):
            assert teams.confirm(secret=secret_for(owner.email, mails), by=owner)
        mails = send()
    return secret_for(address, mails)


def on_team(place: Restaurant, name: str, role: TeamRole) -> User:
    user = factories.confirmed(name)
    owners.grant(restaurant=place, user=user, by=None, role=role)
    return user


def member_of(place: Restaurant, user: User) -> TeamMember:
    return TeamMember.objects.get(restaurant=place, user=user, left_at=None)


def roles(place: Restaurant) -> dict[str, TeamRole | None]:
    return {member.user.email: member.role for member in selectors.team_of(place)}


def refusal(change: Any, **arguments: Any) -> str:
    with playing("web"), pytest.raises(TeamChangeRefused) as caught:
        change(**arguments)
    return str(caught.value)


def test_the_database_knows_the_roles_of_the_policy() -> None:
    with connection.cursor() as cursor:
        for role in TeamRole:
            cursor.execute("SELECT public.restaurants_team_permissions(%s)", [role])
            assert set(cursor.fetchone()[0]) == TEAM_ROLES[role]
        cursor.execute(
            "SELECT pg_get_functiondef('public.restaurants_invite_to_team(uuid,uuid,text,text)'::regprocedure)"
        )
        assert f">= {MAX_INVITATIONS_PER_DAY}\n" in cursor.fetchone()[0]
        cursor.execute("SELECT pg_get_functiondef('public.restaurants_changed_address(uuid,uuid)'::regprocedure)")
        assert f"interval '{ADDRESS_SETTLES_DAYS} days'" in cursor.fetchone()[0]


@pytest.mark.parametrize("role", TeamRole)
def test_an_invitation_is_mailed_and_accepted(
    client: ProcessClient, place: Restaurant, owner: User, stranger: User, role: TeamRole
) -> None:
    secret = invited(place, owner, stranger.email, role)
    client.force_login(stranger)
    page = client.get(f"/team/join/{secret}/")
    assert f"You are invited to be {role} there." in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert roles(place) == {owner.email: "owner"}
    assert client.post(f"/team/join/{secret}/")["Location"] == "/business/"
    assert roles(place) == {owner.email: "owner", stranger.email: role}
    assert not TeamInvitation.objects.exists()
    assert Event.objects.filter(action="team.joined", actor_id=stranger.pk).count() == 1
    assert {each.to[0] for each in send()} >= {owner.email}


def test_the_page_invites(client: ProcessClient, place: Restaurant, owner: User) -> None:
    signed_in_twice_over(client, owner)
    answer = client.post(f"{PAGE}invite/", {"address": " Bert@Example.org", "role": "analyst"}, follow=True)
    text = answer.content.decode()
    assert "The invitation to bert@example.org is on its way." in text
    assert "<bdi>bert@example.org</bdi></strong> as analyst" in text
    assert "invited <bdi>b…@example.org</bdi> as analyst." in text


def test_an_owner_is_named_only_after_a_mail_to_whoever_names_them(
    client: ProcessClient, place: Restaurant, owner: User, stranger: User
) -> None:
    signed_in_twice_over(client, owner)
    answer = client.post(f"{PAGE}invite/", {"address": stranger.email, "role": "owner"}, follow=True)
    assert "Open it to confirm that you name sven@example.org an owner." in answer.content.decode()
    assert "Not sent yet" in answer.content.decode()
    mails = send()
    assert stranger.email not in {each.to[0] for each in mails}
    path = f"/team/confirm/{secret_for(owner.email, mails)}/"
    assert "Name an owner of Zum Reiher?" in client.get(path).content.decode()
    assert client.post(path)["Location"] == PAGE
    assert "This link doesn’t work" in client.get(path).content.decode()
    client.force_login(stranger)
    client.post(f"/team/join/{secret_for(stranger.email, send())}/")
    assert roles(place)[stranger.email] is TeamRole.OWNER


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"address": "", "role": "manager"}, "Enter an e-mail address."),
        ({"address": "no address", "role": "manager"}, "like you@example.org"),
        ({"address": "bert@example.org", "role": "king"}, "Choose one of the roles."),
        ({"address": "otto@example.org", "role": "manager"}, "on the team already"),
    ],
)
def test_an_invitation_that_can_not_be_says_what_to_do(
    client: ProcessClient, place: Restaurant, owner: User, fields: dict[str, str], says: str
) -> None:
    signed_in_twice_over(client, owner)
    assert says in client.post(f"{PAGE}invite/", fields).content.decode()
    assert not TeamInvitation.objects.exists()


def test_whoever_is_not_confirmed_is_led_to_it_first(
    client: ProcessClient, place: Restaurant, owner: User, unconfirmed: User
) -> None:
    secret = invited(place, owner, unconfirmed.email)
    client.force_login(unconfirmed)
    assert "Confirm who you are" in client.get(f"/team/join/{secret}/").content.decode()
    assert "This invitation does not work" in client.post(f"/team/join/{secret}/").content.decode()
    assert roles(place) == {owner.email: "owner"}


def test_a_role_is_changed_and_somebody_removed(client: ProcessClient, place: Restaurant, owner: User) -> None:
    manager = on_team(place, "maria", TeamRole.MANAGER)
    signed_in_twice_over(client, owner)
    path = f"{PAGE}{member_of(place, manager).pk}/"
    assert (
        "maria@example.org is an analyst now." in client.post(path, {"role": "analyst"}, follow=True).content.decode()
    )
    assert roles(place)[manager.email] is TeamRole.ANALYST
    send()
    assert "maria@example.org is removed." in client.post(path, {"remove": "1"}, follow=True).content.decode()
    assert roles(place) == {owner.email: "owner"}
    assert {each.to[0] for each in send()} == {owner.email, manager.email}
    assert client.post(path, {"remove": "1"}).status_code == 404


def test_everybody_may_leave_but_the_last_owner(client: ProcessClient, place: Restaurant, owner: User) -> None:
    manager = on_team(place, "maria", TeamRole.MANAGER)
    signed_in_twice_over(client, manager)
    path = f"{PAGE}{member_of(place, manager).pk}/"
    assert client.post(path, {"remove": "1"})["Location"] == "/business/"
    assert client.get(PAGE).status_code == 404
    signed_in_twice_over(client, owner)
    path = f"{PAGE}{member_of(place, owner).pk}/"
    for fields in ({"remove": "1"}, {"role": "manager"}):
        assert "A team needs an owner." in client.post(path, fields, follow=True).content.decode()
    on_team(place, "olga", TeamRole.OWNER)
    client.post(path, {"role": "manager"})
    assert roles(place) == {"olga@example.org": "owner", owner.email: "manager"}


def test_a_manager_sees_the_team_and_changes_nothing(client: ProcessClient, place: Restaurant, owner: User) -> None:
    manager = on_team(place, "maria", TeamRole.MANAGER)
    with playing("web"):
        teams.invite(restaurant=place, address="bert@example.org", role=TeamRole.ANALYST, by=owner)
    signed_in_twice_over(client, manager)
    text = client.get(PAGE).content.decode()
    assert owner.email in text
    assert "What each role may do" in text
    for hidden in ("bert@example.org", "Invite somebody", "Who did what", "Change role"):
        assert hidden not in text
    (invitation,) = TeamInvitation.objects.all()
    posts = {
        f"{PAGE}invite/": {"address": "eve@example.org", "role": "manager"},
        f"{PAGE}{member_of(place, owner).pk}/": {"remove": "1"},
        f"{PAGE}invitations/{invitation.pk}/": {},
    }
    assert {client.post(path, fields).status_code for path, fields in posts.items()} == {404}
    # Their own role they don't change either.
    client.post(f"{PAGE}{member_of(place, manager).pk}/", {"role": "analyst"})
    assert roles(place) == {owner.email: "owner", manager.email: "manager"}


def test_a_stranger_sees_no_team(client: ProcessClient, place: Restaurant, owner: User, stranger: User) -> None:
    signed_in_twice_over(client, stranger)
    assert {client.get(path).status_code for path in (PAGE, PAGE.replace("reiher", "no"))} == {404}


def test_changes_take_a_recent_authentication(client: ProcessClient, place: Restaurant, owner: User) -> None:
    signed_in_twice_over(client, owner)
    gave(client, owner, seconds_ago=600)
    answer = client.post(f"{PAGE}invite/", {"address": "bert@example.org", "role": "manager"})
    assert answer["Location"].startswith("/security/confirm/")
    assert client.get(PAGE).status_code == 200
    assert not TeamInvitation.objects.exists()


def test_a_revoked_invitation_does_not_work(
    client: ProcessClient, place: Restaurant, owner: User, stranger: User
) -> None:
    secret = invited(place, owner, stranger.email)
    signed_in_twice_over(client, owner)
    (invitation,) = TeamInvitation.objects.all()
    path = f"{PAGE}invitations/{invitation.pk}/"
    assert "does not work any more." in client.post(path, follow=True).content.decode()
    assert client.post(path).status_code == 404
    assert "does not work" in refusal(teams.accept, secret=secret, by=stranger)


def test_what_was_invited_by_somebody_who_left_does_not_work(place: Restaurant, owner: User, stranger: User) -> None:
    second = on_team(place, "olga", TeamRole.OWNER)
    secret = invited(place, second, stranger.email)
    with playing("web"):
        teams.remove(member=member_of(place, second), by=owner)
    assert "does not work" in refusal(teams.accept, secret=secret, by=stranger)


def test_an_owner_stays_one_whatever_they_were_invited_to_before(
    place: Restaurant, owner: User, stranger: User
) -> None:
    secret = invited(place, owner, stranger.email)
    owners.grant(restaurant=place, user=stranger, by=None)
    with playing("web"):
        teams.accept(secret=secret, by=stranger)
    assert roles(place)[stranger.email] is TeamRole.OWNER


def test_a_second_invitation_takes_the_place_of_the_first(place: Restaurant, owner: User, stranger: User) -> None:
    first = invited(place, owner, stranger.email)
    second = invited(place, owner, stranger.email, TeamRole.ANALYST)
    assert "does not work" in refusal(teams.accept, secret=first, by=stranger)
    with playing("web"):
        assert teams.accept(secret=second, by=stranger) == place
    assert roles(place)[stranger.email] is TeamRole.ANALYST


def test_old_rows_go(place: Restaurant, owner: User, stranger: User) -> None:
    invited(place, owner, stranger.email)
    member = member_of(place, on_team(place, "maria", TeamRole.MANAGER))
    with playing("web"):
        teams.remove(member=member, by=owner)
    long_ago = timezone.now() - timedelta(days=366)
    TeamInvitation.objects.update(expires_at=timezone.now())
    TeamMember.objects.filter(pk=member.pk).update(left_at=long_ago)
    TeamEvent.objects.update(created_at=long_ago)
    with playing("mail"):
        teams.delete_old()
    assert [row.user for row in TeamMember.objects.all()] == [owner]
    assert not TeamInvitation.objects.exists()
    assert not TeamEvent.objects.exists()


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    client: ProcessClient,
    place: Restaurant,
    owner: User,
    more: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(more):
        on_team(place, f"maria{number}", TeamRole.MANAGER)
        with playing("web"):
            teams.invite(restaurant=place, address=f"b{number}@example.org", role=TeamRole.ANALYST, by=owner)
    signed_in_twice_over(client, owner)
    client.get(PAGE)
    with django_assert_max_num_queries(15):
        client.get(PAGE)
