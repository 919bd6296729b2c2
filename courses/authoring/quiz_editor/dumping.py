"""Writing an item as YAML that people like to read and the compiler reads back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from courses.items.rules.numbers import number_or_text

WIDTH = 120
# What the compiler reads as a truth or nothing when it stands without quotation marks.
MEANT = frozenset(["true", "false", "null", "~", ""])
# YAML ends a line at these too; between quotation marks they are written as escapes.
OTHER_BREAKS = frozenset("\r\x85\u2028\u2029")


class Dumper(yaml.SafeDumper):
    """Indented lists, no aliases, long texts folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their key."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out: the compiler refuses aliases."""
        return True


def _text(dumper: Dumper, value: str) -> yaml.ScalarNode:
    is_read_otherwise = value in MEANT or number_or_text(value) != value
    if is_read_otherwise or OTHER_BREAKS & set(value) or value != value.strip("\n"):
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')
    style = "|" if "\n" in value else ">" if len(value) > WIDTH - 20 else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _number(dumper: Dumper, value: float) -> yaml.ScalarNode:
    """A number as the compiler reads it back: YAML's own `1.0e-16` would be words to it, and its `1e-16` words to YAML."""
    written = repr(value)
    kind = "float" if "." in written else "str"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", written)


def _list(dumper: Dumper, value: list[Any]) -> yaml.SequenceNode:
    is_short = all(isinstance(each, str | int | float) and len(str(each)) <= 64 for each in value)
    fits = is_short and sum(len(str(each)) + 4 for each in value) < WIDTH - 20
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=fits)


Dumper.add_representer(str, _text)
Dumper.add_representer(float, _number)
Dumper.add_representer(list, _list)


def dumped(spec: Mapping[str, Any]) -> list[str]:
    """The keys of a mapping as lines of YAML, without a line break at their ends."""
    text = yaml.dump(
        dict(spec), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False
    )
    return text.rstrip("\n").split("\n")


def dumped_item(spec: Mapping[str, Any], *, indent: int) -> list[str]:
    """An item as an entry of a list whose dashes stand `indent` characters in."""
    first, *others = dumped(spec)
    space = " " * indent
    return [f"{space}- {first}", *(f"{space}  {line}" if line else line for line in others)]
