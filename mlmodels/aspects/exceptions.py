"""The errors of the model of aspects."""

from mlmodels.exceptions import ModelError


class BadBaseWeights(ModelError):
    """The file that training should begin from is another one."""
