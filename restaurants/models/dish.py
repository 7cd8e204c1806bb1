"""The dishes of menus, with what reviews that name them make of their popularity. Nobody writes them but triggers.

A review names a dish if it has the dish's name in it: all of its words, in their order. Capitals, accents and what
stands between words do not count. The name may end before "with", "in" and the like, before a comma, a bracket or a
number ("Wiener Schnitzel" for "Wiener Schnitzel mit Reis, 300 g"), and its last word alone is enough if it has
`MIN_WORD_LENGTH` letters ("margherita" for "Pizza Margherita"); each only if nothing else on that menu could be meant.
Words that name one dish name no shorter one. Only the menu of the reviewed restaurant is read, and each review counts
once for a dish: `sql/default/dishes.sql`. The page "Popular dishes" says the same to diners.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from restaurants.models.popularity import MIN_POPULAR_REVIEWS, Popularity
from restaurants.models.restaurant import Restaurant
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified

# The same number is in `sql/default/dishes.sql`.
MIN_WORD_LENGTH = 5


class Dish(Popularity):
    """A dish of a restaurant's menu, and the sums of the stars of the reviews that name it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="dishes", db_index=False)
    key = models.TextField(db_comment="the words of its name, folded")
    name = models.TextField(db_comment="as the menu has it")
    price = models.TextField(db_comment="as the menu has it, in the menu's currency")
    phrases = ArrayField(models.TextField(), default=list, db_comment="words that name it and nothing else on the menu")

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "Dishes of menus and their popularity. Written by triggers on menus and reviews alone."
        constraints = [models.UniqueConstraint(fields=["restaurant", "key"], name="restaurants_dish_once")]
        indexes = [
            # What the page orders all dishes by, without the others and without a visit to the table.
            models.Index(
                fields=["restaurant"],
                include=["id", "recent_weight", "recent_stars"],
                condition=Q(count__gte=MIN_POPULAR_REVIEWS),
                name="restaurants_dish_popular",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DishDay(models.Model):
    """The reviews of one day, in UTC, that name a dish. Triggers write it."""

    pk = models.CompositePrimaryKey("dish_id", "day")
    dish = models.ForeignKey(Dish, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    count = models.PositiveIntegerField()
    total = models.PositiveIntegerField(db_comment="sum of the stars")

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "How many reviews of a day name a dish, so that one day weighs no more than five reviews."

    def __str__(self) -> str:
        return f"{self.day} of dish {self.dish_id}"
