"""Measurements of the running site. They print figures and assert nothing; only their arithmetic is tested."""
