"""Streets, rivers, railways and parks, which the site's own maps draw behind restaurants."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q

from restaurants.enums import Licence, MapLineKind
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified


def plane_point(x: str, y: str) -> Func:
    """PostgreSQL's `point` of two columns; `x` and `y` are their names."""
    return Func(F(x), F(y), function="point", output_field=models.TextField())


def bounding_box() -> Func:
    """PostgreSQL's `box` around a line, for the index and for whoever looks lines up by area."""
    corners = (plane_point("west", "south"), plane_point("east", "north"))
    return Func(*corners, function="box", output_field=models.TextField())


class MapLine(models.Model):
    """A line or an outline of the base map, with the box around it, in degrees (WGS 84)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=60, db_comment="the file that it came from; importing that again replaces it")
    kind = models.CharField(max_length=8, choices=MapLineKind)
    name = models.CharField(max_length=100, blank=True)
    licence = models.CharField(max_length=12, choices=Licence, db_comment="under what terms it came to us")
    path = ArrayField(
        models.FloatField(), db_comment="longitude and latitude of each point in turn: lon, lat, lon, lat and so on"
    )
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "The base map, from files of OpenStreetMap or of the demo town; web may only read."
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MapLineKind.values), name="restaurants_mapline_kind_listed"),
            models.CheckConstraint(condition=Q(licence__in=Licence.values), name="restaurants_mapline_licence_listed"),
            models.CheckConstraint(
                condition=Q(path__len__gte=4, path__len__lte=4000), name="restaurants_mapline_path_of_2_to_2000_points"
            ),
        ]
        indexes = [GistIndex(bounding_box(), name="restaurants_mapline_box")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()
