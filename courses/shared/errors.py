"""The few kinds of refusal; each message is a sentence the reader can act on."""


class Refusal(Exception):
    """Something the program will not do, with an HTTP status and a sentence for people."""

    status = 400
    title = "That did not work"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(Refusal):
    """There is no such thing, or the asker may not know that there is."""

    status = 404
    title = "Not found"


class Forbidden(Refusal):
    """The asker may see the thing but not do this with it."""

    status = 403
    title = "Not allowed"


class Conflict(Refusal):
    """The thing has changed or is finished, so the request no longer fits."""

    status = 409
    title = "This has changed meanwhile"


class Invalid(Refusal):
    """The request itself cannot be used."""

    status = 422
    title = "This cannot be used"
