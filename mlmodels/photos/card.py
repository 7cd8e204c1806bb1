"""Writes the model card from the manifest, so that the two cannot disagree. Text only."""

from typing import Any

CARD = """\
# Kinds of photos, release {release}

## What it is
EfficientNet-Lite0, which others trained on a million pictures of a thousand things, in whole numbers of eight bits; and
above it one layer of our own (logistic regression). It tells these kinds:
{kinds}. Drinks are told by what the encoder knew before. Below a probability of {threshold} the kind is "not known".

## What it is for
Sorting the photos of a restaurant's page, choosing a cover, and asking a person to look before what seems to be a
document is shown. It removes nothing, and recognizes nobody. It does not tell whether a photo shows people: the
detector of faces says how much of the picture they take.

## What it can't do
- Its photos are few and small. Interiors are rooms of homes and a few shops, exteriors are fronts of homes, documents
  are receipts. A bar at night, a terrace, or a passport is unlike anything that it learned from.
- It has seen one photo of a menu. It learned menus from {drawn} drawings of menus and documents, so that it may take a
  menu for a document, or the other way round.
- No photo that it learned from was labelled as a drink; how well it finds them is not measured.
- It does not name dishes. "Other" is what is left: animals, tools, cars, landscapes.
- Photos of one source resemble each other: of others expect less than the figures by folds.

## What it was trained on
| file | credit | terms | photos |
|---|---|---|---|
{training}

What the hotdog set calls "other" is often food, and was left out ({left_out} photos).

## How good it is
Food against the rest, by AUC, each time on sources that the head did not learn from (the encoder learned from none of
them, but for ImageNet's own examples). "Histogram" is logistic regression over colours and edges.

| sources | photos | model | histogram |
|---|---|---|---|
{sources}

Kinds, in {folds} folds, photos of one house in one fold:

| | accuracy | macro F1 | calibration error | not known | right of what is said |
|---|---|---|---|---|---|
{by_folds}

F1 of each kind: {f1}.

## How it is kept
A graph of fixed operators (ONNX) and this card; nothing is unpickled. `model.sig` signs all files; an unsigned,
altered, foreign or rolled-back artefact is refused. It runs in a confined child of the worker `media`. Train it again,
also on photos of your own, with `manage.py models train photos --data FOLDER --base WHEEL`. Libraries:
{libraries}.
"""


def render_card(manifest: dict[str, Any]) -> str:
    """The card of the release that `manifest` describes, in Markdown."""
    measured, form = manifest["measured"], manifest["classifier"]
    folds = measured["by_folds"]
    return CARD.format(
        release=manifest["release"],
        kinds=", ".join(sorted({*form["classes"]} - {"drink"})),
        threshold=form["threshold"],
        drawn=next(row["photos"] for row in manifest["training"] if row["file"] == "renderings.py"),
        left_out=measured["data"]["left_out"],
        training="\n".join(
            f"| `{row['file']}` | {row['credit']} | {row['terms']} | {row.get('photos', '–')} |"
            for row in manifest["training"]
        ),
        sources="\n".join(
            f"| {', '.join(row['sources'])} | {row['photos']} | {row['model']:.3f} | {row['histogram']:.3f} |"
            for row in measured["unseen_sources"]["tests"]
        ),
        folds=folds["folds"],
        by_folds="\n".join(_line(name, folds[name]) for name in ("model", "histogram")),
        f1=", ".join(f"{kind} {value:.2f}" for kind, value in folds["model"]["f1"].items()),
        libraries=", ".join(f"{name} {number}" for name, number in manifest["libraries"].items()),
    )


def _line(name: str, found: dict[str, Any]) -> str:
    keys = ("accuracy", "macro_f1", "calibration_error", "not_known", "accuracy_said")
    return f"| {name} | {' | '.join(f'{found[key]:.3f}' for key in keys)} |"
