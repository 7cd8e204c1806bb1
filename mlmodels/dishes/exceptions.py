"""Errors about dishes."""

from mlmodels.exceptions import ModelError


class BadLabels(ModelError):
    """Files of labelled sentences that can't be used."""
