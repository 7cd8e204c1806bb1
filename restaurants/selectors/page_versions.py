"""Reads the versions of the public pages, by which a cached page is known to be current."""

from hashlib import sha256

from django.db import connection

_PAGE_VERSION = "SELECT version FROM restaurants_pageversion WHERE bucket = %s"
# Versions only ever grow, so their sum tells any two states apart.
_SUM_OF_VERSIONS = "SELECT sum(version)::bigint FROM restaurants_pageversion"


def page_version(slug: str | None) -> int:
    """The version of a restaurant's page, or of the pages that show many of them (`slug` None). One query.

    Read it before the page is rendered, so that the page is at least as new as the version.
    """
    with connection.cursor() as cursor:
        if slug is None:
            cursor.execute(_SUM_OF_VERSIONS)
        else:
            cursor.execute(_PAGE_VERSION, [bucket_of(slug)])
        version: int = cursor.fetchone()[0]
    return version


def bucket_of(slug: str) -> int:
    """The bucket that counts a restaurant's changes, as `sql/default/page_versions.sql` computes it."""
    return sha256(slug.encode()).digest()[0]
