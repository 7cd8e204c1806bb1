"""What can go wrong with visitors. The messages are for whoever typed the command."""

from mlmodels.exceptions import ModelError


class NotEnoughVisits(ModelError):
    """There is too little to train on."""


class UnreadableVisits(ModelError):
    """The files are not visits as this command reads them."""


class UnreadableForecaster(ModelError):
    """The text is no model of ours."""
