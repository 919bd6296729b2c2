"""One's own progress; a visitor has none, and is told how it begins."""

from tests.laws.routes import everybody

ROUTES = {
    "progress.mine": {"GET": everybody(200)},
    "progress.course": {"GET": everybody(200)},
    "progress.course_sheet": {"GET": everybody(200, visitor=404)},
}
