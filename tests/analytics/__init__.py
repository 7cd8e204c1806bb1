"""Tests of the analytical store: relay, publication, dashboards, roles and grants."""
