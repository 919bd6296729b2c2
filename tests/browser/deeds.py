"""What people do at a browser: sign up, read, answer questions of every kind. They go by what they see, never by ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import Locator, Page, expect

PASSWORD = "a bridge over the river"
Answer = Callable[[Page], None]


def main(page: Page) -> Locator:
    """The page without its head and foot."""
    return page.get_by_role("main")


def sign_up(page: Page, name: str) -> None:
    """Fill in the form that is open, and be greeted."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Mail address").fill(f"{name.split()[0].lower()}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    main(page).get_by_role("button", name="Sign up").click()
    expect(page.get_by_text(f"Welcome, {name}")).to_be_visible()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in, and be somewhere else then."""
    page.goto("/sign-in")
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    main(page).get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_have_count(0)


def scroll_to(place: Locator) -> None:
    """Bring a passage to the upper part of the window, as one who reads there has it."""
    place.evaluate("element => element.scrollIntoView({block: 'start', behavior: 'instant'})")


def row(page: Page, name: str) -> Locator:
    """The row of a person in a table."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def until(page: Page, condition: str) -> None:
    """Wait for what cannot be seen. (Playwright's own way of waiting is refused by the site's policy.)"""
    for _try in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"It never became true that {condition}")


# Answers to a question, by its kind.


def choose(*options: str) -> Answer:
    """Choose these options, and no other, where one or several may be right."""

    def answer(page: Page) -> None:
        for option in options:
            main(page).get_by_text(option, exact=True).locator("visible=true").click()

    return answer


def write(words: str) -> Answer:
    """Write a short answer or a number."""
    return lambda page: main(page).get_by_role("textbox").fill(words)


def fill(gaps: Mapping[str, str]) -> Answer:
    """Fill the gaps of a text: write where one can write, choose where one chooses."""

    def answer(page: Page) -> None:
        for label, words in gaps.items():
            gap = main(page).get_by_label(label)
            if gap.evaluate("element => element.matches('select')"):
                gap.select_option(label=words)
            else:
                gap.fill(words)

    return answer


def together(*answers: Answer) -> Answer:
    """Answer the questions inside another, one after the other."""

    def answer(page: Page) -> None:
        for each in answers:
            each(page)

    return answer


def match(pairs: Mapping[str, str]) -> Answer:
    """Give each left side its partner."""

    def answer(page: Page) -> None:
        for left, right in pairs.items():
            main(page).get_by_label(left).select_option(label=right)

    return answer


def order(steps: Sequence[str]) -> Answer:
    """Put the steps in this order with the buttons beside them."""

    def answer(page: Page) -> None:
        rows = main(page).get_by_role("listitem").filter(has=page.get_by_role("button", name="Move up"))
        for place, step in enumerate(steps):
            row = rows.filter(has_text=step)
            while step not in rows.nth(place).inner_text():
                row.get_by_role("button", name="Move up").click()

    return answer


def number(steps: Sequence[str]) -> Answer:
    """Put the steps in this order by choosing the place of each, as one does without scripts."""

    def answer(page: Page) -> None:
        for place, step in enumerate(steps, start=1):
            main(page).get_by_label(f"Place of: {step}").select_option(str(place))

    return answer


def take(page: Page, answers: Sequence[Answer]) -> None:
    """Answer the questions of an attempt that has just begun, one after the other, and hand it in."""
    for place, answer in enumerate(answers, start=1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {place} of {len(answers)}")
        answer(page)
        page.get_by_role("button", name="Save and").click()
    page.get_by_role("button", name="Finish and see what is right").click()
    expect(page.get_by_text("of the marks pass")).to_be_visible()
