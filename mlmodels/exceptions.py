"""The errors of the models' room. Each message says what was refused, and why."""


class ModelError(Exception):
    """Base of all errors of this room."""


class ArtefactRefused(ModelError):
    """A model artefact was not loaded: unsigned, altered, by a stranger, rolled back, or not readable."""


class NoSigningKey(ModelError):
    """A model cannot be signed, for want of a usable private key."""
