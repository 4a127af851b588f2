"""The key with which this installation seals its packages. It lies in the instance folder, never in the database."""

from pathlib import Path

from flask import current_app

from routing.bags.seal import Key


def key() -> Key:
    """The key, made when first used."""
    return Key(Path(current_app.config["PACKAGE_KEY"]))


def workshop() -> Path:
    """Where packages lie while they are written: what a power cut left there is written anew."""
    folder = Path(current_app.config["PACKAGES"])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
