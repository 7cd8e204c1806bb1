"""The errors of the models' room. Each message says what was refused, and why."""


class ModelError(Exception):
    """Base of all errors of this room."""


class ArtefactRefused(ModelError):
    """A model was not loaded, or not made: unsigned, altered, rolled back, not readable, or silent on its training."""


class NoSigningKey(ModelError):
    """A model cannot be signed, for want of a usable private key."""
