"""The main story: from the first page somebody reads as a visitor to the table in which two people see each other."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.deeds import choose, main, match, row, scroll_to, sign_up, take, until, write
from tests.support.server import LiveServer

COURSE = "Internationalism, national liberation and a culture of peace"
LESSON = "Workers of the world: what internationalism claimed"
NEXT_LESSON = "The First and the Second International"
PROOF = "As Marx and Engels expressed in the Communist Manifesto"
READ_TO_THE_END = re.compile(r"Read to the end on .+\d{4}\.")

ANSWERS = [
    choose("It is the essay author's own statement."),
    choose(
        "They support every revolutionary movement against the existing order.",
        "They labor for the union and agreement of the democratic parties of all countries.",
    ),
    choose("False"),
    write("Karl Marx"),
    lambda page: main(page).get_by_text(PROOF).click(),
    choose("Because one text cannot show what was done at all times."),
    match(
        {
            "The first sentence of A 75": "a judgement on a whole history, in the author's own words",
            "The words quoted in A 75": "a description of what Communists do",
            "The slogan in B 4": "a call addressed to workers",
        }
    ),
]
WRONG_ANSWERS = [
    choose("It is the Manifesto's, quoted by the essay."),
    ANSWERS[1],
    choose("True"),
    write("Lenin"),
    *ANSWERS[4:],
]


def test_a_whole_day(page: Page, chromium: Browser, live: LiveServer) -> None:
    a_visitor_reads(page)
    a_visitor_signs_up_and_takes_everything_along(page)
    the_place_is_kept(page)
    a_wrong_answer_leads_to_the_passage(page)
    right_answers_complete_the_lesson(page)
    link = a_group_is_founded(page)
    friend = chromium.new_context(base_url=live.url).new_page()
    a_friend_joins(friend, link)

    page.reload()
    for shown in (page, friend):
        assert states(shown, "Ana Lindt")[:3] == ["completed100%", "startedhere", "not yet"]
        assert states(shown, "Bruno Mar")[:3] == ["not yet", "not yet", "not yet"]
        expect(row(shown, "Ana Lindt")).to_contain_text("1 of 20")
        expect(row(shown, "Bruno Mar")).to_contain_text("0 of 20")
    expect(row(page, "Ana Lindt")).to_contain_text("you")
    expect(row(friend, "Bruno Mar")).to_contain_text("you")
    friend.context.close()


def a_visitor_reads(page: Page) -> None:
    """Find the course, read to the middle, come back there, read to the end."""
    page.goto("/")
    main(page).get_by_role("link", name=COURSE).click()
    main(page).get_by_role("link", name="Begin here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSON)

    scroll_to(quotation(page))
    open_lesson(page)
    expect(page.get_by_text("You read up to here.")).to_be_visible()
    expect(quotation(page)).to_be_in_viewport()

    expect(completion(page)).to_contain_text("Read the text to its end.")
    page.get_by_role("heading", name="Key terms").scroll_into_view_if_needed()
    until(page, "Object.values(localStorage).some((kept) => JSON.parse(kept).end)")
    page.get_by_role("link", name="Sign up").click()


def a_visitor_signs_up_and_takes_everything_along(page: Page) -> None:
    sign_up(page, "Ana Lindt")
    expect(page.get_by_role("status").filter(has_text="What you read before has been added")).to_have_count(1)
    open_lesson(page)
    expect(page.get_by_text("You read up to here.")).to_be_visible()
    expect(completion(page)).to_contain_text(READ_TO_THE_END)


def the_place_is_kept(page: Page) -> None:
    """Another place than the one carried over; it is found again when the lesson is opened anew."""
    with page.expect_response("**/position"):
        scroll_to(quotation(page))
    open_lesson(page)
    expect(page.get_by_text("You read up to here.")).to_be_visible()
    expect(quotation(page)).to_be_in_viewport()
    page.reload()
    expect(quotation(page)).to_be_in_viewport()


def a_wrong_answer_leads_to_the_passage(page: Page) -> None:
    page.get_by_role("link", name="Take the quiz").click()
    page.get_by_role("button", name="Begin").click()
    take(page, WRONG_ANSWERS)
    expect(main(page)).to_contain_text("Not passed yet")
    expect(main(page)).to_contain_text("4 of 7 questions right")

    first = page.get_by_role("article").filter(has_text="Question 1 of 7")
    expect(first).to_contain_text("Your answer: wrong")
    expect(first).to_contain_text("The quotation marks in A 75 open only after this sentence.")
    first.get_by_role("link", name=f"Read it in its place: {LESSON}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSON)
    passage = page.locator(":target")
    expect(passage).to_contain_text("From the beginning communists have always emphasized")
    expect(passage).to_be_in_viewport()
    around = quotation(page, "Workers of the world, unite!")
    assert background(passage) != background(around)


def right_answers_complete_the_lesson(page: Page) -> None:
    page.get_by_role("link", name="Try the quiz again").click()
    page.get_by_role("button", name="Try again").click()
    take(page, ANSWERS)
    expect(main(page)).to_contain_text("7 of 7 questions right")
    expect(main(page)).to_contain_text("Lesson completed")
    main(page).get_by_role("link", name=f"Next lesson: {NEXT_LESSON}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEXT_LESSON)
    with page.expect_response("**/position"):
        scroll_to(page.get_by_role("heading", name="Side by side"))
    page.get_by_role("navigation", name="You are here").get_by_role("link", name=COURSE).click()
    expect(main(page)).to_contain_text("1 of 20 lessons complete")
    expect(main(page).get_by_role("link", name="Continue here")).to_contain_text(NEXT_LESSON)


def a_group_is_founded(page: Page) -> str:
    """The link that invites."""
    page.get_by_role("navigation", name="Parts of the course").get_by_role("link", name="Groups").click()
    page.get_by_role("link", name="Found a group").click()
    page.get_by_label("Name of the group").fill("Evening readers")
    page.get_by_label("What the group is about").fill("We meet on Thursdays.")
    page.get_by_label("Everything").check()
    page.get_by_role("button", name="Found the group").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Evening readers")
    return page.get_by_role("region", name="Invite").get_by_role("code").inner_text()


def a_friend_joins(friend: Page, link: str) -> None:
    friend.goto(link)
    expect(friend.get_by_role("heading", level=1)).to_have_text("Evening readers")
    friend.get_by_role("link", name="Sign up and join").click()
    sign_up(friend, "Bruno Mar")
    friend.get_by_label("Everything").check()
    friend.get_by_role("button", name="Join the group").click()
    expect(friend.get_by_role("heading", level=1)).to_have_text("Evening readers")


def open_lesson(page: Page) -> None:
    page.goto("/")
    main(page).get_by_role("link", name=COURSE).click()
    main(page).get_by_role("link", name=LESSON).first.click()


def quotation(page: Page, words: str = "From the beginning communists have always emphasized") -> Locator:
    return page.get_by_role("blockquote").filter(has_text=words).first


def completion(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile("To complete this lesson|Completed"))


def background(element: Locator) -> str:
    return str(element.evaluate("element => getComputedStyle(element).backgroundColor"))


def states(page: Page, name: str) -> list[str]:
    """What the table says of a person, lesson by lesson."""
    cells = row(page, name).get_by_role("cell").all_text_contents()
    return ["".join(cell.split()).replace("notyet", "not yet") for cell in cells[2:]]
