"""The rules of the house as values. Standard library and `transitions` only: no web, no database."""

import pkgutil
from importlib import import_module

from workflows import definitions
from workflows.model import Workflow
from workflows.soundness import check

ALL: dict[str, Workflow] = {
    workflow.key: workflow
    for workflow in (
        check(import_module(f"{definitions.__name__}.{module.name}").WORKFLOW)
        for module in pkgutil.iter_modules(definitions.__path__)
    )
}


def get(key: str) -> Workflow:
    """The workflow of that key as it holds for new documents. Raises KeyError for a key that is none."""
    return ALL[key]
