"""What the program uses of Flask-Login, typed: the one who asks is always one of our viewers."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask

from courses.access.viewer import Viewer

P = ParamSpec("P")
R = TypeVar("R")

class CurrentUser(Viewer):
    def _get_current_object(self) -> Viewer: ...

current_user: CurrentUser

class LoginManager:
    session_protection: str | None
    login_view: str | None
    anonymous_user: Callable[[], Viewer]
    def init_app(self, app: Flask) -> None: ...
    def user_loader(self, callback: Callable[[str], Viewer | None]) -> Callable[[str], Viewer | None]: ...
    def unauthorized_handler(self, callback: Callable[P, R]) -> Callable[P, R]: ...

def login_user(user: Viewer, remember: bool = ..., force: bool = ..., fresh: bool = ...) -> bool: ...
def logout_user() -> bool: ...
def login_required(func: Callable[P, R]) -> Callable[P, R]: ...
