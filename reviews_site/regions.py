"""The home region: the one constant that each store of a cell was made with, and the column that carries it.

A store says its region by a function that is made once, before any table, and never says another. Each row of a person
takes it as its default and is checked against it by a constraint. So no login, not even the owner, writes a row of
another region, and a dump of one cell can't be loaded into another.
"""

from typing import Any

from django.conf import settings
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from reviews_site.cells import Cell, region

FUNCTION = "public.home_region"
SIGNATURE = f"{FUNCTION}()"
MAX_CODE_LENGTH = 8

_MADE = "SELECT to_regprocedure(%s) IS NOT NULL"
_ASK = f"SELECT {SIGNATURE}"
# A constant for the planner: it is asked once a statement, and not once a row.
_MAKE = f"""
CREATE FUNCTION {SIGNATURE} RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN '{{region}}'::text
"""
# Until `policy apply` gives it to the writers alone, a moment later: nobody who writes is held up by an upgrade.
_OPEN = f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO PUBLIC"


class RegionMismatch(Exception):
    """A store was made for another region than this cell's, and never changes it."""


def home_region() -> str:
    """The region of this cell."""
    found: str = settings.PLATEMARK_REGION
    return found


def own_cell() -> Cell:
    """This cell, as its people are told of it."""
    known: dict[str, Cell] = settings.PLATEMARK_CELLS
    return known[home_region()]


class _HomeRegion(models.Func):
    """The region of the store that runs the statement."""

    function = FUNCTION
    arity = 0


class HomeRegionField(models.CharField):  # type: ignore[type-arg]  # Django's own can't be subscripted when run
    """Where the row's person is at home. The database refuses any region other than its own."""

    # The application names the region too, so a process that is set up for another cell is refused at its first row.
    # So there is nothing to be read back, which takes a right that most writers lack.
    db_returning = False

    def __init__(self, **named: Any) -> None:
        fixed = {
            "max_length": MAX_CODE_LENGTH,
            "editable": False,
            "default": home_region,
            "db_default": _HomeRegion(output_field=models.CharField()),
            "db_comment": "the cell that the row belongs to; no other is accepted",
        }
        super().__init__(**{**named, **fixed})

    def deconstruct(self) -> Any:
        """Without what is always the same: migrations name the class alone."""
        name, path, positional, named = super().deconstruct()
        kept = {key: value for key, value in named.items() if key not in _FIXED}
        return name, path, positional, kept

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """The constraint `<table>_home_region_check`."""
        return f"{connection.ops.quote_name(str(self.column))} = {SIGNATURE}"


_FIXED = ("max_length", "editable", "default", "db_default", "db_comment")


def region_of(store: str) -> str | None:
    """The region that a store was made for; None where it was made for none yet."""
    with connections[store].cursor() as cursor:
        cursor.execute(_MADE, [SIGNATURE])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(_ASK)
        found: str = cursor.fetchone()[0]
    return found


def set_region(store: str) -> None:
    """Make a store one of this cell, for good, as its owner. A store that is one already stays as it is.

    Raises:
        RegionMismatch: it was made for another region.
    """
    ours, found = region(home_region()), region_of(store)
    if found is None:
        with connections[store].cursor() as cursor:
            cursor.execute(_MAKE.format(region=ours))
            cursor.execute(_OPEN)
    elif found != ours:
        raise RegionMismatch(
            f"The store {store!r} was made for the region {found}, and this cell is {ours}. A store never changes its"
            f" region: set PLATEMARK_REGION={found}, or give this cell a store of its own."
        )
