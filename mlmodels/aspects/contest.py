"""What two releases of the model of aspects are compared on before one takes the other's place. It changes nothing."""

from collections.abc import Sequence
from pathlib import Path

from mlmodels.aspects import artefact, evaluate
from mlmodels.aspects.model import AspectModel
from mlmodels.gate import Contest, Label, UnseenData
from mlmodels.registry import ModelArtefact
from mlmodels.sentiment import hard_sentences
from mlmodels.sentiment.artefact import MAIN
from mlmodels.sentiment.contest import appended, unseen
from mlmodels.sentiment.trigger_search import NEGATIVE, PHRASES, POSITIVE, plain_sentences

NOTHING = "nothing"
NAME = artefact.NAME


def contests(champion: ModelArtefact, candidate: ModelArtefact, data: Sequence[Path]) -> list[Contest]:
    """Whether sentences praise; and, on each file of MAMS or SemEval in `data`, what they say of which category."""
    old, new = artefact.model_of(champion), artefact.model_of(candidate)
    probes = [appended(phrase) for phrase in PHRASES[MAIN]]
    found = [Contest(_praise(old), _praise(new), [unseen(hard_sentences.UNSEEN)], [plain_sentences(MAIN)], probes)]
    for path in data:
        sentences, _ = evaluate.unseen(path)
        grouping = evaluate.grouping_of(sentences)
        pairs = [(each.text, category) for each in sentences for category in grouping]
        sides = [each.polarity.get(category, NOTHING) for each in sentences for category in grouping]
        about = (_of_category(old, grouping), _of_category(new, grouping))
        found.append(Contest(*about, [UnseenData(path.name, pairs, sides)]))
    return found


def _praise(model: AspectModel) -> Label:
    return lambda texts: [POSITIVE if odds > 0 else NEGATIVE for odds in model.outputs(texts).praise]


def _of_category(model: AspectModel, grouping: evaluate.Grouping) -> Label:
    def labels(pairs: Sequence[tuple[str, str]]) -> list[str]:
        texts = list(dict.fromkeys(text for text, _ in pairs))
        spoken = dict(zip(texts, evaluate.predicted(model, texts, grouping)[0], strict=True))
        return [spoken[text].get(category, NOTHING) for text, category in pairs]

    return labels
