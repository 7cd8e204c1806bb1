"""Reviews and people for data scientists: masked columns in the place of what they mask."""

from django.db import models

from reviews_site.privacy import Privacy, classified


class MaskedReview(models.Model):
    """Reviews for data scientists: the length of a text in the place of the text."""

    pk = models.CompositePrimaryKey("restaurant_id", "review_id")
    restaurant_id = models.UUIDField()
    review_id = models.UUIDField()
    reviewer = models.UUIDField()
    rating = models.PositiveSmallIntegerField()
    text_length = models.IntegerField()
    language = models.CharField(max_length=3)
    visited_on = models.DateField()
    posted_at = models.DateTimeField()

    privacy = classified(Privacy.PUBLIC, regular="text_length language", pseudonymous="reviewer")

    class Meta:
        managed = False
        db_table = '"marts"."masked_reviews"'

    def __str__(self) -> str:
        return str(self.review_id)


class MaskedDemographics(models.Model):
    """People for data scientists: the decade of birth in the place of the year, no gender."""

    person = models.UUIDField(primary_key=True)
    birth_band = models.CharField(max_length=20)
    region = models.CharField(max_length=12, null=True)
    changed_at = models.DateTimeField()

    privacy = classified(Privacy.PSEUDONYMOUS, regular="changed_at")

    class Meta:
        managed = False
        db_table = '"marts"."masked_demographics"'

    def __str__(self) -> str:
        return str(self.person)
