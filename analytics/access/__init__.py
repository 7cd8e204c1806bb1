"""Roles and grants of every store, as code: what they should be, what they are, and the way from one to the other."""
