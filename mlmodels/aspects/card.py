"""Writes the model card from the manifest, so that the two cannot disagree. Text only."""

from typing import Any

CARD = """\
# Aspects of restaurant reviews, release {release}

## What it is
The first {layers} layers of all-MiniLM-L6-v2, trained further on sentences about restaurants, with a list of {pieces}
word pieces; weights are integers of eight bits. Above them one learned look at the words for each category (food, menu,
service, staff, price, ambience, place, miscellaneous, wait, cleanliness): it says whether a sentence speaks of it, how
(positive, negative, neutral), and which words it looked at. One more look says whether the sentence praises: that is
the second opinion on reviews whose sentiment the fast model is unsure of. It reads English, and sentences up to 64
pieces.

## What it is for
Counts by aspect, examples and trends on a restaurant's own dashboard. It is no judgement of a person and decides about
nobody. It misses irony and what only context tells; it may take a dish for the place and the other way round, and knows
waiting and cleanliness from few sentences. The words that it names are those it looked at, which is no proof of why it
said so. Whether somebody comes back is not learned: it is read from phrases, and silence is silence.

## What it was trained on
{sentences} sentences, {rounds}. Those made by rule (`made.py`) are short and speak of one thing or two.

| file | credit | terms | texts |
|---|---|---|---|
{training}

A fifth of `sentences_yelp.tsv`, every fourth hard sentence (for the temperature, {temperature}), `mams_acsa_val.xml`
and `hard_held_out.tsv` are not among them. SemEval-2014 and the starred reviews may not be learned from, and were not.

## How good it is
Categories by micro F1, and how many of the named categories get the right polarity. Sentences that stand in the
training file, too, are left out. "TF-IDF" is logistic regression over words and pairs of the same training file.

| data | sentences | F1 | polarity | TF-IDF: F1 | polarity | always the commonest: F1 | polarity |
|---|---|---|---|---|---|---|---|
{measures}

The second opinion alone, on whole sentences:

| data | texts | accuracy | macro F1 | calibration error |
|---|---|---|---|---|
{praise}

## How it is kept
A graph of fixed operators (ONNX), a list of pieces and this card; nothing is unpickled. `model.sig` signs all files; an
unsigned, altered, foreign or rolled-back artefact is refused. Train it again with `manage.py models train aspects
--data FOLDER --base WHEEL`. Libraries: {libraries}.
"""


def render_card(manifest: dict[str, Any]) -> str:
    """The card of the release that `manifest` describes, in Markdown."""
    return CARD.format(
        release=manifest["release"],
        layers=manifest["layers"],
        pieces=manifest["pieces"],
        sentences=manifest["sentences"],
        rounds="most of them read five times, films and what was made by rule twice",
        temperature=manifest["calibration"]["temperature"],
        training="\n".join(
            f"| `{row['file']}` | {row['credit']} | {row['terms']} | {row.get('texts', '–')} |"
            for row in manifest["training"]
        ),
        measures="\n".join(_measure(row) for row in manifest["measured"] if "absent" not in row),
        praise="\n".join(
            f"| `{row['file']}` | {row['texts']} | {row['accuracy']:.3f} | {row['macro_f1']:.3f} "
            f"| {row['calibration_error']:.3f} |"
            for row in manifest["praise"]
        ),
        libraries=", ".join(f"{name} {number}" for name, number in manifest["libraries"].items()),
    )


def _measure(row: dict[str, Any]) -> str:
    cells = [f"`{row['file']}`", str(row["sentences"])]
    for method in ("model", "tfidf", "commonest"):
        found = row.get(method)
        cells += [f"{found['micro_f1']:.3f}", f"{found['polarity_accuracy']:.3f}"] if found else ["–", "–"]
    return f"| {' | '.join(cells)} |"
