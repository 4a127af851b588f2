"""The house's plan, kept by reading the code: imports point one way, one door writes, views hold no rule."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import workflows
from workflows.roles import Capacity, Role

ROOT = Path(__file__).parent.parent
# Who may import whom: a layer may import itself and what stands before it, nothing behind it.
LAYERS = (
    {"clock", "display", "extensions", "config", "addresses", "fragments", "working"},
    {"text", "search", "files", "apart", "typeset", "judge", "ocr", "posting", "bags"},
    {"models", "database", "prepared"},
    {"actor", "policy"},
    {"services", "queries"},
    {"forms", "presenting"},
    {"admission", "gate", "navigation", "errors", "manual", "demo", "seals"}
    | {"samples", "samples_incoming", "samples_archive"}
    | {"commands", "commands_package", "commands_paper", "commands_scan", "worker", "driving"},
    {"views"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
# What stands beside the plan, and why.
PERMITTED = {
    ("services.founding", "demo"): "an own house and the demo house are founded by the same steps",
}


def modules(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def parsed(path):
    return ast.parse(path.read_text())


@cache
def imported(path):
    """Every module that a file imports, also within its functions."""
    return frozenset(_imported(path))


def _imported(path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(name):
    """The part of `routing` that a module belongs to, or None."""
    pieces = name.split(".")
    return pieces[1] if len(pieces) > 1 and pieces[0] == "routing" else None


@pytest.mark.parametrize("path", modules("routing"), ids=name_of)
def test_imports_point_one_way(path):
    name = name_of(path)
    own = part(name)
    if own is None:
        return  # routing itself puts the parts together
    assert own in RANK, f"{own} has no place in the plan"
    for other in {part(target) for target in imported(path)} & set(RANK):
        allowed = RANK[other] <= RANK[own] or (name.removeprefix("routing."), other) in PERMITTED
        assert allowed, f"{name} imports routing.{other}"


@pytest.mark.parametrize("path", modules("workflows"), ids=name_of)
def test_the_rules_know_neither_web_nor_database(path):
    roots = {target.split(".")[0] for target in imported(path)}
    assert roots.isdisjoint({"routing", "flask", "sqlalchemy", "werkzeug", "wtforms", "flask_login"})


TOOLS = ("text", "search", "files", "apart", "typeset", "judge", "ocr", "posting", "bags")


@pytest.mark.parametrize("path", modules(*(f"routing/{tool}" for tool in TOOLS)), ids=name_of)
def test_the_tools_know_neither_the_application_nor_its_tables(path):
    for target in imported(path):
        assert target.split(".")[0] != "flask", target
        assert part(target) in {None, *TOOLS}, target


def test_no_workflow_but_through_the_machines_events():
    for path in modules("routing", "workflows"):
        assert "add_model" not in path.read_text(), path


# The door keeps its slips in these rooms.
ROOMS = (
    "slips", "rounds", "passing", "circulating", "tasking", "custody", "urging", "birth", "holders", "loaning",
    "shutting",
)  # fmt: skip
DOOR = {f"routing.services.{name}" for name in ROOMS}
WRITES = {"insert", "update", "delete"}


def written(path):
    """The models that a file inserts, updates, deletes or makes an instance of."""
    models = {target.rpartition(".")[2] for target in imported(path) if target.startswith("routing.models.")}
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in {*WRITES, "all_named"} and node.args:
            called = ast.unparse(node.args[0]).removesuffix(".__table__")
        if called in models:
            yield called


@pytest.mark.parametrize(
    ("model", "rooms"),
    [
        ("Document", {"advance", "birth"}),
        ("Transition", {"advance"}),
        ("Slip", {"advance", "slips", "passing"}),
        ("Round", {"slips", "rounds"}),
        ("Handwriting", {"handwriting"}),
        ("Scope", {"birth", "shutting"}),
        ("Circulation", {"circulating"}),
        ("Task", {"tasking"}),
        ("Custody", {"custody"}),
    ],
)
def test_one_door_writes_documents_slips_and_the_log(model, rooms):
    writers = {name_of(path) for path in modules("routing") if model in set(written(path))}
    assert writers == {f"routing.services.{room}" for room in rooms}


def test_the_parts_of_the_door_are_called_by_the_door_alone():
    inside = DOOR | {f"routing.services.{name}" for name in ("advance", "parties", "consents")}
    for path in modules("routing"):
        assert name_of(path) in inside or not DOOR & set(imported(path)), path


def test_a_number_is_given_in_one_place_and_voided_in_one():
    for model, place in {
        "Number": "numbering", "NumberCounter": "numbering", "VoidNumber": "effects", "Revision": "effects",
    }.items():  # fmt: skip
        writers = {name_of(path) for path in modules("routing") if model in set(written(path))}
        assert writers == {f"routing.services.{place}"}, model


def test_effects_are_called_by_the_door_alone():
    callers = {
        name_of(path) for path in modules("routing") if "routing.services.effects.EFFECTS" in set(imported(path))
    }
    assert callers == {"routing.services.advance"}


@pytest.mark.parametrize("path", modules("routing/views"), ids=name_of)
def test_a_view_has_no_try_and_writes_nothing(path):
    tree = parsed(path)
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Try)]
    targets = set(imported(path))
    assert "routing.database.writing" not in targets
    assert not WRITES & {target.rpartition(".")[2] for target in targets if target.startswith("sqlalchemy")}


@pytest.mark.parametrize("path", modules("routing", "workflows", "migrations"), ids=name_of)
def test_nobody_uses_the_legacy_query(path):
    for node in ast.walk(parsed(path)):
        assert not (isinstance(node, ast.Attribute) and node.attr == "query" and isinstance(node.value, ast.Name)
                    and node.value.id[:1].isupper()), f"{path}:{node.lineno}"  # fmt: skip
        assert not (isinstance(node, ast.Attribute) and ast.unparse(node).endswith("session.query")), path


@pytest.mark.parametrize("path", modules("routing", "workflows"), ids=name_of)
def test_modules_and_functions_are_small(path):
    if "definitions" not in path.parts:  # a definition is a table, as long as its matter
        assert len(path.read_text().splitlines()) <= 330
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
KEYS = {state.key for workflow in workflows.ALL.values() for state in workflow.states}
RIGHTS = {*(role.value for role in Role), *(capacity.value for capacity in Capacity), "capacity", "capacities", "seats"}


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_a_template_never_asks_about_roles_or_states(path):
    for expression in EXPRESSION.findall(path.read_text()):
        words = set(re.findall(r"""["'](\w+)["']""", expression))
        assert not words & KEYS, expression
        assert not words & RIGHTS, expression
        assert "policy" not in expression
        asks = expression.startswith("{%")
        assert not (asks and re.search(r"\.(capacit|seats|has_business|sees_all)", expression)), expression


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_a_template_needs_nothing_from_outside(path):
    text = path.read_text()
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)
    assert not re.search(r"<(script|style)(?![^>]*src=)[^>]*>\s*\S", text), "the policy lets no inline code run"
    assert not re.search(r"\son\w+=", text)
