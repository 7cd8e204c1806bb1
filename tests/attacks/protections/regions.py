"""The protections of the separation between regions."""

from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Sql, Together, do_nothing

_DROP_REGION_CHECKS = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
                 WHERE contype = 'c' AND conname LIKE '%_home_region_check' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.relation, found.conname);
    END LOOP;
END $$
"""


class AnyRegion(str):
    """A region that is equal to every other."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


PROTECTIONS = (
    Protection(
        "home_region_constraints",
        "No login, and not the owner, writes a row of another region.",
        "the constraints are dropped",
        Together(*(Sql(store, _DROP_REGION_CHECKS) for store in ("default", "vault", "analytical"))),
    ),
    Protection(
        "foreign_region_dump",
        "A dump of one region's cell cannot be loaded into another's, into any of its stores.",
        "the other cell has no constraints",
        Replaced("tests.cells.AFTERWARDS", [_DROP_REGION_CHECKS]),
    ),
    Protection(
        "home_region_column_grant",
        "The site moves nobody to another region.",
        "`web` may update the column",
        Sql("default", "GRANT UPDATE (home_region) ON accounts_user TO web"),
    ),
    Protection(
        "store_region_fixed",
        "A store that was made for one region never becomes another's.",
        "it answers with whichever region is asked for",
        Replaced("reviews_site.regions.region_of", lambda _store: "us"),
    ),
    Protection(
        "object_home_region",
        "An object whose name does not begin with the region is neither stored nor read.",
        "names are not checked",
        Replaced("reviews_site.objects._refuse_others", do_nothing),
    ),
    Protection(
        "relay_home_region",
        "An event of another region is refused, and nothing of it is kept.",
        "every region counts as the store's, also for the constraints",
        Together(
            Replaced("analytics.ingest.relay.region_of", lambda _store: AnyRegion("any")),
            Sql("analytical", _DROP_REGION_CHECKS),
        ),
    ),
)
