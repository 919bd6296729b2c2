"""Groups: open to their members, led by their facilitators, unknown to everyone else."""

from tests.laws.routes import everybody

# A visitor and a guest are led to the page where they sign in.
SIGN_IN = {"visitor": 302, "guest": 302}
IN_GROUP = {"group_member": 200, "facilitator": 200}
LEADS = {"group_member": 403, "facilitator": 303}
PLAN = {"name": "Thursday readers", "about": "", "sharing": "everything"}

ROUTES = {
    "groups.mine": {"GET": everybody(200)},
    "groups.of_course": {"GET": everybody(200)},
    "groups.found": {"GET": everybody(200, **SIGN_IN), "POST": everybody(303, **SIGN_IN)},
    "groups.show": {"GET": everybody(404, **SIGN_IN, **IN_GROUP)},
    "groups.table": {"GET": everybody(404, **SIGN_IN, **IN_GROUP)},
    "groups.sharing": {"POST": everybody(404, **SIGN_IN, group_member=303, facilitator=303)},
    "groups.leave": {"POST": everybody(404, **SIGN_IN, group_member=303, facilitator=303)},
    "groups.edit": {
        "GET": everybody(404, **SIGN_IN, group_member=403, facilitator=200),
        "POST": everybody(404, **SIGN_IN, **LEADS),
    },
    "groups.renew_invitation": {"POST": everybody(404, **SIGN_IN, **LEADS)},
    "groups.close": {"POST": everybody(404, **SIGN_IN, **LEADS)},
    "groups.reopen": {"POST": everybody(404, **SIGN_IN, **LEADS)},
    "groups.promote": {"POST": everybody(404, **SIGN_IN, **LEADS)},
    "groups.remove": {"POST": everybody(404, **SIGN_IN, **LEADS)},
    "groups.invitation": {
        "GET": everybody(200, group_member=303, facilitator=303),
        "POST": everybody(303, visitor=200, guest=200),
    },
}
FORMS = {
    "groups.found": PLAN,
    "groups.edit": PLAN,
    "groups.sharing": {"sharing": "completion"},
    "groups.invitation": {"sharing": "completion"},
}
