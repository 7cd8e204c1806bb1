"""The protections of model artefacts."""

from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, do_nothing


def open_unsealed(_purpose: object, sealed: bytes, *, context: bytes) -> bytes:
    """Open what was never sealed."""
    return sealed[16:]


PROTECTIONS = (
    Protection(
        "model_signature",
        "An artefact that was changed, extended, cut, left unsigned or signed by a stranger is refused.",
        "the signature is not checked",
        Replaced("mlmodels.registry.check_signature", do_nothing),
    ),
    Protection(
        "model_training_sources",
        "A signed artefact that does not declare its training data, or names a table that is not ours, is refused.",
        "the declaration is not read",
        Replaced("mlmodels.training_sources.declared_sources", do_nothing),
    ),
    Protection(
        "model_rollback",
        "An older release, or another artefact under the same number, is refused.",
        "the last release in use is not compared",
        Replaced("mlmodels.registry.check_floor", do_nothing),
    ),
    Protection(
        "visitor_model_seal",
        "A model that somebody else wrote into the table, or an old one with a new date, is not used.",
        "models are read without opening a seal",
        Replaced("mlmodels.visitors.release.unseal", open_unsealed),
    ),
)
