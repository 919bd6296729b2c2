"""What watchers ask."""

from tests.laws.routes import everybody

ROUTES = {"operations.health": {"GET": everybody(200)}}
