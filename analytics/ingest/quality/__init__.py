"""Checks of loaded data: freshness, volume, completeness, ranges and drift.

They report and block nothing. Checks of single events run before these are loaded, in `events.py`.
"""
