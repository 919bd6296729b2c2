"""Whether two states of a question say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two items say the same, however they are laid out."""
    return bool(_said(_with_usual(one)) == _said(_with_usual(other)))


def _with_usual(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A question with what holds where nothing is written, and so those inside it."""
    inner = spec.get("questions")
    said = {"marks": 1, "shuffle": True, **spec}
    if isinstance(inner, list):
        said["questions"] = [_with_usual(each) if isinstance(each, Mapping) else each for each in inner]
    return said


def _said(value: Any) -> Any:
    """A value without what may be written or left out: empty keys, white space at the ends, quotation marks around a number."""
    if isinstance(value, Mapping):
        said = {key: _said(each) for key, each in value.items()}
        return {key: each for key, each in said.items() if each not in ("", False, [])}
    if isinstance(value, list):
        return [_said(each) for each in value]
    return value if isinstance(value, bool) else str(value if value is not None else "").strip()
