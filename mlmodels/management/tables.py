"""What `manage.py models evaluate` prints for people: a line a figure or a method. Text only."""

from typing import Any

METHODS = {"model": "fast model", "both": "both models", "lexicon": "lexicon", "tfidf": "TF-IDF"}


def visitors_table(found: dict[str, Any]) -> str:
    """A line a method."""
    lines = [f"{found['restaurants']} restaurants, {found['horizon']} days after {found['cutoff']}"]
    columns = ("rmsle", "mase", "coverage", "below", "above", "width", "days", "fit_seconds", "forecast_seconds")
    lines.append(f"{'':20}" + "".join(f"{name:>17}" for name in columns))
    parts = {f"model, week {number}": week for number, week in enumerate(found["weeks"], start=1)}
    shown = {f"model, shown of {found['shown']['restaurants']}": found["shown"]}
    for name, figures in {**found["methods"], **shown, **parts}.items():
        lines.append(f"{name:20}" + "".join(f"{figures.get(column, ''):>17}" for column in columns))
    new = found["newcomers"]
    lines.append(
        f"rmsle of restaurants whose past was hidden: {new['rmsle']}; of one number for all: {new['constant']}"
    )
    return "\n".join(lines)


def sentiment_table(result: dict[str, Any]) -> str:
    data = result["data"]
    lines = [
        f"{data['file']}: {data['form']}, {data['texts']} texts ({data['left_out']} left out); {result['method']}",
        "",
    ]
    methods = {name: result[name] for name in METHODS if name in result}
    lines.append(f"{'':24}" + "".join(f"{METHODS[name]:>14}" for name in methods))
    for figure in result["model"]:
        cells = "".join(f"{found[figure]:>14}" for found in methods.values())
        lines.append(f"{figure.replace('_', ' '):24}{cells}")
    lines.append(
        f"(reviews of {result['words_per_review']} words, one thread; praise is said from a probability above 0.5; "
        f"at most {result['memory_mb']} MB of memory)"
    )
    return "\n".join(lines)


def aspects_table(found: dict[str, Any]) -> str:
    data = found["data"]
    methods = {name: found[name] for name in ("model", "tfidf", "commonest") if name in found}
    lines = [f"{data['file']}: {data['sentences']} sentences ({data['left_out']} left out); {found['method']}", ""]
    lines.append(f"{'':24}" + "".join(f"{name:>14}" for name in methods))
    for figure in found["model"]:
        lines.append(f"{figure.replace('_', ' '):24}" + "".join(f"{each[figure]:>14}" for each in methods.values()))
    lines += [f"F1 of {name:18}{value:>14}" for name, value in found["of_category"].items()]
    return "\n".join([*lines, f"(one thread; at most {found['memory_mb']} MB of memory)"])


def dishes_table(found: dict[str, Any]) -> str:
    """Both methods on each file."""
    lines = []
    for name, figures in found.items():
        data = figures["data"]
        lines += [
            f"{name}: {data['sentences']} sentences, {data['menus']} menus; {data['dishes_named']} dishes are named,"
            f" {data['without_a_dish']} sentences name none",
            f"{'':24}{'matching':>14}{'substring':>14}",
        ]
        for key, value in figures["matching"].items():
            lines.append(f"{key.replace('_', ' '):24}{value:>14}{figures['substring'][key]:>14}")
    return "\n".join(lines)


def photos_table(found: dict[str, Any]) -> str:
    """A line a test, and the kinds."""
    data = found["data"]
    counts = ", ".join(f"{count} {kind}" for kind, count in data["kinds"].items())
    lines = [f"{data['folder']}: {data['photos']} photos ({counts}; {data['left_out']} left out as unreliable)"]
    if unseen := found.get("unseen_sources"):
        lines += ["", f"{'food against the rest, AUC, on sources never learned from':64}{'model':>10}{'histogram':>10}"]
        for test in unseen["tests"]:
            name = f"  {', '.join(test['sources'])} ({test['photos']} photos)"
            lines.append(f"{name:64}{test['model']:>10}{test['histogram']:>10}")
        lines += ["", f"{'kinds, by folds':64}{'model':>10}{'histogram':>10}"]
        folds = found["by_folds"]
        for key in ("macro_f1", "accuracy", "calibration_error", "not_known", "accuracy_said"):
            lines.append(f"  {key.replace('_', ' '):62}{folds['model'][key]:>10}{folds['histogram'][key]:>10}")
        lines += [f"  F1 of {kind:56}{value:>10}" for kind, value in folds["model"]["f1"].items()]
    lines += ["", f"release {found['release']} as it ships, on photos that it never saw:"]
    lines += [f"  {key.replace('_', ' '):62}{value:>10}" for key, value in found["as_it_ships"].items() if key != "f1"]
    speed = f"{found['ms_per_image']} ms of one core an image, decoding included; " if "ms_per_image" in found else ""
    return "\n".join([*lines, f"({speed}at most {found['memory_mb']} MB of memory)"])
