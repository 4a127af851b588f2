"""The drawing of a workflow: every state once, nothing on top of anything else, every line from box to box."""

from itertools import combinations

import pytest

import workflows
from tests.workflows.small import ONE_STEP, WINDING
from workflows.diagram import draw
from workflows.ways import Way, way_of

DRAWN = [*workflows.ALL.values(), ONE_STEP, WINDING]
WIDEST = 480  # units; the hand shows 350 px, and letters are 12 to 15 units high


def on_border(point, node):
    x, y = point
    inside = node.x <= x <= node.x + node.w and node.y <= y <= node.y + node.h
    return inside and (x in {node.x, node.x + node.w} or y in {node.y, node.y + node.h})


def crosses(edge, node):
    """Does a line run through a box that is not its own?"""
    for (x, y), (to_x, to_y) in zip(edge.points, edge.points[1:], strict=False):
        left, right, top, bottom = min(x, to_x), max(x, to_x), min(y, to_y), max(y, to_y)
        if left < node.x + node.w and right > node.x and top < node.y + node.h and bottom > node.y:
            return True
    return False


@pytest.mark.parametrize("workflow", DRAWN, ids=lambda workflow: workflow.key)
def test_every_state_is_drawn_once_and_no_two_overlap(workflow):
    drawing = draw(workflow)
    assert sorted(node.key for node in drawing.nodes) == sorted(state.key for state in workflow.states)
    for one, other in combinations(drawing.nodes, 2):
        apart = one.x + one.w < other.x or other.x + other.w < one.x
        above = one.y + one.h < other.y or other.y + other.h < one.y
        assert apart or above, (one.key, other.key)


@pytest.mark.parametrize("workflow", DRAWN, ids=lambda workflow: workflow.key)
def test_everything_lies_on_a_sheet_that_fits_the_hand(workflow):
    drawing = draw(workflow)
    assert drawing.width <= WIDEST
    for node in drawing.nodes:
        assert node.x >= 0
        assert node.x + node.w <= drawing.width
        assert node.y + node.h <= drawing.height
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for edge in drawing.edges for x, y in edge.points)


@pytest.mark.parametrize("workflow", DRAWN, ids=lambda workflow: workflow.key)
def test_every_line_begins_and_ends_at_its_boxes_and_runs_through_no_other(workflow):
    drawing = draw(workflow)
    nodes = {node.key: node for node in drawing.nodes}
    for edge in drawing.edges:
        assert on_border(edge.points[0], nodes[edge.source]), edge
        assert on_border(edge.points[-1], nodes[edge.target]), edge
        for node in drawing.nodes:
            assert node.key in {edge.source, edge.target} or not crosses(edge, node), (edge, node.key)


@pytest.mark.parametrize("workflow", DRAWN, ids=lambda workflow: workflow.key)
def test_every_way_of_the_definition_is_in_some_line_of_its_kind(workflow):
    drawn = {(edge.way, edge.source, target) for edge in draw(workflow).edges for target in edge.targets}
    ways = {
        (way_of(workflow, action, *way), *way)
        for action in workflow.actions
        for way in action.ways
        if way_of(workflow, action, *way) is not Way.STAY
    }
    assert drawn == ways


@pytest.mark.parametrize("workflow", DRAWN, ids=lambda workflow: workflow.key)
def test_the_main_line_is_one_column_and_goes_down(workflow):
    line = [node for node in draw(workflow).nodes if node.kind == "line"]
    assert [node.key for node in line] == [state.key for state in workflow.line]
    assert len({node.x for node in line}) == 1
    assert [node.y for node in line] == sorted(node.y for node in line)


def test_what_goes_back_is_one_line_a_step_however_many_places_it_may_go_back_to():
    drawing = draw(workflows.get("outgoing"))
    backs = [edge for edge in drawing.edges if edge.way is Way.BACK]
    assert len({edge.source for edge in backs}) == len(backs)
    signing = next(edge for edge in backs if edge.source == "signing")
    assert signing.tag == f"↩{len(signing.targets)}"
    assert "退回" in signing.title


def test_a_skipped_step_is_passed_on_the_right_and_told_in_a_note():
    drawing = draw(WINDING)
    skip = next(edge for edge in drawing.edges if (edge.source, edge.target) == ("a", "c"))
    assert len(skip.points) == 4
    assert dict(drawing.notes)[skip.tag] == "甲 → 丙：skip"
    assert len({edge.tag_at for edge in drawing.edges if edge.tag}) == len([edge for edge in drawing.edges if edge.tag])


def test_the_drawing_is_described_for_those_who_do_not_see_it():
    drawing = draw(workflows.get("outgoing"))
    assert drawing.title == "发文流程图"
    assert "主席签发" in drawing.description
    assert all(node.title for node in drawing.nodes)
    assert all(edge.title for edge in drawing.edges)
