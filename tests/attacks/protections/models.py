"""The protections of model artefacts."""

import importlib
from collections.abc import Sequence
from typing import Any

from mlmodels.photos.base_weights import RestrictedReader
from mlmodels.training_selection import FILTERS
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, do_nothing


def no_objection(_comparison: object) -> list[str]:
    """Nothing is objected to."""
    return []


def nothing_revoked(_champion: object) -> tuple[str, ...]:
    """Nothing was ever rolled back."""
    return ()


def everything(rows: Sequence[object], _limits: object) -> list[bool]:
    """Every row stays."""
    return [True] * len(rows)


def as_counted(visitors: object) -> object:
    """Whatever an owner entered."""
    return visitors


def no_doubt(rows: Sequence[object], **_named: object) -> list[float]:
    """Whatever stars say."""
    return [0.0] * len(rows)


def without_filters(*names: str) -> Replaced:
    """A selection in which some filters take nothing out."""
    switched = {name: everything if name in names else choose for name, choose in FILTERS.items()}
    return Replaced("mlmodels.training_selection.FILTERS", switched)


def open_unsealed(_purpose: object, sealed: bytes, *, context: bytes) -> bytes:
    """Open what was never sealed."""
    return sealed[16:]


_named_tensor = RestrictedReader.find_class


def any_name(reader: RestrictedReader, module: str, name: str) -> Any:
    """Whatever a pickle names, as plain unpickling finds it."""
    is_ours = module.startswith(("torch", "collections"))
    return _named_tensor(reader, module, name) if is_ours else getattr(importlib.import_module(module), name)


_REFUSED = "governance.artefact_refused(text, text, text)"

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
        "model_refusal_raises",
        "Whoever puts a model there that can't be trusted is noticed: the worker and the gateway raise an alert.",
        "a refusal stays in the log of the process",
        Replaced("mlmodels.refusals.raise_alert", do_nothing),
    ),
    Protection(
        "model_refusal_stops_no_work",
        "An alert that can't be raised keeps no process from the model that it trusts.",
        "an error of the database goes on to the worker",
        Replaced("mlmodels.refusals.Error", KeyError),
    ),
    Protection(
        "model_alerts_bounded",
        "Whoever puts many models there, or runs statements in the worker, sends ten mails a day.",
        "the alerts of a day are not counted",
        FunctionRedefined("analytical", _REFUSED, "10 <=", "10000 <="),
    ),
    Protection(
        "model_alerts_cool_down_by_reason",
        "Nobody silences the alert about a planted model by a refusal of another kind.",
        "the cool-down does not compare the reason",
        FunctionRedefined("analytical", _REFUSED, "AND a.detail = short_reason", ""),
    ),
    Protection(
        "model_alerts_apart_from_readers",
        "Refused models don't spend the budget of alerts about readers.",
        "they are counted with them",
        FunctionRedefined("analytical", "governance.leak_alert_raise(text, text, date)", "'artefact', ", ""),
    ),
    Protection(
        "model_promotion",
        "A signed candidate that was compared with nothing is not used, wherever somebody puts it.",
        "a manifest need not tell of a promotion",
        Replaced("mlmodels.registry.check_promoted", do_nothing),
    ),
    Protection(
        "model_gate",
        "A candidate is promoted if it is no worse than what is in use, and a planted phrase turns nothing.",
        "the gate objects to nothing",
        Replaced("mlmodels.gate.Comparison.objections", no_objection),
    ),
    Protection(
        "model_revocation",
        "What was rolled back is neither promoted again nor gone back to.",
        "what was rolled back is forgotten",
        Replaced("mlmodels.promotions.revoked_by", nothing_revoked),
    ),
    Protection(
        "training_phrases",
        "Reviews that share a phrase teach a model no more than a few of them do.",
        "repeated phrases are learned",
        without_filters("repeated phrase"),
    ),
    Protection(
        "training_labels",
        "Reviews whose stars contradict their words are not learned.",
        "stars are believed",
        Replaced("mlmodels.sentiment.site_reviews.doubts", no_doubt),
    ),
    Protection(
        "training_rings",
        "Restaurants that share most of their reviewers teach a model nothing.",
        "rings are not looked for",
        without_filters("ring of restaurants"),
    ),
    Protection(
        "training_caps",
        "A model learns a few reviews of a person, of a restaurant and of a day, and of confirmed people alone.",
        "nothing is capped",
        without_filters("not by a confirmed person", "burst", "cap of a person", "cap of a restaurant"),
    ),
    Protection(
        "training_visits",
        "A count that no restaurant of that size has is not learned from.",
        "every count is believed",
        Replaced("mlmodels.visitors.panel.believable", as_counted),
    ),
    Protection(
        "visitor_model_seal",
        "A model that somebody else wrote into the table, or an old one with a new date, is not used.",
        "models are read without opening a seal",
        Replaced("mlmodels.visitors.release.unseal", open_unsealed),
    ),
    Protection(
        "photo_weights_names",
        "The file that the encoder of photos is made from names nothing but tensors.",
        "it may name whatever it likes",
        Replaced("mlmodels.photos.base_weights.RestrictedReader.find_class", any_name),
    ),
    Protection(
        "photo_weights_bounds",
        "A tensor of that file lies within the numbers of the file.",
        "a tensor may reach past them",
        Replaced("mlmodels.photos.base_weights._require_within", do_nothing),
    ),
)
