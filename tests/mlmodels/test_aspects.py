"""The model of aspects as it ships: what it says of plain sentences, and of the files that it never learned from."""

import numpy as np
import pytest

from mlmodels.aspects import artefact, labelled
from mlmodels.aspects.model import AspectModel
from mlmodels.aspects.return_intent import return_intent
from mlmodels.aspects.review import read_reviews, settled
from mlmodels.aspects.wordpiece import MAX_PIECES, WordPieces
from mlmodels.enums import Aspect, Polarity, ReturnIntent
from mlmodels.exceptions import ArtefactRefused
from mlmodels.registry import ModelArtefact, newest, trusted_keys
from mlmodels.sentiment import artefact as sentiment
from mlmodels.sentiment import hard_sentences
from mlmodels.sentiment.evaluate import with_second
from mlmodels.sentiment.metrics import figures

PIECES = WordPieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "din", "##ner", "creme", "b", "##r", "!"])


@pytest.fixture(scope="module")
def shipped() -> AspectModel:
    return artefact.model_of(newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys()))


def test_words_are_cut_into_pieces() -> None:
    numbers, places = PIECES.encode("Dinner, crème!")
    assert numbers == [2, 4, 5, 1, 6, 9, 3]
    assert [("Dinner, crème!"[slice(*place)]) for place in places] == ["", "Dinner", "Dinner", ",", "crème", "!", ""]


def test_a_long_text_is_cut() -> None:
    numbers, places = PIECES.encode("dinner " * 200)
    assert len(numbers) == len(places) <= MAX_PIECES


@pytest.mark.parametrize(
    ("text", "aspect", "polarity"),
    [
        ("The food was excellent.", Aspect.FOOD, Polarity.POSITIVE),
        ("The soup was cold and bland.", Aspect.FOOD, Polarity.NEGATIVE),
        ("Our waiter was very rude.", Aspect.SERVICE, Polarity.NEGATIVE),
        ("Far too expensive for what you get.", Aspect.PRICE, Polarity.NEGATIVE),
        ("Such a cosy and romantic room.", Aspect.AMBIENCE, Polarity.POSITIVE),
        ("We waited more than an hour for our meal.", Aspect.WAIT, Polarity.NEGATIVE),
        ("The toilets were filthy.", Aspect.CLEANLINESS, Polarity.NEGATIVE),
    ],
)
def test_plain_sentences(shipped: AspectModel, text: str, aspect: Aspect, polarity: Polarity) -> None:
    [reading] = shipped.read([text])
    found = {mention.aspect: mention.polarity for mention in reading.mentions}
    assert found.get(aspect) is polarity, reading


def test_what_is_praised_and_what_is_not(shipped: AspectModel) -> None:
    [reading] = shipped.read(["The pasta was delicious but the service was terrible."])
    found = {mention.aspect: mention for mention in reading.mentions}
    assert (found[Aspect.FOOD].polarity, found[Aspect.SERVICE].polarity) == (Polarity.POSITIVE, Polarity.NEGATIVE)
    assert "pasta" in found[Aspect.FOOD].words and "service" in found[Aspect.SERVICE].words


def test_the_order_of_sentences_does_not_matter(shipped: AspectModel) -> None:
    texts = ["Good soup.", "The waiter forgot us, and then he forgot the bill, the wine and the bread.", "Lovely!"]
    one_by_one = [shipped.read([text])[0] for text in texts]
    together = shipped.read(texts)
    assert [[each.aspect for each in reading.mentions] for reading in together] == [
        [each.aspect for each in reading.mentions] for reading in one_by_one
    ]


def test_no_sentence_gives_no_reading(shipped: AspectModel) -> None:
    assert shipped.read([]) == []
    [found] = read_reviews(shipped, ["  "])
    assert (found.mentions, found.praise, found.return_intent) == ([], 0.0, None)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("We will definitely be back!", ReturnIntent.COMES_BACK),
        ("I can't wait to come back.", ReturnIntent.COMES_BACK),
        ("Wir kommen gerne wieder.", ReturnIntent.COMES_BACK),
        ("I will never come back.", ReturnIntent.STAYS_AWAY),
        ("Never again.", ReturnIntent.STAYS_AWAY),
        ("We won't be returning any time soon.", ReturnIntent.STAYS_AWAY),
        ("Nie wieder!", ReturnIntent.STAYS_AWAY),
        ("The waiter came back with the wrong dish.", None),
        ("The back room is quiet.", None),
        ("Great soup.", None),
    ],
)
def test_whether_somebody_comes_back(text: str, intent: ReturnIntent | None) -> None:
    assert return_intent(text) is intent


@pytest.mark.parametrize(("score", "praise", "sign"), [(0.1, 2.0, 1), (-0.3, 3.0, 1), (0.3, -3.0, -1), (0.0, 0.0, 0)])
def test_a_score_that_is_unsure_follows_the_second_opinion(score: float, praise: float, sign: int) -> None:
    assert np.sign(round(settled(score, praise), 9)) == sign
    assert -1 <= settled(score, praise) <= 1


def test_hard_sentences_that_neither_model_learned_from(shipped: AspectModel) -> None:
    fast = sentiment.model_of(newest(sentiment.NAME, folders=[sentiment.SHIPPED], keys=trusted_keys()))
    held_out = hard_sentences.parse(hard_sentences.UNSEEN.read_text(encoding="utf-8"))
    clear = [each for each in held_out if each.praises is not None]
    found = figures(
        with_second(fast, shipped, [each.text for each in clear]), np.array([each.praises for each in clear])
    )
    assert found.accuracy >= 0.62
    assert found.calibration_error <= 0.12


def test_what_calibrates_and_what_measures_is_not_trained_on() -> None:
    learned = {each.text for each in labelled.own_sentences()}
    assert not learned & {each.text for each in hard_sentences.parse(hard_sentences.UNSEEN.read_text("utf-8"))}
    assert len(labelled.calibration_sentences()) > 100


def test_misspelt_words_stay_near() -> None:
    text = "The service was absolutely wonderful"
    assert labelled.misspelt(text, 3) == labelled.misspelt(text, 3) != text.lower()
    assert abs(len(labelled.misspelt(text, 3)) - len(text)) <= 5


@pytest.mark.parametrize(
    "change",
    [
        {"encoder.onnx": b"no graph"},
        {"pieces.txt": b"[PAD]\n[UNK]"},
        {"encoder.onnx": None},
    ],
)
def test_files_that_make_no_model_are_refused(change: dict[str, bytes | None]) -> None:
    found = newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys())
    files = {name: content for name, content in (found.files | change).items() if content is not None}
    with pytest.raises(ArtefactRefused):
        artefact.model_of(ModelArtefact("aspects", 1, "", [], found.manifest, files))


@pytest.mark.parametrize("calibration", [None, {}, {"temperature": 0, "threshold": 0}, {"temperature": "x"}])
def test_a_manifest_without_calibration_is_refused(calibration: object) -> None:
    found = newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys())
    manifest = {**found.manifest, "calibration": calibration}
    with pytest.raises(ArtefactRefused):
        artefact.model_of(ModelArtefact("aspects", 1, "", [], manifest, found.files))
