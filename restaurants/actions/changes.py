"""Deletes what programs were told of changes, a month later, by a function of the database."""

from django.db import connection


def delete_old() -> None:
    """Delete changes that are older than programs may be away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_delete_old_changes()")
