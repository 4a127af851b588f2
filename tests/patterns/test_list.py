"""docs/patterns.md tells of all 86 patterns, names tests that are there, and counts right."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "patterns.md").read_text(encoding="utf-8")
PARTS = {"control flow": "Control flow", "resources": "Resources"}
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| (supported|partly|no) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows(heading):
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [match.groups() for match in ROW.finditer(section)]


@cache
def defined_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def in_words(name):
    return "test_" + re.sub(r"[^a-z]+", "_", name.lower()).strip("_")


@pytest.mark.parametrize("heading", PARTS.values())
def test_all_forty_three_are_listed_once_and_in_order(heading):
    listed = rows(heading)
    assert [int(number) for number, *_ in listed] == list(range(1, 44))
    assert len({name for _, name, *_ in listed}) == 43


@pytest.mark.parametrize("heading", PARTS.values())
def test_what_is_supported_names_a_test_that_is_there_and_is_called_after_it(heading):
    for _, name, support, shown in rows(heading):
        named = TEST.findall(shown)
        assert bool(named) == (support == "supported"), name
        for path, test in named:
            assert test in defined_in(path), test
            assert test == in_words(name), name


@pytest.mark.parametrize("heading", PARTS.values())
def test_what_is_not_supported_says_why(heading):
    for _, name, support, why in rows(heading):
        assert support == "supported" or len(why) > 5, name


@pytest.mark.parametrize(("part", "heading"), PARTS.items())
def test_the_totals_are_the_counted_ones(part, heading):
    counted = Counter(support for _, _, support, _ in rows(heading))
    said = re.search(rf"^\| {part} \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.MULTILINE)
    told = [int(number) for number in said.groups()]
    assert told == [counted["supported"], counted["partly"], counted["no"], 43]


@pytest.mark.parametrize("path", ["tests/patterns/test_control_flow.py", "tests/patterns/test_resources.py"])
def test_every_test_of_a_pattern_is_listed(path):
    listed = {test for found, test in TEST.findall(TEXT) if found == path}
    assert {name for name in defined_in(path) if name.startswith("test_")} == listed
