"""What a restaurant serves: the menu that is published, the earlier ones, and the draft of the next.

Each is one document, because a page shows it whole; filters read what is computed from it. `web` writes none of these
tables: it calls the functions of `sql/default/menus.sql`, which ask who acts.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from restaurants.models.restaurant import Restaurant
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classified

_SECTIONS = "titles, and dishes with price, description, allergens, diet and availability; see restaurants/menus"
_PRICE_LEVEL = "1 to 4, cheap to dear, beside others of its cuisine"
_LANGUAGE = "ISO 639-1 code; empty: not known"


def _document_constraints(table: str) -> list[models.BaseConstraint]:
    """What holds of each menu, published or not."""
    return [
        models.CheckConstraint(
            condition=models.Q(price_level__range=(1, 4)), name=f"restaurants_{table}_price_level_1_to_4"
        ),
        models.CheckConstraint(
            condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name=f"restaurants_{table}_currency_code"
        ),
    ]


class Menu(models.Model):
    """A restaurant's menu: `sections` is a list of {"title", "dishes": [{"name", "price", …}]}; see `MenuDish`.

    Prices are text with two decimals; allergens are the letters that menus in Austria use (A gluten, B crustaceans, C
    egg, D fish, E peanut, F soy, G milk, H nuts, L celery, M mustard, N sesame, O sulphites, P lupin, R molluscs).
    """

    restaurant = models.OneToOneField(Restaurant, on_delete=models.CASCADE, primary_key=True, related_name="menu")
    price_level = models.PositiveSmallIntegerField(db_comment=_PRICE_LEVEL)
    currency = models.CharField(max_length=3, default="EUR", db_comment="ISO 4217")
    sections = models.JSONField(db_comment=_SECTIONS)
    # A trigger writes these three.
    diets = ArrayField(models.CharField(max_length=20), default=list, db_comment="diets of dishes other than drinks")
    allergen_sets = ArrayField(
        models.CharField(max_length=20), default=list, db_comment="the different allergens of dishes other than drinks"
    )
    version = models.PositiveIntegerField(
        default=1, db_default=1, db_comment="1 as it was first, one more by each change"
    )
    language = models.CharField(max_length=3, blank=True, default="", db_comment=_LANGUAGE)
    updated_at = models.DateTimeField(default=timezone.now, db_comment="when it was published")

    privacy = classified(Privacy.PUBLIC, regular="updated_at")

    class Meta:
        db_table_comment = "Menus, one a restaurant at most; web may only read."
        constraints = _document_constraints("menu")

    def __str__(self) -> str:
        return f"menu of restaurant {self.pk}"

    @property
    def price_sign(self) -> str:
        """The level as menus in towns show it, such as `€€`."""
        return "€" * self.price_level


class MenuVersion(models.Model):
    """What a menu was until it was replaced. A trigger writes it, and nobody changes it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE, related_name="menu_versions", db_index=False)
    version = models.PositiveIntegerField()
    price_level = models.PositiveSmallIntegerField(db_comment=_PRICE_LEVEL)
    currency = models.CharField(max_length=3, db_comment="ISO 4217")
    sections = models.JSONField(db_comment=_SECTIONS)
    language = models.CharField(max_length=3, blank=True, default="", db_comment=_LANGUAGE)
    published_at = models.DateTimeField()

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "Earlier menus. Written by a trigger alone."
        constraints = [models.UniqueConstraint(fields=["restaurant", "version"], name="restaurants_menuversion_once")]

    def __str__(self) -> str:
        return f"version {self.version} of the menu of restaurant {self.restaurant_id}"


class MenuDraft(models.Model):
    """The menu that a restaurant's team is writing. Only its team sees it."""

    restaurant = models.OneToOneField(Restaurant, on_delete=models.CASCADE, primary_key=True, related_name="menu_draft")
    version = models.PositiveIntegerField(db_comment="one more by each change: two who write at once are told apart")
    price_level = models.PositiveSmallIntegerField(db_comment=_PRICE_LEVEL)
    currency = models.CharField(max_length=3, db_comment="ISO 4217")
    sections = models.JSONField(db_comment=_SECTIONS)
    language = models.CharField(max_length=3, blank=True, default="", db_comment=f"{_LANGUAGE}, and guessed")
    changed_at = models.DateTimeField(default=timezone.now)

    privacy = classified(Privacy.BUSINESS, public="restaurant", regular="version changed_at")

    class Meta:
        db_table_comment = "Menus that are not published yet, for the restaurant's team alone."
        constraints = _document_constraints("menudraft")

    def __str__(self) -> str:
        return f"draft of the menu of restaurant {self.pk}"
