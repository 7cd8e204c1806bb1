"""Deletes what programs were told of changes, a month later, by a function of the database."""

from restaurants.database_functions import call_function


def delete_old() -> None:
    """Delete changes that are older than programs may be away."""
    call_function("restaurants_delete_old_changes")
