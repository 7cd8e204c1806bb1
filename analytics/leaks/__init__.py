"""Leaks: rules and a model that find unusual reading in the access log, and a generated year that measures them."""
