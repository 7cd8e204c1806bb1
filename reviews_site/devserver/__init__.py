"""The zero-install default: PostgreSQL, Valkey and every process of the site under one supervisor (`make run`).

It stands below Django and imports none of it: only the table of processes, psycopg, and the standard library.
"""
