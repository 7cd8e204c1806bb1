"""The protections of restaurants' teams."""

from typing import Any

from restaurants.models import Restaurant, TeamInvitation, TeamMember
from restaurants.selectors.chains import ManagedPlace
from reviews_site.policy import TEAM_ROLES, TeamRole
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, allow, do_nothing

_INVITE = "public.restaurants_invite_to_team(uuid, uuid, text, text)"
_ACCEPT = "public.restaurants_accept_team_invitation(uuid, text)"
_CHANGE = "public.restaurants_change_team_role(uuid, uuid, text)"
_AFFILIATED = "public.restaurants_is_affiliated(uuid, uuid)"
_MANAGES = "public.restaurants_manages_team(uuid, uuid)"
_TABLES = "restaurants_teammember, restaurants_teaminvitation, restaurants_teamevent"
_HAS_SECRET = "open.digest = encode(sha256(convert_to(secret, 'UTF8')), 'hex')"


def restaurant_of_anybody(_user: Any, slug: str, _permission: Any = None) -> Restaurant:
    """Return a restaurant, whoever asks."""
    return Restaurant.objects.get(slug=slug)


def invitation_of_anybody(_user: Any, _secret: str, **_more: Any) -> TeamInvitation | None:
    """Return an invitation, whoever asks."""
    return TeamInvitation.objects.select_related("restaurant").first()


def member_of_any_team(_restaurant: Any, member_id: Any) -> TeamMember:
    """Return somebody of a team, whichever it is."""
    return TeamMember.objects.select_related("user", "restaurant").get(pk=member_id)


def every_place(_person: Any) -> list[ManagedPlace]:
    """All restaurants, as if the person were an owner of each."""
    return [ManagedPlace(each, TEAM_ROLES[TeamRole.OWNER], 0, 0, False) for each in Restaurant.objects.all()]


PROTECTIONS = (
    Protection(
        "team_pages_of_own",
        "The owner of another restaurant sees no team, and changes none by ids below an address of their own.",
        "pages find any restaurant and anybody on a team",
        Together(
            Replaced("restaurants.views.teams.managed_restaurant", restaurant_of_anybody),
            Replaced("restaurants.views.teams.membership", member_of_any_team),
        ),
    ),
    Protection(
        "team_changes_by_owners",
        "Only an owner changes a restaurant's team, whichever function is called in whose name ever.",
        "the functions do not look who holds the permission",
        FunctionRedefined("default", _MANAGES, "public.restaurants_may(actor, place, 'manage_team')", "true"),
    ),
    Protection(
        "chains_of_own",
        "Who works with several restaurants sees and changes these together, and no other that a form names.",
        "the page has every restaurant, and the database believes whoever asks",
        Together(
            Replaced("restaurants.views.chains.managed_places", every_place),
            Replaced("restaurants.actions.menus.may_on", allow),
            FunctionRedefined("default", "public.restaurants_may(uuid, uuid, text)", "held.user_id = person", "true"),
        ),
    ),
    Protection(
        "team_tables_select_only",
        "The web process's login writes no member, invitation or line of a team's log, and gives no role.",
        "`web` may write the tables, and call what gives a role",
        Sql(
            "default",
            f"GRANT ALL ON {_TABLES} TO web",
            "GRANT EXECUTE ON FUNCTION restaurants_set_team_role(uuid, uuid, text) TO web",
            "ALTER FUNCTION restaurants_set_team_role(uuid, uuid, text) SECURITY DEFINER",
        ),
    ),
    Protection(
        "team_secrets_in_mails",
        "The web process's login learns the secret of no invitation: it is made by the worker that mails it.",
        "`web` may call what makes secrets, and read mail that waits",
        Sql(
            "default",
            "GRANT EXECUTE ON FUNCTION restaurants_take_team_mail() TO web",
            "GRANT SELECT ON accounts_outgoingmail TO web",
        ),
    ),
    Protection(
        "team_owner_confirmed_by_mail",
        "Nobody is named an owner before whoever names them has opened a link in a mail of their own.",
        "an invitation of an owner is sent at once",
        FunctionRedefined("default", _INVITE, "CASE wanted WHEN 'owner' THEN NULL ELSE at END", "at"),
    ),
    Protection(
        "team_owner_settled_address",
        "Whose e-mail address has just been exchanged names no owner, so that nobody else is asked in their place.",
        "nothing notes that an address changed",
        Sql("default", "ALTER TABLE accounts_user DISABLE TRIGGER restaurants_note_changed_address"),
    ),
    Protection(
        "team_secret_needed",
        "Nobody joins a team without the secret of the mail to them, whoever calls the function in their name.",
        "the function does not compare it",
        FunctionRedefined("default", _ACCEPT, _HAS_SECRET, "true"),
    ),
    Protection(
        "team_invitation_once",
        "An invitation works once.",
        "it stays after it was accepted",
        FunctionRedefined(
            "default",
            _ACCEPT,
            "DELETE FROM public.restaurants_teaminvitation WHERE id = found_one.id AND digest = found_one.digest",
            "PERFORM FROM public.restaurants_teaminvitation WHERE id = found_one.id",
        ),
    ),
    Protection(
        "team_invitation_for_one_address",
        "An invitation shows nothing and opens nothing to an account with another address than the invited one.",
        "neither the page nor the function compares the address",
        Together(
            Replaced("restaurants.views.teams.open_invitation", invitation_of_anybody),
            FunctionRedefined("default", _ACCEPT, "AND account.email = open.address", "AND true"),
        ),
    ),
    Protection(
        "team_invitation_days",
        "An invitation does not work after its week.",
        "the function does not look when it ends",
        FunctionRedefined("default", _ACCEPT, "AND open.expires_at > clock_timestamp()", "AND true"),
    ),
    Protection(
        "team_confirmed_people",
        "Only a confirmed person joins a team.",
        "the function does not ask for the confirmation",
        FunctionRedefined(
            "default",
            _ACCEPT,
            "JOIN public.accounts_verif",
            "LEFT JOIN public.accounts_verif",
        ),
    ),
    Protection(
        "team_no_owner_by_change",
        "No change of a role makes an owner.",
        "the function takes every role",
        FunctionRedefined("default", _CHANGE, "wanted NOT IN ('manager', 'analyst')", "false"),
    ),
    Protection(
        "team_invitations_a_day",
        "A restaurant has twenty people mailed a day at most, whoever asks the database.",
        "nobody counts",
        FunctionRedefined("default", _INVITE, ">= 20\n", ">= 1000000\n"),
    ),
    Protection(
        "team_keeps_an_owner",
        "Of two owners who leave at once, one stays.",
        "whoever changes a team does not wait for others who do",
        FunctionRedefined(
            "default",
            _MANAGES,
            "PERFORM FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE",
            "NULL",
        ),
    ),
    Protection(
        "team_log_by_database",
        "Each change of a team leaves a line that the web process can't take away.",
        "`web` may delete lines",
        Sql("default", "GRANT DELETE ON restaurants_teamevent TO web", "GRANT SELECT ON restaurants_teamevent TO web"),
    ),
    Protection(
        "affiliation_in_database",
        "Whoever works with a restaurant, or did within a year, neither reviews it, votes there nor confirms a visit.",
        "the function that triggers and pages ask finds nobody",
        Together(
            FunctionRedefined("default", _AFFILIATED, "held.user_id = person AND", "false AND"),
            FunctionRedefined("default", _AFFILIATED, "member.user_id = person AND", "false AND"),
        ),
    ),
    Protection(
        "affiliation_follows_document",
        "Whose document confirms another account after an appeal does not review there where the first one works.",
        "the worker does not tell which account was theirs before",
        Replaced("accounts.identity.appeals._remember_affiliations", do_nothing),
    ),
    Protection(
        "badge_runs_nothing",
        "A restaurant's name stands in its badge as text.",
        "it stands there as it is",
        Replaced("restaurants.badges.escape", str),
    ),
    Protection(
        "badge_policy",
        "A badge that somebody opens by itself runs nothing, whatever is in it.",
        "it has the policy of pages",
        Replaced("restaurants.views.guest_invitations.HEADERS", {}),
    ),
    Protection(
        "guest_cards_logged",
        "Each printing of cards that ask guests for reviews is in the team's log.",
        "nobody notes it",
        Replaced("restaurants.actions.guest_invitations.note_cards", do_nothing),
    ),
    Protection(
        "guest_cards_ask",
        "The function that notes a printing asks whether the person who acts may change the restaurant's page.",
        "it asks nobody",
        FunctionRedefined(
            "default",
            "public.restaurants_note_guest_cards(uuid, uuid)",
            "public.restaurants_may(actor, place, 'change_page')",
            "true",
        ),
    ),
)
