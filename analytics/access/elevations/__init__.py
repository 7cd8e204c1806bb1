"""Elevations in the analytical store: logins that begin, and end whatever happens (ADR 36)."""
