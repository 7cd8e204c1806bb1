"""Versions of the public pages. Triggers increment them with each write: `sql/default/page_versions.sql`."""

from django.db import models
from django.db.models import Q

from reviews_site.privacy import Privacy, classified

# The first byte of the slug's SHA-256 is its bucket. With one row for all pages, every post would wait for the others.
BUCKETS = 256


class PageVersion(models.Model):
    """How often the content of one bucket of restaurants' pages changed. `web` may only read it."""

    bucket = models.PositiveSmallIntegerField(primary_key=True)
    version = models.PositiveBigIntegerField(default=0)

    privacy = classified(Privacy.PUBLIC)

    class Meta:
        db_table_comment = "Moved by triggers on whatever the public pages show; the key of remembered pages."
        constraints = [
            models.CheckConstraint(condition=Q(bucket__lt=BUCKETS), name="restaurants_pageversion_bucket_is_a_byte")
        ]

    def __str__(self) -> str:
        return f"pages {self.bucket} at {self.version}"
