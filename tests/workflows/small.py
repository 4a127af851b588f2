"""Small workflows that are not the house's, to see that nothing is made for the house's alone."""

from workflows.model import Action, State, Workflow
from workflows.roles import Role

A = State("a", "甲", "甲", "FW-3", Role.DRAFTER, days=3)
B = State("b", "乙", "乙", "FW-2", Role.DEPARTMENT_HEAD, days=2)
C = State("c", "丙", "丙", "FW-2", Role.OFFICE_CLERK)
D = State("d", "丁", "丁", "DA-1", Role.NOBODY, final=True)
REFUSED = State("refused", "不予受理", "", "TL-21", Role.NOBODY, final=True)
STOPPED = State("stopped", "已停办", "", "TL-21", Role.NOBODY, final=True)
RESTING = State("resting", "暂存", "", "CY-3", Role.OFFICE_CLERK)


def action(key, *ways, **more):
    return Action(key, key, key, more.pop("clause", "FW-2"), ways, "", **more)


ONE_STEP = Workflow("one", "一步", "a", (A, D), (action("go", ("a", "d")),), ())
# A step that can be skipped, two ends aside, a state aside that leads back, and ways back past each other.
WINDING = Workflow(
    "winding",
    "曲折",
    "a",
    (A, B, C, D, REFUSED, STOPPED, RESTING),
    (
        action("send", ("a", "b"), ("b", "c"), ("c", "d")),
        action("skip", ("a", "c"), ("b", "d"), ("a", "d")),
        action("return", ("b", "a"), ("c", "a"), ("c", "b"), opinion="required", style="danger"),
        action("withdraw", ("b", "a"), by=Role.SENDER),
        action("refuse", ("b", "refused"), ("c", "refused"), opinion="required"),
        action("stop", ("a", "stopped"), ("c", "stopped"), ("resting", "stopped"), opinion="required"),
        action("rest", ("b", "resting")),
        action("wake", ("resting", "b")),
        action("note", ("b", "b")),
    ),
    (),
)
