"""The shape of what people write in the catalogue: proposals of readings and appointments."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, StringField
from wtforms.validators import DataRequired, Length

from models.catalogue import Proposal


def stripped(value: Any) -> Any:
    """Without spaces around it."""
    return value.strip() if isinstance(value, str) else value


def text_field(label: Any, *, at_most: int, description: Any = "") -> StringField:
    """A line of text that must be there."""
    checks = [
        DataRequired(_l("Please fill this in.")),
        Length(max=at_most, message=_l("At most %(max)d characters, please.")),
    ]
    return StringField(label, checks, filters=[stripped], description=description)


class ProposalForm(FlaskForm):
    """A reading proposed for an entry."""

    title = text_field(_l("Title"), at_most=Proposal.title.type.length)
    author = text_field(_l("Author"), at_most=200, description=_l("Write “unknown” if nobody is named."))
    year = text_field(_l("Year"), at_most=40, description=_l("When it was written or published, as far as is known."))
    found_at = text_field(
        _l("Where you found it"),
        at_most=500,
        description=_l("An address, or the library and shelf, so that others find it too."),
    )
    licence = text_field(_l("Licence"), at_most=200, description=_l("For example: public domain, CC BY 4.0, unknown."))


class AppointmentForm(FlaskForm):
    """The person to appoint."""

    email = EmailField(
        _l("Mail address"), [DataRequired(_l("Please fill this in.")), Length(max=254)], filters=[stripped]
    )
