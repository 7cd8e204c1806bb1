"""What a restaurant serves. One document, because a page shows it whole; filters read what is computed from it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from restaurants.models.restaurant import Restaurant
from reviews_site.privacy import Privacy, classified


class Menu(models.Model):
    """A restaurant's menu: `sections` is a list of {"title", "dishes": [{"name", "price", "allergens", "diet"}]}.

    Prices are text with two decimals; allergens are the letters that menus in Austria use (A gluten, B crustaceans, C
    egg, D fish, E peanut, F soy, G milk, H nuts, L celery, M mustard, N sesame, O sulphites, P lupin, R molluscs).
    """

    restaurant = models.OneToOneField(Restaurant, on_delete=models.CASCADE, primary_key=True, related_name="menu")
    price_level = models.PositiveSmallIntegerField(db_comment="1 to 4, cheap to dear, beside others of its cuisine")
    currency = models.CharField(max_length=3, default="EUR", db_comment="ISO 4217")
    sections = models.JSONField(db_comment="titles, and dishes with price, allergens and diet; see the model")
    diets = ArrayField(models.CharField(max_length=20), default=list, db_comment="diets of dishes other than drinks")
    allergen_sets = ArrayField(
        models.CharField(max_length=20), default=list, db_comment="the different allergens of dishes other than drinks"
    )
    language = models.CharField(max_length=3, blank=True, default="", db_comment="ISO 639-1 code; empty: not known")
    updated_at = models.DateTimeField(default=timezone.now)

    privacy = classified(Privacy.PUBLIC, regular="updated_at")

    class Meta:
        db_table_comment = "Menus, one a restaurant at most; web may only read."
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_level__range=(1, 4)), name="restaurants_menu_price_level_1_to_4"
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="restaurants_menu_currency_code"
            ),
        ]

    def __str__(self) -> str:
        return f"menu of restaurant {self.pk}"

    @property
    def price_sign(self) -> str:
        """The level as menus in towns show it, such as `€€`."""
        return "€" * self.price_level
