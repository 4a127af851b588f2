"""鉴定销毁: what has been kept long enough is appraised, kept on with a new period or destroyed (条例 art. 35).

The archivist makes the list, the appraisal committee writes its opinions side by side, the chair approves; two
witnesses sign before anything is destroyed. The list and the log stay for ever.
"""

from dataclasses import replace

from workflows.common import shared
from workflows.model import Action, Field, State, Wording, Workflow
from workflows.roles import Role

LISTING = State("disposal_listing", "编制鉴定清单", "编制清单", "TL-35", Role.ARCHIVIST, days=10, editable=True)
APPRAISING = State("disposal_appraising", "待鉴定委员会鉴定", "委员会鉴定", "GD-8", Role.OFFICE_DIRECTOR, days=10)
APPROVING = State("disposal_approving", "待主席审批", "主席审批", "TL-35", Role.CHAIR, days=5)
WITNESSING = State("disposal_witnessing", "待监销人签字", "监销", "TL-35", Role.ARCHIVIST, days=5, signed=True)
EXECUTING = State("disposal_executing", "正在销毁", "销毁", "TL-35", Role.ARCHIVIST, days=2, signed=True)
DONE = State("disposal_done", "已办结", "办结", "TL-35", Role.NOBODY, signed=True, final=True)
CANCELLED = State("disposal_cancelled", "已终止", "", "TL-35", Role.NOBODY, final=True)

LINE = (LISTING, APPRAISING, APPROVING, WITNESSING, EXECUTING, DONE)

# What the committee and the witnesses do when they sign with others.
WORDINGS = {
    "sign_jointly": (
        Wording(
            (APPRAISING.key,),
            "同意清单上的鉴定意见",
            "签署鉴定意见",
            "您是鉴定委员会成员：看清单上每一件续存还是销毁、理由是否充分，签署您的鉴定意见。",
            "同意鉴定意见",
            "appraise",
        ),
        Wording(
            (WITNESSING.key,),
            "监销签字",
            "监销签字",
            "您是监销人：核对清单与批准的是否一致、要销毁的是不是这些，核对无误再签字；签字后由档案员执行销毁。",
            "已逐件核对，同意监销",
            "witness",
        ),
    ),
    "decline_jointly": (
        Wording(
            (APPRAISING.key,),
            "不同意，写明意见",
            "签署鉴定意见：不同意",
            "写明哪一件不同意、为什么；意见与其他成员的并列，一并送主席。",
        ),
        Wording(
            (WITNESSING.key,),
            "核对不符，不签字",
            "监销人没有签字",
            "写明哪里不符；没有两名监销人签字，不能销毁。",
        ),
    ),
    "convene": (
        Wording(
            (APPRAISING.key,),
            "请委员签署鉴定意见",
            "请委员鉴定",
            "请鉴定委员会成员签署鉴定意见，至少两人；签完清单回到您这里。",
        ),
        Wording(
            (WITNESSING.key,),
            "请监销人核对签字",
            "请人监销",
            "请两名监销人核对清单、签字；监销人不能是执行销毁的人。",
        ),
    ),
    "add_member": (
        Wording((APPRAISING.key,), "补充委员", "补充委员", "鉴定还没有结束，再请一位委员签署意见。"),
        Wording((WITNESSING.key,), "补充监销人", "补充监销人", "监销还没有结束，再请一位监销人核对签字。"),
    ),
    "conclude": (
        Wording((APPRAISING.key,), "提前结束鉴定", "提前结束鉴定", "不再等其余的委员，说明理由；已签的意见都保留。"),
        Wording((WITNESSING.key,), "提前结束监销", "提前结束监销", "不再等其余的监销人，说明理由；已签的都保留。"),
    ),
}


def _way(here: State, there: State) -> tuple[tuple[str, str], ...]:
    return ((here.key, there.key),)


def _shared() -> tuple[Action, ...]:
    return shared(LINE, (LISTING, APPRAISING), _way(APPRAISING, LISTING), binds=("title", "lines"), wordings=WORDINGS)


# Committee and witnesses sign for the destruction, and no draft.
OWN_CLAUSES = dict.fromkeys(("sign_jointly", "decline_jointly", "convene", "add_member"), "TL-35")
WORKFLOW = Workflow(
    key="archive_disposal",
    label="鉴定销毁",
    initial=LISTING.key,
    states=(*LINE, CANCELLED),
    fields=(
        Field("title", "标题", 200, required=True),
        Field("kind", "文种", 10, required=True),
        Field("basis", "鉴定依据和说明", 2_000, required=True),
        Field("lines", "鉴定清单", 2_000_000, required=True),
        Field("decided", "逐件的鉴定意见", 2, required=True, substance=False),
    ),
    actions=(
        Action(
            "submit_list",
            "清单编好，送鉴定委员会",
            "送鉴定委员会",
            "TL-35",
            _way(LISTING, APPRAISING),
            "每一件都写明续存还是销毁、理由；取得销毁编号，送办公室主任召集鉴定委员会。",
            opinion="optional",
            needs=("columns_filled",),
            effects=("take_number",),
        ),
        Action(
            "revise",
            "修改鉴定清单",
            "修改鉴定清单",
            "TL-35",
            _way(LISTING, LISTING),
            "每次保存都留一稿；委员会和主席看到的是送出的那一稿。",
            effects=("new_revision",),
            style="page",
        ),
        Action(
            "propose_disposal",
            "送主席审批",
            "送主席审批",
            "GD-8",
            _way(APPRAISING, APPROVING),
            "委员会成员的意见并列在清单上，一并送主席审批；至少两人签署以后才能送。",
            opinion="optional",
            usual="同意鉴定意见",
            needs=("committee_heard",),
            consents=True,
            phrases="appraise",
        ),
        Action(
            "approve_disposal",
            "批准",
            "批准销毁",
            "TL-35",
            _way(APPROVING, WITNESSING),
            "批准的是现在看到的这份清单；此后清单不能再改。",
            opinion="optional",
            usual="同意",
            effects=("bind_signature",),
            consents=True,
        ),
        Action(
            "execute_disposal",
            "执行销毁",
            "开始销毁",
            "TL-35",
            _way(WITNESSING, EXECUTING),
            "两名监销人签字以后，按清单逐件续存、销毁；销毁后不能恢复。",
            needs=("text_as_signed", "two_witnesses"),
            effects=("order_destruction",),
            style="inline",
        ),
        Action(
            "finish_disposal",
            "销毁完毕",
            "销毁完毕",
            "TL-35",
            _way(EXECUTING, DONE),
            "清单上的每一件都已办理；销毁清册永久保存。",
            needs=("text_as_signed",),
            effects=("note_outcome",),
            style="inline",
        ),
        Action(
            "return",
            "退回",
            "退回",
            "TL-21",
            tuple((state.key, LISTING.key) for state in (APPRAISING, APPROVING, WITNESSING)),
            "退回重编清单并说明理由；编号和已写的意见都保留。",
            opinion="required",
            style="danger",
            phrases="return",
            came="退回",
        ),
        Action(
            "cancel_disposal",
            "终止，不予销毁",
            "终止鉴定销毁",
            "TL-35",
            tuple((state.key, CANCELLED.key) for state in (LISTING, APPROVING, WITNESSING)),
            "写明理由；档案照旧保存，编号作废并注明理由。",
            opinion="required",
            effects=("void_number",),
            style="danger",
        ),
        *(replace(one, clause=OWN_CLAUSES.get(one.key, one.clause)) for one in _shared()),
    ),
)
