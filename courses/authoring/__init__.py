"""Courses as files: compiling, publishing, and the commands that carry them between folders and the site."""

from flask import Flask

from courses.authoring.bank import views as bank_views  # noqa: F401  Its pages are joined to the blueprint.
from courses.authoring.blueprint import bp
from courses.authoring.cli import group
from courses.authoring.interchange import cli as items_commands  # noqa: F401  They join the group of the questions.
from courses.authoring.interchange import uploads
from courses.authoring.interchange import views as interchange_views  # noqa: F401  So are these.
from courses.authoring.pictures import views as picture_views  # noqa: F401  So is this.
from courses.authoring.quiz_editor import views  # noqa: F401  Its pages are joined to the blueprint.
from courses.authoring.quiz_editor.dumping import dumped
from courses.authoring.repair import restoring  # noqa: F401  And this.
from courses.authoring.repair import views as repair_views  # noqa: F401  So are these.
from courses.items.rules.gap_lines import shown_lines
from courses.shared.markup.inside import named_inside


def init_app(app: Flask) -> None:
    """Register the feature."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    uploads.register()
    app.jinja_env.filters["as_course_file"] = lambda spec: "\n".join(dumped(spec))
    app.jinja_env.filters["gap_lines"] = shown_lines
    app.jinja_env.filters["named_inside"] = named_inside
