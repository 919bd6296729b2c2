"""What people do with nothing but a keyboard: Tab to what they see, press it, answer questions of every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, Page, expect

from tests.browser.deeds import Answer, main

MOST_KEYS = 200


def has_focus(element: Locator) -> bool:
    """Whether what is typed now goes there."""
    return bool(element.evaluate("element => element === document.activeElement"))


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    expect(target).to_have_count(1)
    for _key in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if has_focus(target):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"Tab does not reach {target}.")


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Go to a link or a button in the page, and press it."""
    tab_to(page, main(page).get_by_role(role, name=name).first)  # ty: ignore[invalid-argument-type]
    page.keyboard.press(key)


def enter(page: Page, label: str, words: str) -> None:
    """Go to the field with this label, and type."""
    tab_to(page, main(page).get_by_label(label, exact=True))
    page.keyboard.type(words)


# How each kind is answered with keys.


def pick(option: str) -> Answer:
    """Walk through a group of round buttons."""

    def answer(page: Page) -> None:
        wanted = main(page).get_by_role("radio", name=option)
        tab_to(page, main(page).get_by_role("radio").first)
        for _key in range(MOST_KEYS):
            if wanted.is_checked():
                return
            page.keyboard.press("Space" if has_focus(wanted) else "ArrowDown")
        raise AssertionError(f"The arrow keys do not reach {option}.")

    return answer


def tick(*options: str) -> Answer:
    """Tick boxes, going through all of them from the first."""

    def answer(page: Page) -> None:
        boxes = main(page).get_by_role("checkbox")
        for place in range(boxes.count()):
            tab_to(page, boxes.nth(place))
            if boxes.nth(place).evaluate("box => box.labels[0].innerText.trim()") in options:
                page.keyboard.press("Space")

    return answer


def tick_with_arrows(option: str) -> Answer:
    """Walk through sentences with the arrow keys."""

    def answer(page: Page) -> None:
        wanted = main(page).get_by_role("checkbox", name=option)
        tab_to(page, main(page).get_by_role("checkbox").first)
        for _key in range(MOST_KEYS):
            if has_focus(wanted):
                page.keyboard.press("Space")
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrow keys do not reach {option}.")

    return answer


def type_in(words: str) -> Answer:
    """Write into the only field there is."""

    def answer(page: Page) -> None:
        tab_to(page, main(page).get_by_role("textbox"))
        page.keyboard.type(words)

    return answer


def match(partners: Mapping[str, str]) -> Answer:
    """Choose partners by their first letters."""

    def answer(page: Page) -> None:
        boxes = main(page).get_by_role("combobox")
        for place in range(boxes.count()):
            tab_to(page, boxes.nth(place))
            page.keyboard.type(partners[str(boxes.nth(place).evaluate("box => box.labels[0].innerText.trim()"))])

    return answer


def move(steps: Sequence[str]) -> Answer:
    """Move each step up to its place; the focus stays on the button that was pressed."""

    def answer(page: Page) -> None:
        for place, step in enumerate(steps):
            button = main(page).get_by_role("button", name=f"Move up: {step}")
            page.evaluate("document.querySelector('main').focus()")
            tab_to(page, button)
            rows = main(page).get_by_role("listitem").filter(has=page.get_by_role("button", name="Move up"))
            while step not in rows.nth(place).inner_text():
                page.keyboard.press("Enter")
                assert has_focus(button)

    return answer


def fill_gaps(gaps: Mapping[str, str]) -> Answer:
    """Write where one can write, and choose with the first letters where one chooses."""

    def answer(page: Page) -> None:
        for label, words in gaps.items():
            tab_to(page, main(page).get_by_label(label))
            page.keyboard.type(words)

    return answer


def press_words(*words: str) -> Answer:
    """Press the words in the order of their gaps."""

    def answer(page: Page) -> None:
        for word, key in zip(words, ("Enter", "Space") * len(words), strict=False):
            press(page, "button", word, key)

    return answer
