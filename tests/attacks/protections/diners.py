"""The protections of what diners keep for themselves: saved lists and notes, follows, notifications and their mails."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.safestring import mark_safe

from accounts.models import User
from restaurants.actions import follows
from restaurants.models import NotificationChoice, SavedList, SavedPlace
from restaurants.unsubscribe_links import UnsubscribeLink, read_token
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together


def lists_of_anybody(_person: User) -> QuerySet[SavedList]:
    """Every list."""
    return SavedList.objects.all()


def places_of_anybody(_person: User) -> QuerySet[SavedPlace]:
    """Every saved place."""
    return SavedPlace.objects.all()


def choice_of_any_version(link: UnsubscribeLink) -> QuerySet[NotificationChoice]:
    """The choice of a kind, however often it was changed since."""
    return NotificationChoice.objects.filter(user_id=link.person, kind=link.kind)


def sealed_as_it_is(_purpose: Any, sealed: bytes, **_context: bytes) -> bytes:
    """Take a token at its word."""
    return sealed


def unsubscribe_or_404(*, token: str) -> None:
    """Say that a link ends nothing."""
    link = read_token(token)
    if link is None or not follows._choice(link).exists():
        raise Http404


_TABLES = ("savedlist", "savedplace", "follow", "notification", "notificationchoice", "quiethours")
_WITHOUT_POLICIES = Sql("default", *(f"ALTER TABLE restaurants_{name} DISABLE ROW LEVEL SECURITY" for name in _TABLES))
_MAKE, _TAKE = (f"public.restaurants_{name}()" for name in ("make_notifications", "take_notification_mail"))


def moment(day: datetime) -> datetime:
    """The time itself."""
    return datetime(day.year, day.month, day.day, getattr(day, "hour", 0), getattr(day, "minute", 0), tzinfo=UTC)


PROTECTIONS = (
    Protection(
        "saved_lists_own_only",
        "Nobody reads, changes or fills another person's list, and nobody reads its notes.",
        "lists and places are found by id alone, and no row policy asks whose they are",
        Together(
            *(
                Replaced(f"restaurants.{room}.saved_lists.{name}", found)
                for room in ("actions", "selectors")
                for name, found in {"lists_of": lists_of_anybody, "places_of": places_of_anybody}.items()
            ),
            _WITHOUT_POLICIES,
        ),
    ),
    Protection(
        "private_row_security",
        "A query of the web process that forgot whose lists, follows or notifications it reads gets one person's, "
        "or nothing.",
        "the tables have no row policies",
        _WITHOUT_POLICIES,
    ),
    Protection(
        "private_rows_granted_to_few",
        "No process but the web process reads lists, follows and notifications, but for the ids by which an erasure "
        "deletes them. The worker that makes and mails notifications reads none.",
        "every login may read them",
        Sql(
            "default",
            "DO $$ DECLARE login name; BEGIN FOR login IN SELECT rolname FROM pg_roles WHERE rolcanlogin LOOP"
            f" EXECUTE format('GRANT SELECT ON {', '.join(f'restaurants_{name}' for name in _TABLES)} TO %I', login);"
            " END LOOP; END $$",
        ),
    ),
    Protection(
        "notifications_made_by_function",
        "The web process's login makes no notification, and changes nothing of one but whether it was read.",
        "`web` may write them",
        Sql("default", "GRANT ALL ON restaurants_notification TO web", f"GRANT EXECUTE ON FUNCTION {_TAKE} TO web"),
    ),
    Protection(
        "quiet_hours_of_known_zones",
        "Hours in which somebody gets no mail are in a time zone that the database knows, or no mail could be sent.",
        "any words may be the time zone",
        Sql("default", "ALTER TABLE restaurants_quiethours DROP CONSTRAINT restaurants_quiethours_time_zone"),
    ),
    Protection(
        "notifications_once",
        "However many people vote, and however often one does, an author is notified of votes once a day.",
        "each vote is a notification of its own",
        Together(
            FunctionRedefined(
                "default",
                _MAKE,
                "SELECT DISTINCT ON (review.author_id, (vote.voted_at AT TIME ZONE 'UTC')::date)",
                "SELECT",
            ),
            FunctionRedefined("default", _MAKE, "((vote.voted_at AT TIME ZONE 'UTC')::date)::text", "vote.id::text"),
        ),
    ),
    Protection(
        "alerts_to_the_team",
        "People are notified of reviews of the restaurants that they work with, and of no others by that.",
        "every member of a team is notified of every restaurant",
        FunctionRedefined(
            "default",
            "public.restaurants_team_alerts()",
            "JOIN public.restaurants_review AS review USING (restaurant_id)",
            "JOIN public.restaurants_review AS review ON true",
        ),
    ),
    Protection(
        "alerts_made_by_function",
        "No login asks the database who works with which restaurant by the function that makes notifications.",
        "every login may call it",
        Sql("default", "GRANT EXECUTE ON FUNCTION restaurants_team_alerts() TO PUBLIC"),
    ),
    Protection(
        "notification_mails_name_restaurants_only",
        "A mail about notifications names restaurants, and neither who wrote something nor what.",
        "it says what the review says",
        FunctionRedefined(
            "default",
            _TAKE,
            "SELECT restaurant.name,",
            "SELECT (SELECT string_agg(review.text, '') FROM public.restaurants_review AS review "
            "WHERE review.restaurant_id = restaurant.id) AS name,",
        ),
    ),
    Protection(
        "mail_on_one_line",
        "No name and no subject has a second line in a mail: it would be a header, or a sentence in our name.",
        "names and subjects are taken as they are",
        Replaced("accounts.actions.mail.one_line", str),
    ),
    Protection(
        "unsubscribe_links_sealed",
        "Nobody makes a link that ends the mails of another person, or turns a link to another kind.",
        "a token is taken at its word",
        Replaced("restaurants.unsubscribe_links.unseal", sealed_as_it_is),
    ),
    Protection(
        "unsubscribe_links_of_one_choice",
        "An old mail's link ends no mails that its receiver has asked for since.",
        "a link ends whatever is chosen now",
        Replaced("restaurants.actions.follows._choice", choice_of_any_version),
    ),
    Protection(
        "unsubscribe_links_say_nothing",
        "The answer to a link of mails is the same for every token, whether or not such a person exists.",
        "a link that ends nothing is not found",
        Replaced("restaurants.views.notifications.follows.unsubscribe", unsubscribe_or_404),
    ),
    Protection(
        "feed_escaping",
        "Markup in a review is text in its restaurant's feed, also for readers that show a summary as HTML.",
        "texts stand in it as they were written",
        Replaced("restaurants.feeds.escape", mark_safe),
    ),
    Protection(
        "feed_says_no_more_than_the_page",
        "A feed says on which day somebody wrote, as the page does, and not at what time.",
        "it says the time",
        Replaced("restaurants.feeds._day", moment),
    ),
)
