"""What of a new OpenAPI document would break programs that were written for an older one.

They may send what they sent, and find in answers what they found, of the same type. More of both breaks nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]


def breaking_changes(old: Document, new: Document) -> list[str]:
    """A sentence for each change that breaks something."""
    return [*_operations(old, new), *_schemas(old, new)]


def _operations(old: Document, new: Document) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, before in methods.items():
            where = f"{method.upper()} {path}"
            after = new["paths"].get(path, {}).get(method)
            if after is None:
                yield f"{where} is gone"
                continue
            yield from _parameters(where, before.get("parameters", []), after.get("parameters", []))
            yield from _bodies(where, before, after)


def _parameters(where: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    before, after = ({each["name"]: each for each in some} for some in (old, new))
    yield from (f"{where}: parameter {name} is gone" for name in before.keys() - after.keys())
    for name, each in after.items():
        known = before.get(name)
        if each.get("required") and not (known and known.get("required")):
            yield f"{where}: parameter {name} became required"
        if known:
            yield from _types(f"{where}: parameter {name}", known["schema"], each["schema"], is_sent=True)


def _bodies(where: str, old: Document, new: Document) -> Iterator[str]:
    if new.get("requestBody", {}).get("required") and "requestBody" not in old:
        yield f"{where}: a body became required"
    for status, answer in old["responses"].items():
        later = new["responses"].get(status)
        if later is None:
            yield f"{where}: answer {status} is gone"
            continue
        for kind, content in answer.get("content", {}).items():
            if content != later.get("content", {}).get(kind, {}) and kind != "application/problem+json":
                yield f"{where}: answer {status} has another form"


def _schemas(old: Document, new: Document) -> Iterator[str]:
    for name, before in old["components"]["schemas"].items():
        after = new["components"]["schemas"].get(name)
        if after is None:
            yield f"schema {name} is gone"
            continue
        is_sent = name.endswith("Request")
        fields, later = before.get("properties", {}), after.get("properties", {})
        yield from (f"{name}.{field} is gone" for field in fields.keys() - later.keys())
        required, now = set(before.get("required", ())), set(after.get("required", ()))
        if is_sent:
            yield from (f"{name}.{field} became required" for field in now - required)
        else:
            yield from (f"{name}.{field} may be missing now" for field in (required - now) & later.keys())
        for field in fields.keys() & later.keys():
            yield from _types(f"{name}.{field}", fields[field], later[field], is_sent=is_sent)
        if "enum" in before:
            yield from _types(name, before, after, is_sent=is_sent)


def _types(where: str, old: Document, new: Document, *, is_sent: bool) -> Iterator[str]:
    shape = [{key: each.get(key) for key in ("$ref", "format", "oneOf", "allOf")} for each in (old, new)]
    kinds, later = ({each} if isinstance(each := some.get("type", ""), str) else set(each) for some in (old, new))
    narrowed = kinds - later if is_sent else later - kinds
    if narrowed or shape[0] != shape[1]:
        yield f"{where} has another type"
    if "items" in old and "items" in new:
        yield from _types(f"{where}[]", old["items"], new["items"], is_sent=is_sent)
    if is_sent and "enum" in new and set(old.get("enum", ())) - set(new["enum"]):
        yield f"{where} takes fewer values"
    if is_sent:
        for limit, is_less in (("maximum", True), ("maxLength", True), ("minimum", False), ("minLength", False)):
            before, after = old.get(limit), new.get(limit)
            if after is not None and (before is None or (after < before if is_less else after > before)):
                yield f"{where} takes less: {limit}"
