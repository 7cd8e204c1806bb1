"""Every word by which a restaurant is found, and how many are found by it: what somebody mistyped is looked up here."""

from django.db import models

from reviews_site.privacy import Privacy, classified


class SearchWord(models.Model):
    """A word of a listing or a menu. Triggers count it: `sql/default/search_words.sql`, which has its index too."""

    word = models.TextField(primary_key=True)
    uses = models.PositiveIntegerField(db_comment="in how many restaurants it stands")

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "Words of listings and menus, counted by triggers; web may only read."

    def __str__(self) -> str:
        return self.word
