"""What a browser would send of a piece of a page if nobody touched it."""

from __future__ import annotations

from html.parser import HTMLParser


class Fields(HTMLParser):
    """Collects the fields of HTML in their order, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up a field where it begins."""
        values = dict(attrs)
        name, value = values.get("name") or "", values.get("value") or ""
        if tag == "input" and (values.get("type") not in ("checkbox", "radio") or "checked" in values):
            self._send(name, value)
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option":
            self.options.append((value, "selected" in values))
        elif tag == "textarea":
            self.area = name
            self._send(name, "")

    def handle_endtag(self, tag: str) -> None:
        """Send what is chosen of a list: the first of its options where nothing is."""
        if tag == "select" and self.options:
            chosen = [value for value, is_selected in self.options if is_selected] or [self.options[0][0]]
            self._send(self.select, chosen[-1])
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        """Fill an open area."""
        if self.area:
            self.sent[self.area][-1] += data

    def _send(self, name: str, value: str) -> None:
        if name:
            self.sent.setdefault(name, []).append(value)


def fields_of(html: str) -> dict[str, list[str]]:
    """The fields of a form as it stands there; browsers end the lines of an area as Windows does."""
    page = Fields()
    page.feed(html)
    page.close()
    return {name: [value.replace("\n", "\r\n") for value in values] for name, values in page.sent.items()}
