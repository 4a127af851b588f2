"""Hongtou 红头: documents from draft to file, by the book. This module makes the application.

Its parts are imported when an application is made: the process that typesets needs the tools alone.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).resolve().parent.parent


def create_app(overrides: dict[str, Any] | None = None, instance: Path | None = None) -> "Flask":
    """Make the application. `overrides` win over the environment; `instance` holds database, files and keys."""
    from flask import Flask

    from routing import addresses, commands, config, display, errors, fragments, gate, navigation
    from routing.views import BLUEPRINTS

    instance = instance or Path(config.instance_folder(ROOT))
    app = Flask(
        "routing",
        instance_path=str(instance),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "routing" / "static"),
    )
    app.config.from_mapping(config.settings(instance))
    app.config.from_mapping(overrides or {})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters["int"] = addresses.KeyConverter
    _extend(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for part in (display, fragments, errors, gate, navigation, commands):
        part.init_app(app)
    return app


def _extend(app: "Flask") -> None:
    from routing import database
    from routing.extensions import bootstrap, compress, csrf, db, login

    db.init_app(app)
    database.init_app(app)
    if "HONGTOU_SERVING" not in os.environ:  # a web worker never migrates, and Alembic is 10 MB of it
        from flask_migrate import Migrate

        Migrate(app, db, directory="migrations", render_as_batch=True)
    login.init_app(app)
    csrf.init_app(app)
    bootstrap.init_app(app)
    compress.init_app(app)
