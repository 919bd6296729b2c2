"""Home, courses, indexes, glossary, sources, search, joining, proposals and staff."""

from hashlib import sha256

from tests.laws.routes import everybody
from tests.support.pictures import PICTURE

# A visitor and a guest are led to the page where they sign in.
MEMBERS = {"visitor": 302, "guest": 302}
PROPOSAL = {
    "title": "The Old Bridge",
    "author": "Ana Lindt",
    "year": "1931",
    "found_at": "Town library, shelf 4",
    "licence": "public domain",
}

ROUTES = {
    "catalogue.home": {"GET": everybody(200)},
    "catalogue.course": {"GET": everybody(200)},
    "catalogue.topics": {"GET": everybody(200)},
    "catalogue.bibliography": {"GET": everybody(200)},
    "catalogue.glossary": {"GET": everybody(200)},
    "catalogue.term": {"GET": everybody(200)},
    "catalogue.source": {"GET": everybody(200)},
    "catalogue.source_file": {"GET": everybody(200)},
    "catalogue.picture": {"GET": everybody(200)},
    "catalogue.search": {"GET": everybody(200)},
    "catalogue.entry": {"GET": everybody(200)},
    "catalogue.propose": {"POST": everybody(303, **MEMBERS)},
    "catalogue.join": {"GET": everybody(200), "POST": everybody(303)},
    "catalogue.leave": {"POST": everybody(303, **MEMBERS)},
    "catalogue.proposals": {"GET": everybody(403, **MEMBERS, instructor=200, administrator=200)},
    "catalogue.accept": {"POST": everybody(403, **MEMBERS, instructor=303, administrator=303)},
    "catalogue.decline": {"POST": everybody(403, **MEMBERS, instructor=303, administrator=303)},
    "catalogue.staff": {
        "GET": everybody(403, **MEMBERS, administrator=200),
        "POST": everybody(403, **MEMBERS, administrator=303),
    },
    "catalogue.remove": {"POST": everybody(403, **MEMBERS, administrator=303)},
}
VALUES = {
    "catalogue.search": {"q": "twon king", "course": "river-towns"},
    "catalogue.term": {"key": "toll-0"},
    "catalogue.source": {"key": "A"},
    "catalogue.source_file": {"key": "A"},
    "catalogue.picture": {"sha256": sha256(PICTURE).hexdigest(), "ending": "png"},
}
FORMS = {"catalogue.propose": PROPOSAL, "catalogue.staff": {"email": "member@example.org"}}
