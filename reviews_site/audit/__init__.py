"""The audit log: who did what to what, when.

Append-only in the database; without foreign keys, so that erasing a person breaks nothing.
"""
