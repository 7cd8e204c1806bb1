"""How many restaurants have each cuisine, so that the list need not count them."""

from django.db import models

from reviews_site.privacy import Privacy, classified


class CuisineCount(models.Model):
    """A cuisine with the number of its restaurants; the empty one has all. See `sql/default/cuisines.sql`."""

    cuisine = models.CharField(max_length=40, primary_key=True)
    restaurants = models.IntegerField(db_comment="how many listings have it")

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "Numbers of restaurants by cuisine, counted by triggers; web may only read."

    def __str__(self) -> str:
        return f"{self.restaurants} restaurants: {self.cuisine or 'all'}"
