"""Writes the model card from the manifest, so that the two cannot disagree. Text only."""

from typing import Any

CARD = """\
# Sentiment of restaurant reviews, release {release}

## What it is
A linear model (logistic regression) over words, negated words, pairs of neighbours, runs of 3 to 5 characters, and
three figures from the VADER lexicon. It reads English and, by weights of its
own, German. It gives a review and each of its sentences a score from -1 to
1: twice the calibrated probability of praise, less 1. A second linear model over the same words and {signals} signals
(negators, familiar words and pairs, length, questions, praise beside blame) says how likely a text is one of the kinds
that a bag of words misreads; by that much the score is drawn to zero. Scores nearer to zero than {unsure_below} are
labelled unsure: they are counted, and belong to neither side.
Confidence, 0 to 1, is the probability of the likelier polarity times the share of words that the model has met.

## What it is for
Averages, trends and telling sentences on a restaurant's own dashboard. It is no judgement of a person, decides about
nobody, and is not to be used to rank, reject or sanction reviewers. It misses irony, comparisons ("better than the
last place"), and what only context tells; it says unsure of many of these, not of all, and of some plain sentences too.
Reviews in other languages are not scored. The German weights come from {german_texts} sentences of our own, most of
them made by rule from words and patterns, and doubt nothing by kind of sentence: they know what we thought of, and the
German sentences that measure them were written by the same people.

## What it was trained on
| file | credit | terms | texts used | weight | SHA-256 |
|---|---|---|---|---|---|
{training}
Of MAMS only sentences whose aspects are praised, or blamed, but not both, are used: a sentence is positive if some
aspect is praised. The lexicon is {lexicon_source}, {lexicon_words} words under the {lexicon_terms} licence, stored in
`lexicon.tsv`.

## How good it is
On texts that it had not seen: {folds} folds of `{held_out_file}`; each fold is scored by a model that was fitted and
calibrated on the other folds and files, less texts that stand in the fold too.

| data | texts | accuracy | macro F1 | calibration error | Brier score | answered | right of these |
|---|---|---|---|---|---|---|---|
{measures}
The first file is measured by folds of the four fifths that a release learns from; the last fifth is kept aside for
`manage.py models evaluate`. Files other than the first are measured and never trained on; their unclear texts (three
stars, mixed or neutral aspects) are left out. `hard_held_out.tsv` and `held_out.tsv` (German) are of our own, written
to measure with. While the kinds of features were chosen, folds of the first file were looked at some thirty times, so
its figure is a little flattering; the others were looked at a few times, and nothing was fitted to them.

**Sentences that are hard.** `{hard_file}` holds {hard_texts} sentences of our own ({hard_terms}): negation, double
negation, irony, slips of the pen, praise with blame, what is only implied, understatement, comparisons, questions,
single words. Those that praise or blame are training texts, and doubt is learned from all of them and the training
files. Each is measured by a model whose weights and doubt saw only the other nine tenths of them. The {mixed} with
praise and blame are left out of the table: {mixed_before:.0%} of them were called unsure without doubt, and
{mixed_after:.0%} with it.

| hard sentences | texts | accuracy | macro F1 | calibration error | Brier score | answered | right of these |
|---|---|---|---|---|---|---|---|
{hard_measures}
The weight of these sentences and the least doubt that counts were chosen by these figures, and so that the table above
loses little: without doubt, more of its plain texts are answered. Doubt changes no side, so accuracy is the same. It
makes the model less sure, not wiser: of the hard sentences that it still answers about as many are right as before, and
there are fewer of them.

## How it is kept
No file is code: text, and arrays read without pickle. `model.sig` signs all files (OpenSSF model signing, ECDSA P-256);
an unsigned, altered, foreign or rolled-back artefact is refused. Train it again with `manage.py models train sentiment
--data FOLDER --release {release}`: the same files, libraries and kind of processor give the same bytes, but for the
signature, which is random. Libraries: {libraries}.
"""


def render_card(manifest: dict[str, Any]) -> str:
    """The card of the release that `manifest` describes, in Markdown."""
    held_out = manifest["held_out"]
    measures = [_measure(held_out, f"`{held_out['file']}`, {held_out['folds']} folds", held_out["texts"])]
    measures += [_measure(row, f"`{row['file']}`", row["texts"]) for row in manifest["measured_only"]]
    doubt = manifest["doubt"]
    clear = doubt["texts"] - doubt["mixed"]
    return CARD.format(
        release=manifest["release"],
        german_texts=manifest["german"]["texts"],
        unsure_below=manifest["labels"]["unsure_below"],
        signals=len(doubt["signals"]),
        hard_file=doubt["file"],
        hard_texts=doubt["texts"],
        hard_terms=doubt["terms"],
        mixed=doubt["mixed"],
        mixed_before=doubt["mixed_unsure"]["without"],
        mixed_after=doubt["mixed_unsure"]["by_folds"],
        hard_measures="\n".join(_measure(doubt[key], key.replace("_", " "), clear) for key in ("without", "by_folds"))
        + "\n",
        training="\n".join(_source(row) for row in manifest["training"]) + "\n",
        lexicon_source=manifest["lexicon"]["source"],
        lexicon_words=manifest["lexicon"]["words"],
        lexicon_terms=manifest["lexicon"]["terms"],
        folds=held_out["folds"],
        held_out_file=held_out["file"],
        measures="\n".join(measures) + "\n",
        libraries=", ".join(f"{name} {number}" for name, number in manifest["libraries"].items()),
    )


def _source(row: dict[str, Any]) -> str:
    return (
        f"| `{row['file']}` | {row['credit']} | {row['terms']} | {row['texts']} | {row['weight']} | `{row['sha256']}` |"
    )


def _measure(row: dict[str, Any], data: str, texts: int) -> str:
    return (
        f"| {data} | {texts} | {row['accuracy']:.3f} | {row['macro_f1']:.3f} "
        f"| {row['calibration_error']:.3f} | {row['brier']:.3f} "
        f"| {row['answered']:.3f} | {row['answered_accuracy']:.3f} |"
    )
