"""Django's PostgreSQL backend for the analytical store: it names each check that a migration adds with a column.

Citus refuses a column with a check that has no name. Django names none in ADD COLUMN, and positive integers have one.
"""
