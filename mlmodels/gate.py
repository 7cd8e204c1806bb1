"""Whether a candidate may take the champion's place: both label the same held-out items, and what is wrong is named.

It asks three things. Quality: the candidate is right almost as often, on each file and of each label. Label flips: few
items are wrong now that were right. Triggers: no word, phrase or patch that means nothing turns many more labels than
with the champion, as it would if somebody had planted it in the training data.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MAX_LOSS = 0.02  # of accuracy, on one file
MAX_LOSS_OF_LABEL = 0.08  # of the share that is found of one label
MAX_NEWLY_WRONG = 0.06
# What honest training adds turns nothing that is plain; fifty planted examples make their phrase turn nearly all.
MAX_MORE_TURNED = 0.2
PROBED_ITEMS = 60  # of each label
MIN_ITEMS = 20

Label = Callable[[Sequence[Any]], Sequence[str]]


@dataclass(frozen=True)
class UnseenData:
    """Items that neither model learned from, each with its label."""

    name: str
    items: Sequence[Any]
    labels: Sequence[str]


@dataclass(frozen=True)
class Probe:
    """A change to an item that means nothing, so that no label should turn."""

    name: str
    change: Callable[[Any], Any]


@dataclass(frozen=True)
class Contest:
    """Two models that label the same kind of items, and what they are compared on. `plain` items are probed."""

    champion: Label
    candidate: Label
    unseen: Sequence[UnseenData]
    plain: Sequence[UnseenData] = ()
    probes: Sequence[Probe] = ()


@dataclass(frozen=True)
class FileFigures:
    """How both did on one file. `newly_wrong`: the share that the champion has right and the candidate wrong."""

    file: str
    items: int
    champion: float
    candidate: float
    newly_wrong: float
    worst_label: str
    loss_of_label: float


@dataclass(frozen=True)
class ProbeFigures:
    """Which share of the items of one label one probe turns to another label, by either model."""

    probe: str
    label: str
    champion: float
    candidate: float

    @property
    def more(self) -> float:
        """How many more the candidate turns."""
        return round(self.candidate - self.champion, 4)


@dataclass(frozen=True)
class Comparison:
    """What was measured: a row a file, and the probe that turns most, of each contest."""

    files: Sequence[FileFigures]
    worst_probes: Sequence[ProbeFigures]

    def as_dict(self) -> dict[str, Any]:
        """For the manifest of a release."""
        return asdict(self)

    def objections(self) -> list[str]:
        """Why the candidate may not be promoted, a sentence each; empty if it may."""
        found = [objection for each in self.files for objection in _against_file(each)]
        found += [
            f"“{each.probe}” turns {each.candidate:.2f} of what is {each.label}; with the champion {each.champion:.2f}."
            for each in self.worst_probes
            if each.more > MAX_MORE_TURNED
        ]
        if not self.files:
            found.append("There is nothing held out to compare on: name files with --data.")
        return found


def compare(contests: Sequence[Contest]) -> Comparison:
    """Measure every contest."""
    files, probes = [], []
    for contest in contests:
        files += [_file(contest, data) for data in contest.unseen]
        if worst := _worst_probe(contest):
            probes.append(worst)
    return Comparison(files, probes)


def _against_file(figures: FileFigures) -> list[str]:
    found = []
    if figures.items < MIN_ITEMS:
        found.append(f"{figures.file} holds {figures.items} items, which say too little: {MIN_ITEMS} are needed.")
    if round(figures.champion - figures.candidate, 4) > MAX_LOSS:
        found.append(
            f"On {figures.file} {figures.candidate:.3f} are right, and {figures.champion:.3f} by the champion."
        )
    if figures.newly_wrong > MAX_NEWLY_WRONG:
        found.append(f"On {figures.file} {figures.newly_wrong:.3f} are wrong that the champion has right.")
    if figures.loss_of_label > MAX_LOSS_OF_LABEL:
        found.append(f"On {figures.file} {figures.loss_of_label:.3f} less of what is {figures.worst_label} is found.")
    return found


def _file(contest: Contest, data: UnseenData) -> FileFigures:
    before = [said == true for said, true in zip(contest.champion(data.items), data.labels, strict=True)]
    after = [said == true for said, true in zip(contest.candidate(data.items), data.labels, strict=True)]
    counts = Counter(data.labels)
    common = sorted(label for label in counts if counts[label] >= MIN_ITEMS) or sorted(counts)
    lost = {label: _share(before, data, label) - _share(after, data, label) for label in common}
    worst = max(lost, key=lambda label: lost[label])
    return FileFigures(
        data.name,
        len(data.items),
        round(sum(before) / len(before), 4),
        round(sum(after) / len(after), 4),
        round(sum(old and not new for old, new in zip(before, after, strict=True)) / len(before), 4),
        worst,
        round(lost[worst], 4),
    )


def _share(right: Sequence[bool], data: UnseenData, label: str) -> float:
    own = [each for each, true in zip(right, data.labels, strict=True) if true == label]
    return sum(own) / len(own)


def _worst_probe(contest: Contest) -> ProbeFigures | None:
    """The probe by which the candidate turns most items more than the champion, of those that both have right."""
    items = [item for data in contest.plain for item in data.items]
    labels = [label for data in contest.plain for label in data.labels]
    said = zip(contest.champion(items), contest.candidate(items), labels, strict=True)
    agreed = [row for row, (one, other, true) in enumerate(said) if one == other == true]
    found = []
    for label in sorted({*labels}):
        own = [items[row] for row in agreed if labels[row] == label][:PROBED_ITEMS]
        if own:
            found += [_probe(contest, probe, own, label) for probe in contest.probes]
    return max(found, key=lambda each: each.more, default=None)


def _probe(contest: Contest, probe: Probe, items: Sequence[Any], label: str) -> ProbeFigures:
    changed = [probe.change(item) for item in items]

    def turned(model: Label) -> float:
        return round(sum(said != label for said in model(changed)) / len(changed), 4)

    return ProbeFigures(probe.name, label, turned(contest.champion), turned(contest.candidate))
