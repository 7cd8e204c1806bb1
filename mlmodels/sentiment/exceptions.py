"""What can go wrong with the sentiment model. Nothing here knows HTTP."""

from mlmodels.exceptions import ModelError


class BadDataFile(ModelError):
    """A file of labelled texts is missing or not of a known form; the message says where."""


class TooFewTexts(ModelError):
    """There is not enough labelled text for what was asked."""
