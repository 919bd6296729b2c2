"""The lesson page and the requests by which reading is remembered: open to everybody, kept for whoever has begun."""

from tests.laws.routes import everybody

ROUTES = {
    "reading.lesson": {"GET": everybody(200)},
    "reading.completion": {"GET": everybody(200)},
    # A visitor's place stays in the browser until they begin.
    "reading.position": {"POST": everybody(204, visitor=403)},
    "reading.carry_over": {"POST": everybody(200, visitor=403)},
    "reading.read": {"POST": everybody(303)},
    "reading.mark": {"POST": everybody(303)},
    "reading.unmark": {"POST": everybody(303)},
}
FORMS = {"reading.position": {"passage": "a-1"}}
