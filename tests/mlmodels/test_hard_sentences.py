"""Sentences that a bag of words misreads: the shipped model is less sure of them than it was, and says so.

None of these is in the file that the model was trained on. They are few, and harder than those.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from mlmodels.enums import SentimentLabel
from mlmodels.registry import newest, trusted_keys
from mlmodels.sentiment import artefact, doubt_training, hard_sentences
from mlmodels.sentiment.doubt import no_doubt
from mlmodels.sentiment.doubt_training import with_doubt
from mlmodels.sentiment.hard_sentences import HardSentence
from mlmodels.sentiment.metrics import figures
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import probabilities, reviews
from mlmodels.sentiment.train import TrainingSample
from tests.mlmodels.sentences import LEXICON, sample, small_model

PRAISE = """
I have yet to find a dish here that I did not like.
Nobody goes home hungry.
We never waited, not even on a Saturday.
There was no dish that we would leave out next time.
You won't find a single dry cake in this shop.
It is impossible not to smile at the owner.
I would not change a thing.
Never had a better paella, and I lived in Valencia.
My only complaint is that they close on Mondays.
Careful, you will not want to leave.
I blame the chef for my new belt.
The pankakes were fluffi and hevenly.
Graet tapas, frendly peple!
vry good kofi
Lovly desert, we shaerd it and faught over it.
Our toddler ate spinach and asked for more.
We stayed until they put the chairs up.
The queue goes round the corner, and I happily join it.
My neighbour, a butcher, orders his steak here.
Could be worse, could hardly be better.
Not too shabby for a bus station.
It did not disappoint.
The pie holds its own against my mother's.
Crispier than at the famous place downtown.
Who knew that cabbage could taste like this?
When can we come again?
Stunning!
Superb.
Addictive.
""".strip().split("\n")
BLAME = """
I can't think of one reason to return.
Nobody cleared our plates for half an hour.
No one told us that the kitchen had closed.
Not even the bread was fresh.
There is nothing on that menu that they can cook.
You would not believe that it was not yesterday's rice.
It can't be said that nobody complained.
Lovely, cold chips with my cold burger.
Nothing says welcome like a dirty fork.
What a joy to be shouted at by the manager.
Just what I needed, a plastic cup of warm white wine.
The staek was tuff as lether.
Terible smel, we leaft.
servis was slo and rood
Soop tasted of dishwatter.
Half of my pizza went to the pigeons, and they left it too.
The candle was the warmest thing on the table.
We ate the rest of the picnic in the car.
A plaster floated in the stew.
The spoon stood upright in the gravy.
One has had warmer welcomes.
The decor has known better times.
Perhaps the cook had a day off.
Hospital food has more salt and more charm.
Last year they still knew how to fry a fish.
Since when does a salad need sugar?
Is anybody working here?
Greasy.
Lousy!
Stale.
""".strip().split("\n")
MIXED = """
Heavenly cake, hellish noise.
The view deserves five stars, the pasta one.
Kind people, but I would not eat there again.
Great value, if only it were clean.
""".strip().split("\n")
TEXTS = [*PRAISE, *BLAME]
PRAISED = np.array([True] * len(PRAISE) + [False] * len(BLAME))


@pytest.fixture(scope="module")
def shipped() -> SentimentModel:
    return artefact.model_of(newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys()))


@pytest.fixture(scope="module")
def sure(shipped: SentimentModel) -> SentimentModel:
    """The shipped model without its doubt."""
    weights = shipped.weights
    return SentimentModel(
        type(weights)(**{**vars(weights), "doubt": no_doubt(len(weights.vocabulary.keys))}), version=1
    )


def test_it_is_less_sure_of_hard_sentences_for_its_doubt(shipped: SentimentModel, sure: SentimentModel) -> None:
    before, after = (figures(probabilities(model, TEXTS), PRAISED) for model in (sure, shipped))
    assert after.accuracy == before.accuracy
    assert after.calibration_error < 0.2
    assert after.answered < 0.6 * before.answered


def test_fewer_of_its_answers_are_wrong(shipped: SentimentModel, sure: SentimentModel) -> None:
    wrong = [_wrong_answers(model, TEXTS, PRAISED) for model in (sure, shipped)]
    assert wrong[1] < 0.7 * wrong[0]


def _wrong_answers(
    model: SentimentModel, texts: list[str], praised: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> int:
    other_side = [SentimentLabel.NEGATIVE if praise else SentimentLabel.POSITIVE for praise in praised]
    return sum(found.label is side for found, side in zip(reviews(model, texts), other_side, strict=True))


def test_plain_sentences_keep_their_answers(shipped: SentimentModel) -> None:
    good, bad = (
        reviews(shipped, ["The food was excellent and the staff were friendly.", "Great pizza, we loved it."]),
        reviews(shipped, ["The food was terrible and the service was slow.", "Worst pizza ever, cold and bland."]),
    )
    assert {found.label for found in good} == {SentimentLabel.POSITIVE}
    assert {found.label for found in bad} == {SentimentLabel.NEGATIVE}


@pytest.mark.parametrize("text", ["We could not find one thing to criticise.", "I would never say no to coming back."])
def test_it_says_unsure_rather_than_wrong(shipped: SentimentModel, text: str) -> None:
    [found] = reviews(shipped, [text])
    assert found.label in {SentimentLabel.UNSURE, SentimentLabel.POSITIVE}


def test_the_card_reports_hard_sentences_by_folds(shipped: SentimentModel) -> None:
    found = newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys()).manifest["doubt"]
    assert found["by_folds"]["calibration_error"] <= 0.15 < found["without"]["calibration_error"]
    assert found["by_folds"]["accuracy"] == found["without"]["accuracy"]
    assert found["texts"] == len(hard_sentences.shipped()) == 500


def test_no_sentence_here_is_in_the_file() -> None:
    known = {sentence.text for sentence in hard_sentences.shipped()}
    assert not known & {*TEXTS, *MIXED}


def test_each_kind_has_both_sides_or_is_mixed() -> None:
    kinds: dict[str, set[bool | None]] = {}
    for sentence in hard_sentences.shipped():
        kinds.setdefault(sentence.kind, set()).add(sentence.praises)
    assert kinds.pop("mixed") == {None}
    assert len(kinds) == 9
    assert all(found == {True, False} for found in kinds.values())


ODD = [
    HardSentence(f"Never say never to the {word} soup?", number % 2 == 0, "irony")
    for number, word in enumerate(
        ("good", "bad", "hot", "cold", "red", "green", "thick", "thin", "big", "small", "old", "new")
    )
]


def test_doubt_draws_scores_to_zero_and_changes_no_side() -> None:
    plain, texts = small_model(), [sentence.text for sentence in ODD]
    before = probabilities(plain, texts)
    after = probabilities(with_doubt(plain, sample(), ODD), texts)
    assert (np.abs(after - 0.5) < np.abs(before - 0.5)).all()
    assert ((after > 0.5) == (before > 0.5)).all()


def test_each_hard_sentence_is_measured_without_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    learned_from: list[set[str]] = []

    def remembered(model: SentimentModel, plain: TrainingSample, hard: Sequence[HardSentence]) -> SentimentModel:
        learned_from.append({sentence.text for sentence in hard})
        return model

    monkeypatch.setattr(doubt_training, "with_doubt", remembered)
    doubt_training.cross_fitted(sample(), ODD, LEXICON, 1.0)
    assert len(learned_from) == doubt_training.FOLDS
    for sentence in ODD:
        assert sum(sentence.text not in texts for texts in learned_from) == 1


def test_a_long_review_is_doubted_less_than_a_sentence(shipped: SentimentModel, sure: SentimentModel) -> None:
    text = "I would never say no to coming back. "
    once, often = (
        abs(reviews(shipped, [text * times])[0].score) / abs(reviews(sure, [text * times])[0].score) for times in (1, 8)
    )
    assert once < often


@pytest.mark.parametrize("line", ["no tabs", "a\tgood\tirony", "a\tpositive"])
def test_a_broken_line_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 3"):
        hard_sentences.parse(f"# licence\n{hard_sentences.HEADER}\n{line}\n")
