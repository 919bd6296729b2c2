"""The forms of the upload: a file, and where its questions go."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from courses.authoring.interchange.taking import LONGEST_TITLE
from courses.items.formats.registry import READERS, TITLES

FOUND_OUT = "auto"


class UploadForm(FlaskForm):
    """A file of questions."""

    file = FileField(_("File"), [FileRequired(_("Choose a file."))])
    format = SelectField(
        _("Format"),
        choices=[
            SelectChoice(FOUND_OUT, _("Find out from the file")),
            *(SelectChoice(name, title) for name, title in TITLES.items() if name in READERS),
        ],
    )

    def refuse(self, reason: str) -> None:
        """Say at the file why it cannot be used."""
        self["file"].errors = [*self["file"].errors, reason]


class TakeInForm(FlaskForm):
    """Where the chosen questions go."""

    category = SelectField(_("Category"), default="")
    new_category = StringField(
        _("A new category"),
        [Length(max=LONGEST_TITLE)],
        description=_("In place of the one chosen above. “Rivers / Bridges” names a way."),
    )

    def offer(self, titles: list[str]) -> None:
        """Offer the categories that the bank has."""
        self.category.choices = [
            SelectChoice("", _("As the file says")),
            *(SelectChoice(title, title) for title in dict.fromkeys(titles)),
        ]

    @property
    def title(self) -> str:
        """The category for all questions; empty for those that the file names."""
        return (self.new_category.data or "").strip() or self.category.data or ""
