"""借阅档案: from the wish to read an archived item to the day it is back and checked (DA-5, DA-6).

By which rule a loan is approved is said here, by the needs of the three actions that apply for it: files about one's
own department's work go straight to the archivist; those of other departments and internal ones (内部) first to the
office director; what an outside unit borrows, too, and only with a letter of introduction.
"""

from dataclasses import replace

from workflows.common import shared
from workflows.model import RENEWAL, Action, Field, State, Workflow
from workflows.roles import Role

# Whatever is done for another unit carries out the article about other units.
_OTHERS = (("outside_borrower", "DA-6"),)


def _state(key: str, label: str, step: str, role: Role, days: int = 0, *, final: bool = False) -> State:
    return State(key, label, step, "DA-5", role, days=days, final=final, instead=_OTHERS)


ASKING = _state("loan_asking", "填写申请", "申请", Role.DRAFTER, 3)
APPROVING = _state("loan_approving", "待办公室主任审批", "主任审批", Role.OFFICE_DIRECTOR, 1)
FETCHING = _state("loan_fetching", "待提取交付", "提取交付", Role.ARCHIVIST, 1)
LENT = _state("loan_lent", "借出中", "借出", Role.DRAFTER, 10)  # its slip is due on the loan's own day
CHECKING = _state("loan_checking", "已交回，待检查", "归还检查", Role.ARCHIVIST, 1)
RETURNED = _state("loan_returned", "已归还", "归还", Role.NOBODY, final=True)
REFUSED = _state("loan_refused", "未批准", "", Role.NOBODY, final=True)
WITHDRAWN = _state("loan_withdrawn", "已撤回", "", Role.NOBODY, final=True)
LOST = _state("loan_lost", "档案遗失", "", Role.NOBODY, final=True)

LINE = (ASKING, APPROVING, FETCHING, LENT, CHECKING, RETURNED)
OFFICE = (APPROVING.key, FETCHING.key, CHECKING.key)  # where a post, not the borrower, has the work
OUT = (LENT.key, CHECKING.key, LOST.key)  # where the paper is not on its shelf
# Of what people do with each other, the little that a loan needs; a borrower lends nothing on to others.
EVERYWHERE = ("urge", "reassign", "adopt", "rectify")
WITH_POSTS = ("transfer", "take_back", "claim", "release", "pause", "resume", "consult", "advise")


def _way(here: State, *there: State) -> tuple[tuple[str, str], ...]:
    return tuple((here.key, one.key) for one in there)


def _here(*states: State) -> tuple[tuple[str, str], ...]:
    return tuple((state.key, state.key) for state in states)


def _common() -> tuple[Action, ...]:
    """The shared actions, those between posts in the states alone in which a post has the work."""
    every = shared(
        (*LINE, REFUSED, WITHDRAWN, LOST), (ASKING, APPROVING), _way(FETCHING, APPROVING), binds=("items", "due_on")
    )
    kept = [one for one in every if one.key in EVERYWHERE]
    between = [one for one in every if one.key in WITH_POSTS]
    return (*kept, *(replace(one, ways=tuple(way for way in one.ways if way[0] in OFFICE)) for one in between))


def _for_others(action: Action) -> Action:
    """With the article about other units, where it can be taken on what is lent to one."""
    return action if action.clause != "DA-5" or "inside_borrower" in action.needs else replace(action, instead=_OTHERS)


_ACTIONS = (
    Action(
        "apply",
        "申请借阅",
        "申请借阅",
        "DA-5",
        _way(ASKING, FETCHING),
        "与本部室业务有关的档案，登记后由档案员提取。",
        needs=("columns_filled", "inside_borrower", "own_files", "lendable"),
        effects=("take_number",),
    ),
    Action(
        "apply_beyond",
        "申请借阅，送办公室主任审批",
        "申请借阅",
        "DA-5",
        _way(ASKING, APPROVING),
        "其他部室的档案和内部文件，须经办公室主任批准。",
        needs=("columns_filled", "inside_borrower", "beyond_own", "lendable"),
        effects=("take_number",),
    ),
    Action(
        "register_outside",
        "登记外单位借阅，送办公室主任审批",
        "登记外单位借阅",
        "DA-6",
        _way(ASKING, APPROVING),
        "外单位凭介绍信借阅，核对介绍信后送办公室主任批准。",
        needs=("columns_filled", "outside_borrower", "letter_complete", "lendable"),
        effects=("take_number",),
    ),
    Action(
        "cancel_loan",
        "不借了",
        "取消申请",
        "DA-5",
        _way(ASKING, WITHDRAWN),
        "还没有送出的申请作废，记录保留。",
        opinion="optional",
        usual="不再需要",
        style="danger",
    ),
    Action(
        "withdraw_loan",
        "撤回申请",
        "撤回申请",
        "DA-5",
        _way(APPROVING, WITHDRAWN) + _way(FETCHING, WITHDRAWN),
        "档案还没有交付，不再需要的可以撤回；记录保留。",
        by=Role.DRAFTER,
        opinion="optional",
        usual="不再需要",
        style="danger",
    ),
    Action(
        "approve_loan",
        "同意借阅",
        "同意借阅",
        "DA-5",
        _way(APPROVING, FETCHING),
        "借阅目的与工作有关，期限合适；由档案员提取交付。",
        opinion="optional",
        usual="同意",
        needs=("inside_borrower",),
        consents=True,
        binds=("items", "purpose", "due_on", "way"),
    ),
    Action(
        "approve_outside",
        "同意外单位借阅",
        "同意外单位借阅",
        "DA-6",
        _way(APPROVING, FETCHING),
        "已核对介绍信；由档案员提取交付。",
        opinion="optional",
        usual="同意",
        needs=("outside_borrower", "letter_complete"),
        consents=True,
        binds=("items", "purpose", "due_on", "way"),
    ),
    Action(
        "refuse_loan",
        "不同意",
        "不同意借阅",
        "DA-5",
        _way(APPROVING, REFUSED),
        "写明理由，申请人看得到。",
        opinion="required",
        style="danger",
    ),
    Action(
        "hand_out",
        "交付纸质档案",
        "交付",
        "DA-5",
        _way(FETCHING, LENT),
        "清点页数，当面交付，请领取人在借阅单上签字。",
        opinion="optional",
        needs=("on_paper", "lendable"),
        effects=("lend",),
    ),
    Action(
        "open_access",
        "开通电子查阅",
        "开通电子查阅",
        "DA-5",
        _way(FETCHING, LENT),
        "借阅人可以在系统中查看带水印的文件，到期自动关闭。",
        opinion="optional",
        needs=("electronic", "lendable"),
        effects=("lend",),
    ),
    Action(
        "decline_loan",
        "不能提供",
        "没有提供",
        "DA-5",
        _way(FETCHING, REFUSED),
        "档案破损、正在整理等不能提供的，写明理由。",
        opinion="required",
        style="danger",
    ),
    Action(
        "sign_for",
        "签收",
        "签收档案",
        "DA-5",
        _here(LENT),
        "确认已经拿到档案，页数相符；可以手写签名。",
        opinion="optional",
        usual="已收到，页数相符",
        needs=("on_paper", "inside_borrower", "unsigned"),
        effects=("sign_for",),
    ),
    Action(
        "give_back",
        "归还",
        "交回档案",
        "DA-5",
        _way(LENT, CHECKING),
        "把档案交回档案员，由档案员检查。",
        opinion="optional",
        needs=("on_paper", "inside_borrower"),
        effects=("take_in",),
        style="secondary",
    ),
    Action(
        "grant_renewal",
        "同意续借",
        "同意续借",
        "DA-5",
        _here(LENT),
        "归还日期改为申请的日期。",
        opinion="optional",
        usual="同意续借",
        effects=("grant_renewal",),
        slip=RENEWAL,
    ),
    Action(
        "refuse_renewal",
        "不同意续借",
        "不同意续借",
        "DA-5",
        _here(LENT),
        "写明理由；归还日期不变。",
        opinion="required",
        effects=("refuse_renewal",),
        slip=RENEWAL,
        style="danger",
    ),
    Action(
        "receive_back",
        "登记归还",
        "收到归还的档案",
        "DA-5",
        _way(LENT, CHECKING),
        "借阅人已把档案交回，登记后检查。",
        by=Role.ARCHIVIST,
        opinion="optional",
        needs=("on_paper",),
        effects=("take_in",),
    ),
    Action(
        "end_access",
        "提前结束查阅",
        "结束查阅",
        "DA-5",
        _way(LENT, RETURNED),
        "看完了，关闭查阅权限。",
        opinion="optional",
        needs=("electronic",),
        effects=("take_in",),
        style="secondary",
    ),
    Action(
        "expire",
        "到期自动收回",
        "到期自动收回",
        "DA-5",
        _way(LENT, RETURNED),
        "电子借阅到期，系统自动关闭查阅权限。",
        by=Role.AUTOMATIC,
        needs=("electronic",),
        effects=("take_in",),
        style="inline",
    ),
    Action(
        "ask_renewal",
        "续借",
        "申请续借",
        "DA-5",
        _here(LENT),
        "写明理由和新的归还日期；按原来的审批规则，同意以后才算续借。",
        opinion="required",
        effects=("ask_renewal",),
        style="secondary",
    ),
    Action(
        "inspect",
        "检查完毕，归还入库",
        "检查入库",
        "DA-5",
        _way(CHECKING, RETURNED),
        "清点页数，看有无污损；有问题的记下来。",
        effects=("inspect",),
    ),
    Action(
        "reject_return",
        "归还不齐，退回借阅人",
        "退回借阅人",
        "DA-5",
        _way(CHECKING, LENT),
        "缺件、缺页的，写明缺什么，借阅人补齐以后再归还。",
        opinion="required",
        effects=("lend_again",),
        style="danger",
        came="退回",
    ),
    Action(
        "report_lost",
        "登记遗失",
        "登记遗失",
        "DA-5",
        _way(LENT, LOST) + _way(CHECKING, LOST),
        "写明经过；这些档案以后显示为遗失，找到后可以收回。",
        by=Role.ARCHIVIST,
        opinion="required",
        needs=("on_paper",),
        effects=("lose",),
        style="danger",
    ),
    Action(
        "find_again",
        "找到，收回入库",
        "找到收回",
        "DA-5",
        _way(LOST, RETURNED),
        "遗失的档案找到了，写明情况，收回入库。",
        by=Role.ARCHIVIST,
        opinion="required",
        effects=("inspect",),
    ),
    *_common(),
)
WORKFLOW = Workflow(
    key="archive_loan",
    label="借阅档案",
    initial=ASKING.key,
    states=(*LINE, REFUSED, WITHDRAWN, LOST),
    fields=(
        Field("borrower", "借阅人", 40, required=True),
        Field("unit", "部门（单位）", 120, required=True),
        Field("telephone", "联系电话", 40),
        Field("way", "利用方式", 10, required=True),
        Field("purpose", "借阅目的", 200, required=True),
        Field("due_on", "应还日期", 10, required=True),
        Field("items", "借阅的档案", 100_000, required=True),
        Field("letter_number", "介绍信编号", 60),
        Field("letter_from", "介绍信出具单位", 120),
        Field("remarks", "备注", 500),
        Field("attachments", "介绍信扫描件", 100_000),
    ),
    actions=tuple(map(_for_others, _ACTIONS)),
)
