"""补录: papers from before the system, or dealt with on paper alone, entered by the archivist to be filed.

Nobody signs anything here. When the thing happened and when it was entered are two columns, never one.
"""

from workflows.filing import ends, filing
from workflows.model import Action, Field, State, Workflow
from workflows.roles import Role

ENTERING = State("entering", "补录中", "补录", "DA-1", Role.ARCHIVIST, days=5, editable=True)
KEPT = State("record_kept", "待归档", "待归档", "DA-1", Role.NOBODY, final=True)
ARCHIVE = ends("record_")
DISCARDED = State("record_discarded", "已作废", "", "DA-1", Role.NOBODY, final=True)

LINE = (ENTERING, KEPT, ARCHIVE.filed)

WORKFLOW = Workflow(
    key="record",
    label="补录档案",
    initial=ENTERING.key,
    states=(*LINE, DISCARDED, ARCHIVE.left_out, ARCHIVE.destroyed),
    fields=(
        Field("title", "题名", 400, required=True),
        Field("number", "文号", 80),
        Field("responsible", "责任者", 120, required=True),
        Field("dated", "文件日期", 10, required=True),
        Field("kind", "文种", 10, required=True),
        Field("secrecy", "密级", 10),
        Field("pages", "页数", 5),
        Field("body", "全文或内容摘要", 300_000),
        Field("remarks", "备注", 500),
        Field("reason", "补录原因", 200, required=True),
        Field("attachments", "附件", 100_000),
    ),
    actions=(
        Action(
            "confirm_entry",
            "核对无误，列入待归档",
            "补录",
            "DA-1",
            ((ENTERING.key, KEPT.key),),
            "与原件核对无误；补录时间和文件日期分开记录，此后只能重新补录。",
            needs=("columns_filled", "not_secret"),
        ),
        Action(
            "revise",
            "修改补录",
            "修改补录",
            "DA-1",
            ((ENTERING.key, ENTERING.key),),
            "补录错了的栏目可以更正；每次更正都留痕。",
            effects=("new_revision",),
            style="page",
        ),
        Action(
            "discard_entry",
            "作废",
            "作废补录",
            "DA-1",
            ((ENTERING.key, DISCARDED.key),),
            "补录重复或有误的，写明理由作废。",
            opinion="required",
            style="danger",
        ),
        Action(
            "withdraw_entry",
            "作废补录",
            "作废补录",
            "DA-1",
            ((KEPT.key, DISCARDED.key),),
            "归档以前发现补录重复或有误的，写明理由作废；需要时重新补录。",
            by=Role.ARCHIVIST,
            opinion="required",
            style="inline",
        ),
        *filing(KEPT, ARCHIVE),
    ),
)
