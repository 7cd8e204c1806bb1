"""What the gateway refuses. Each message is for whoever asked; `errors.py` gives it a status."""

from mlmodels.exceptions import ModelError


class GatewayError(ModelError):
    """Base of what the gateway refuses."""


class InvalidRequest(GatewayError):
    """The request can't be read, or its tensors are not what the model takes."""


class RequestTooLarge(GatewayError):
    """The body is longer than anything that the gateway reads, as sent or once it is unpacked."""


class UnknownEncoding(GatewayError):
    """The body is of a type, or packed in a way, that the gateway does not read."""


class UnknownToken(GatewayError):
    """No token was sent, or one that is mistyped, revoked or expired."""


class NoSuchModel(GatewayError):
    """There is no such model or version, or the token is not for it: the answer is the same."""

    def __init__(self) -> None:
        super().__init__("There is no such model or version, or your token is not for it.")


class ModelNotReady(GatewayError):
    """The model is there, and can't be loaded now."""


class QuotaReached(GatewayError):
    """The service has used up its calls or rows. `wait_seconds`: when it may ask again."""

    def __init__(self, message: str, wait_seconds: int) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds
