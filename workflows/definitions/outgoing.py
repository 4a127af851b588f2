"""Outgoing documents (发文): from the drafting sheet to the file, by 行文发文制度 and 条例 art. 19-25."""

from itertools import pairwise

from workflows.common import shared
from workflows.filing import ends, filing
from workflows.model import Action, Field, Joint, State, Workflow
from workflows.roles import Role

DRAFTING = State("drafting", "拟稿中", "拟稿", "FW-3", Role.DRAFTER, days=5, editable=True)
DEPARTMENT_REVIEW = State(
    "department_review", "待部室审核", "部室审核", "FW-2", Role.DEPARTMENT_HEAD, days=2, editable=True
)
OFFICE_REVIEW = State(
    "office_review",
    "待办公室核稿",
    "办公室核稿",
    "FW-2",
    Role.OFFICE_CLERK,
    days=2,
    editable=True,
    joint=Joint("countersigners"),
)
VICE_CHAIR_REVIEW = State(
    "vice_chair_review", "待分管主席审定", "分管主席审定", "FW-2", Role.VICE_CHAIR, days=2, editable=True
)
SIGNING = State(
    "signing",
    "待主席签发",
    "主席签发",
    "TL-22",
    Role.CHAIR,
    days=2,
    joint=Joint("vice_chair", when=("importance", "重要事项")),
)
NUMBERING = State("numbering", "待复核编号", "复核编号", "TL-25", Role.OFFICE_CLERK, days=1, signed=True, editable=True)
PRINTING = State("printing", "待打印", "打印", "FW-2", Role.OFFICE_CLERK, days=1, signed=True)
PROOF_CHECKING = State("proof_checking", "待校对", "校对", "FW-4", Role.DRAFTING_DEPARTMENT, days=1, signed=True)
SEALING = State("sealing", "待用印", "用印", "TL-25", Role.OFFICE_CLERK, days=1, signed=True)
DISTRIBUTING = State(
    "distributing", "待分发", "分发", "FW-4", Role.DRAFTING_DEPARTMENT, days=2, signed=True, issued=True
)
HANDING_OVER = State(
    "handing_over", "待办公室清点", "移交", "FW-4", Role.OFFICE_CLERK, days=3, signed=True, issued=True
)
AWAITING_FILING = State(
    "awaiting_filing", "待归档", "待归档", "DA-1", Role.NOBODY, signed=True, issued=True, final=True
)
ARCHIVE = ends(issued=True)
TERMINATED = State("terminated", "已终止", "", "TL-21", Role.NOBODY, final=True)

LINE = (
    DRAFTING,
    DEPARTMENT_REVIEW,
    OFFICE_REVIEW,
    VICE_CHAIR_REVIEW,
    SIGNING,
    NUMBERING,
    PRINTING,
    PROOF_CHECKING,
    SEALING,
    DISTRIBUTING,
    HANDING_OVER,
    AWAITING_FILING,
    ARCHIVE.filed,
)
BEFORE_SIGNATURE = LINE[:5]
SIGNED_NOT_ISSUED = LINE[5:9]
ISSUED = LINE[9:]
# Steps that the office may undo: those that gave the document neither signature nor number.
TAKES_BACK = (
    *((there.key, here.key) for n, there in enumerate(BEFORE_SIGNATURE) for here in reversed(BEFORE_SIGNATURE[:n])),
    *((there.key, here.key) for here, there in pairwise((PRINTING, PROOF_CHECKING, SEALING))),
)


def _back() -> tuple[tuple[str, str], ...]:
    """To any earlier step until the document has left the house; afterwards only to the distributors.

    What has been distributed is not drafted anew: it is 撤销 or 废止 (条例 art. 33).
    """
    inside = (*BEFORE_SIGNATURE, *SIGNED_NOT_ISSUED)
    return (
        *((here.key, there.key) for n, here in enumerate(inside) for there in reversed(inside[:n])),
        (HANDING_OVER.key, DISTRIBUTING.key),
    )


def _here(*states: State) -> tuple[tuple[str, str], ...]:
    return tuple((state.key, state.key) for state in states)


def _forward(here: State, there: State) -> tuple[tuple[str, str], ...]:
    return ((here.key, there.key),)


WORKFLOW = Workflow(
    key="outgoing",
    label="发文",
    initial=DRAFTING.key,
    states=(*LINE, TERMINATED, ARCHIVE.left_out, ARCHIVE.destroyed),
    fields=(
        Field("title", "标题", 200, required=True),
        Field("kind", "文种", 10, required=True),
        Field("recipients", "主送", 2_000, required=True, spared=("纪要", "公告", "通告", "决议", "决定")),
        Field("copies_to", "抄送", 2_000),
        Field("urgency", "紧急程度", 10),
        Field("secrecy", "密级", 10),
        Field("openness", "公开方式", 20, required=True),
        Field("body", "正文", 300_000, required=True),
        Field("attachments", "附件", 100_000),
        Field("print_copies", "印发份数", 4, required=True, substance=False),
        Field("countersigners", "会签部室", 400, substance=False),
        Field("importance", "事项性质", 10, substance=False),
        Field("joint_organs", "联合行文机关", 400),
        Field("direction", "行文方向", 10),
        Field("title_breaks", "题目分行", 220, substance=False),
    ),
    actions=(
        Action(
            "submit",
            "送部室负责人审核",
            "送审",
            "FW-2",
            _forward(DRAFTING, DEPARTMENT_REVIEW),
            "稿纸各栏填齐后送本部室负责人审核。",
            opinion="optional",
            needs=("columns_filled", "not_secret"),
            phrases="submit",
        ),
        Action(
            "review",
            "审核同意，送办公室核稿",
            "部室审核同意",
            "FW-2",
            _forward(DEPARTMENT_REVIEW, OFFICE_REVIEW),
            "同意本部室文稿，签署意见后送办公室核稿。",
            opinion="optional",
            usual="同意",
            needs=("columns_filled", "not_secret"),
            consents=True,
            binds=("title", "kind", "recipients", "body", "attachments"),
            phrases="review",
        ),
        Action(
            "proofread",
            "核稿完毕，送分管主席审定",
            "办公室核稿",
            "TL-20",
            _forward(OFFICE_REVIEW, VICE_CHAIR_REVIEW),
            "行文理由、文种、格式、人名、地名、数字、引文核对无误，送分管主席审定。",
            opinion="optional",
            usual="已核",
            needs=("columns_filled", "not_secret"),
            consents=True,
            phrases="proofread",
        ),
        Action(
            "approve",
            "审定同意，送主席签发",
            "分管主席审定",
            "FW-2",
            _forward(VICE_CHAIR_REVIEW, SIGNING),
            "把关审定，签署意见后送主席签发。",
            opinion="optional",
            usual="同意，请主席签发",
            needs=("columns_filled", "not_secret"),
            consents=True,
            phrases="approve",
        ),
        Action(
            "sign",
            "签发",
            "签发",
            "TL-22",
            _forward(SIGNING, NUMBERING),
            "签署意见、姓名和日期；签发的是现在看到的这一稿，此后改动须重新签发。",
            opinion="optional",
            usual="发",
            needs=("columns_filled", "not_secret"),
            effects=("bind_signature",),
            again="同意改动，复签",
            consents=True,
            phrases="sign",
        ),
        Action(
            "send_to_resign",
            "有实质改动，送主席复签",
            "送主席复签",
            "TL-25",
            _forward(NUMBERING, SIGNING),
            "签发后的改动须经原签发人同意：主席会看到改动之处。",
            opinion="optional",
            needs=("text_changed_since_signing", "columns_filled", "not_secret"),
            phrases="resign",
        ),
        Action(
            "number",
            "复核无误，编号",
            "编号",
            "FW-1",
            _forward(NUMBERING, PRINTING),
            "取得下一个发文字号；字号连续、不重、不空，取号后不能收回。",
            needs=("text_as_signed",),
            effects=("take_number",),
        ),
        Action(
            "print",
            "已打印，送拟稿部室校对",
            "打印",
            "FW-2",
            _forward(PRINTING, PROOF_CHECKING),
            "打印清样，送拟稿部室校对。",
            needs=("text_as_signed",),
        ),
        Action(
            "proof_check",
            "校对无误，签字",
            "校对签字",
            "FW-4",
            _forward(PROOF_CHECKING, SEALING),
            "对照签发稿逐字校对，签字后送办公室用印。",
            opinion="optional",
            usual="已校",
            needs=("text_as_signed",),
            phrases="proof_check",
        ),
        Action(
            "seal",
            "已用印，交拟稿部室分发",
            "用印",
            "TL-25",
            _forward(SEALING, DISTRIBUTING),
            "按印发份数用印，交拟稿部室装订、分发。",
            needs=("text_as_signed",),
        ),
        Action(
            "list_recipient",
            "登记分发单位",
            "登记分发",
            "FW-4",
            _here(DISTRIBUTING),
            "登记发给谁、几份、怎样送达。",
            effects=("list_recipient",),
            style="inline",
        ),
        Action(
            "strike_recipient",
            "划去",
            "划去分发单位",
            "FW-4",
            _here(DISTRIBUTING),
            "划去登记错的一行，划去的行仍看得见。",
            opinion="required",
            effects=("strike_recipient",),
            style="inline",
        ),
        Action(
            "record_receipt",
            "登记签收",
            "登记签收",
            "FW-4",
            _here(DISTRIBUTING),
            "登记谁在何时签收。",
            effects=("record_receipt",),
            style="inline",
        ),
        Action(
            "distribute",
            "分发完毕，移交办公室",
            "分发完毕移交",
            "FW-4",
            _forward(DISTRIBUTING, HANDING_OVER),
            "各单位均已签收；底稿和印件共三份送办公室清点。",
            needs=("distribution_listed", "receipts_complete", "text_as_signed"),
        ),
        Action(
            "count_in",
            "清点无误，收存待归档",
            "清点收存",
            "FW-4",
            _forward(HANDING_OVER, AWAITING_FILING),
            "清点底稿和印件，共三份；收存后文件只读，次年第一季度归档。",
            needs=("three_handed_over", "text_as_signed"),
            effects=("count_copies",),
            style="form",
        ),
        Action(
            "revise",
            "修改文稿",
            "修改文稿",
            "TL-20",
            _here(DRAFTING, DEPARTMENT_REVIEW, OFFICE_REVIEW, VICE_CHAIR_REVIEW, NUMBERING),
            "每次保存都留一稿，改了什么永远看得到。",
            needs=("not_secret",),
            effects=("new_revision",),
            style="page",
        ),
        Action(
            "return",
            "退回",
            "退回",
            "TL-21",
            _back(),
            "退回前面任一步并说明理由；已填的内容和意见都保留。",
            opinion="required",
            style="danger",
            phrases="return",
            came="退回",
        ),
        Action(
            "withdraw",
            "撤回",
            "撤回",
            "TL-21",
            # Over several steps where those between had consented before; the slip knows where it came from.
            tuple((there.key, here.key) for n, there in enumerate(LINE[:6]) for here in reversed(LINE[:n]))
            + _forward(SIGNING, NUMBERING),
            "下一经办人尚未打开，可以撤回到自己手里。",
            by=Role.SENDER,
            back=True,
            opinion="optional",
            usual="撤回修改",
            came="撤回",
            needs=("unopened",),
            style="secondary",
        ),
        Action(
            "terminate",
            "终止",
            "终止",
            "TL-21",
            tuple((state.key, TERMINATED.key) for state in BEFORE_SIGNATURE),
            "不再发文：说明理由后办结，文稿和意见保留备查。",
            opinion="required",
            needs=("unnumbered",),
            style="danger",
            phrases="terminate",
        ),
        Action(
            "annul",
            "终止发文",
            "终止发文",
            "TL-21",
            tuple((state.key, TERMINATED.key) for state in (*BEFORE_SIGNATURE, *SIGNED_NOT_ISSUED)),
            "已签发、尚未发出的文件不再发出；已编的字号作废并在登记簿注明理由，不再使用。",
            by=Role.CHAIR,
            opinion="required",
            needs=("signed_or_numbered",),
            effects=("void_number",),
            style="danger",
            phrases="terminate",
        ),
        Action(
            "revoke",
            "撤销",
            "撤销",
            "TL-33",
            _here(*ISSUED),
            "撤销：该文件视为自始无效。",
            by=Role.CHAIR,
            opinion="required",
            needs=("in_force",),
            effects=("revoke",),
            style="danger",
        ),
        Action(
            "repeal",
            "废止",
            "废止",
            "TL-33",
            _here(*ISSUED),
            "废止：该文件自今日起失效，此前有效。",
            by=Role.CHAIR,
            opinion="required",
            needs=("in_force",),
            effects=("repeal",),
            style="danger",
        ),
        *filing(AWAITING_FILING, ARCHIVE),
        *shared((*LINE, TERMINATED), (*BEFORE_SIGNATURE, *SIGNED_NOT_ISSUED), TAKES_BACK),
    ),
)
