"""The protections of what diners keep for themselves: saved lists and notes."""

from django.db.models import QuerySet

from accounts.models import User
from restaurants.models import SavedList, SavedPlace
from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Sql, Together


def lists_of_anybody(_person: User) -> QuerySet[SavedList]:
    """Every list."""
    return SavedList.objects.all()


def places_of_anybody(_person: User) -> QuerySet[SavedPlace]:
    """Every saved place."""
    return SavedPlace.objects.all()


_WITHOUT_POLICIES = Sql(
    "default",
    *(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY" for name in ("restaurants_savedlist", "restaurants_savedplace")),
)

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
        "saved_lists_row_security",
        "A query of the web process that forgot whose lists it reads gets those of one person, or nothing.",
        "the tables have no row policies",
        _WITHOUT_POLICIES,
    ),
    Protection(
        "saved_lists_granted_to_few",
        "No process but the web process reads a saved list, but for the ids by which an erasure deletes them.",
        "every login may read them",
        Sql(
            "default",
            "DO $$ DECLARE login name; BEGIN FOR login IN SELECT rolname FROM pg_roles WHERE rolcanlogin LOOP"
            " EXECUTE format('GRANT SELECT ON restaurants_savedlist, restaurants_savedplace TO %I', login);"
            " END LOOP; END $$",
        ),
    ),
)
