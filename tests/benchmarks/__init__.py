"""Measurements against a running site. They print figures and assert nothing."""
