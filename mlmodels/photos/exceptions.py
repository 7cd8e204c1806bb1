"""The errors of the model of photos."""

from mlmodels.exceptions import ModelError


class BadPhotoWeights(ModelError):
    """The file that the encoder is made from is another one, or holds something other than tensors."""


class BadPhotoData(ModelError):
    """A folder of labelled photos can't be read."""
