"""A question written in a field as course files write it: YAML, but nothing of YAML that could surprise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from courses.items.rules.numbers import number_or_text

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without its C library
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

LONGEST = 65_536
DEEPEST = 10
TRUTHS = {"true": True, "false": False, "null": None, "~": None, "": None}


class NotWritten(ValueError):
    """A text that is no mapping of keys to values; the message is a sentence that says why."""


def read_mapping(text: str) -> dict[str, Any]:
    """The keys of a text with their values: texts, numbers, truths, lists and mappings. Raises NotWritten."""
    if len(text) > LONGEST:
        raise NotWritten(f"This has {len(text):,} characters; at most {LONGEST:,} are allowed.")
    try:
        found = _document(yaml.parse(text, Loader=Loader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise NotWritten(f"This is not valid YAML in its line {line}: {error.problem or error.context}.") from None
    except (yaml.YAMLError, ValueError) as error:
        raise NotWritten(f"This is not valid YAML: {str(error).splitlines()[0].rstrip('.')}.") from None
    if not isinstance(found, dict):
        raise NotWritten("This should be keys with their values, for example 'id: first-part'.")
    return found


def _document(events: Iterator[Any]) -> Any:
    found, documents = None, 0
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            documents += 1
            found = _value(event, events, 0)
    if documents > 1:
        raise yaml.YAMLError("there is a line of three dashes in it; remove it")
    return found


def _value(event: Any, events: Iterator[Any], depth: int) -> Any:
    if depth > DEEPEST:
        raise yaml.YAMLError("it is nested too deeply")
    if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag:
        raise yaml.YAMLError("anchors, aliases and tags are not allowed; write the value out, between quotation marks")
    if isinstance(event, yaml.SequenceStartEvent):
        return list(_entries(events, depth))
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(events, depth)
    return _scalar(event)


def _entries(events: Iterator[Any], depth: int) -> Iterator[Any]:
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _value(event, events, depth + 1)


def _mapping(events: Iterator[Any], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise yaml.YAMLError("a key is a word, not a list or a mapping")
        if event.value in found:
            raise yaml.YAMLError(f"the key '{event.value}' stands there twice")
        found[str(event.value)] = _value(next(events), events, depth + 1)
    return found


def _scalar(event: Any) -> str | int | float | bool | None:
    """What a text without quotation marks means, as in course files: only `true` and `false` are truths."""
    if not event.implicit[0]:
        return str(event.value)
    if event.value in TRUTHS:
        return TRUTHS[event.value]
    return number_or_text(event.value)
