"""How people work on a document together, in words: rounds of signers, advice, whose consent stands, and why me."""

from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from routing import clock, display, policy
from routing.actor import Actor
from routing.presenting.house_forms import hand
from routing.queries.documents import DocumentView
from routing.services import loaned
from routing.services.consents import stands
from workflows.clauses import CLAUSES
from workflows.definitions.archive_loan import LENT
from workflows.joint import ACTS, CONCLUDED, MIXED, OUTCOMES, REFUSALS, REFUSED, RULES, said
from workflows.model import (
    CIRCULATE,
    CLOSING,
    CONSULT,
    DUTIES,
    HELP,
    MAIN,
    PROPOSAL,
    READ,
    RENEWAL,
    RESULT,
    SIGN,
    TASK,
    State,
    Workflow,
)
from workflows.roles import Role

ASIDE: Final = {CONSULT: "征求意见", READ: "抄送阅知"}
# The action by which a slip of that kind is answered.
ANSWERS: Final = {
    SIGN: "sign_jointly",
    CONSULT: "advise",
    READ: "acknowledge",
    CIRCULATE: "read",
    TASK: "report",
    HELP: "help_done",
    RESULT: "accept_result",
    CLOSING: "close_task",
    PROPOSAL: "admit_reader",
    RENEWAL: "grant_renewal",
}
HEADINGS: Final = {"disposal_appraising": "鉴定意见", "disposal_witnessing": "监销"}  # of the panel of signers
ENDED: Final = {**OUTCOMES, "concluded": CONCLUDED, "returned": "有人不同意，已退回拟稿人"}
# What is said of a slip that nobody answered and nobody needs to answer any more.
LAPSED: Final = {
    SIGN: "未签，会签已结束",
    CONSULT: "未答复，文件已转出",
    READ: "未阅",
    CIRCULATE: "未阅，传阅已结束",
    TASK: "已撤销",
    HELP: "牵头人已报结果",
    RESULT: "已撤销",
    CLOSING: "已撤销",
    PROPOSAL: "没有办理",
    RENEWAL: "没有答复，档案已归还",
}


@lru_cache(maxsize=64)
def rounds(view: DocumentView) -> tuple[dict[str, Any], ...]:
    """Every round of signers with its opinions side by side, the latest first."""
    signed = [slip for slip in view.slips if slip.round_id is not None and slip.kind == SIGN]
    found = []
    for _, group in groupby(sorted(signed, key=lambda slip: (-slip.round_id, slip.id)), lambda slip: slip.round_id):
        slips = list(group)
        first = slips[0]
        step, own = view.workflow.state(first.state).step, ACTS.get(first.state, "")
        rule = f"{first.need}人同意即可" if first.rule == "count" else RULES[first.rule]
        # An act that has a name of its own is called by its step, and its signers sign.
        told = f"{step}，{rule.replace('会签', '签署')}" if own else f"{step}时会签，{rule}"
        found.append(
            {
                "heading": HEADINGS.get(first.state, "会签"),
                "rule": said(f"{told}；有人不同意时：{REFUSALS[first.refusal]}", first.state),
                "outcome": said(ENDED.get(first.round_outcome, "") or "会签中", first.state),
                "because": said(_because(first), first.state),
                "in_turn": first.rule == "order",
                "differs": first.round_outcome in {MIXED, REFUSED} and first.state == view.document.state,
                "asked": first.asked,
                "signers": [answer(view, slip) for slip in slips],
                "waiting": [name for _, name in first.waiting or ()] if not first.round_outcome else [],
            }
        )
    return tuple(found)


def _because(slip: Any) -> str:
    """Why a round ended before all had signed, where its rule ended it."""
    if slip.round_outcome != REFUSED:
        return ""
    given = f"{slip.consents}人同意，{slip.refusals}人不同意"
    if slip.refusal == "end":
        return f"{given}：按约定，有人不同意会签就结束，文件已回到召集人"
    need = 1 if slip.rule == "any" else slip.need
    return f"{given}：其余的人都同意也不足{need}人，会签不再进行，文件已回到召集人"


@lru_cache(maxsize=64)
def aside(view: DocumentView) -> tuple[dict[str, Any], ...]:
    """Who was asked for advice or to read, and what they wrote."""
    return tuple(
        {"kind": ASIDE[slip.kind], "sender": slip.sender, "asked": slip.asked, **answer(view, slip)}
        for slip in view.slips
        if slip.kind in ASIDE
    )


def answer(view: DocumentView, slip: Any) -> dict[str, Any]:
    if slip.closed_at is None:
        status = f"{display.since(slip.opened_at)}已打开，还没有办" if slip.opened_at else "还没有打开"
    elif slip.closed_by is None:
        status = said(LAPSED[slip.kind], slip.state)
    else:
        status = view.workflow.action(slip.outcome).said_in(slip.state).done
    line = _closing_line(view, slip)
    return {
        "holder": slip.holder_name,
        "who": _closer(view, slip),
        "hand": hand(line) if line is not None else None,
        "status": status,
        "opinion": slip.opinion,
        "when": display.moment(slip.closed_at),
    }


def _closer(view: DocumentView, slip: Any) -> str:
    """Who closed a slip, a deputy with the mark."""
    line = _closing_line(view, slip)
    return display.who(slip.closer or "", line.on_behalf_of if line is not None else "")


def _closing_line(view: DocumentView, slip: Any) -> Any:
    """The line of the log by which a slip was closed; None where nobody closed it."""
    return next((row for row in view.lines if row.at == slip.closed_at and row.person_id == slip.closed_by), None)


@lru_cache(maxsize=64)
def consents(view: DocumentView) -> tuple[dict[str, Any], ...]:
    """Whose consent to the text stands as it is now, and whose has lapsed with a change; only once there is a doubt."""
    columns, found = view.content.columns(), []
    for state in view.workflow.line:
        consent = view.workflow.consent_of(state.key)
        given = [slip for slip in view.slips if slip.kind == MAIN and slip.state == state.key]
        agreed = [slip for slip in given if consent is not None and slip.outcome == consent.key]
        if consent is None or not agreed:
            continue
        changed = bool(agreed[-1].bound != view.workflow.bound(consent, columns))
        holds = not changed and given[-1] is agreed[-1]
        found.append(
            {
                "step": state.step,
                "who": _closer(view, agreed[-1]) or agreed[-1].holder_name,
                "when": display.moment(agreed[-1].closed_at),
                "holds": holds,
                "because": "文稿有改动" if changed else "文件又回到了这一步",
                "skipped": holds and stands(view.workflow, consent, given[-1], columns),
            }
        )
    for slip in {slip.holder: slip for slip in view.slips if slip.kind == SIGN and slip.closed_by is not None}.values():
        action = view.workflow.action(slip.outcome)
        if action.consents:
            who, holds = f"{slip.holder_name} {_closer(view, slip)}", slip.bound == view.workflow.bound(action, columns)
            found.append(
                {"step": "会签", "who": who, "when": display.moment(slip.closed_at), "holds": holds,
                 "because": "文稿有改动", "skipped": False}
            )  # fmt: skip
    doubtful = view.document.returns or not all(one["holds"] for one in found)
    return tuple(found) if doubtful else ()


def why(view: DocumentView, actor: Actor) -> tuple[tuple[str, str], ...]:
    """为什么在我这里: why me, under which clause, since when, until when, and what comes if I do nothing."""
    before = sorted(view.open, key=lambda one: one.holder not in actor.own_keys)
    slip = next((one for one in before if policy.lies_before(actor, one)), None)
    if slip is None:
        called = view.round is not None and view.round.round_holder in actor.keys
        waiting = "正在会签，签完文件自动回到您这里；可以再请人会签，或说明理由提前结束。"
        return (("现在", said(waiting, view.document.state)),) if called else ()
    state = view.workflow.state(slip.state)
    seat = actor.seat_for(slip.holder)
    standing = f"您代{seat.behalf}行使“{seat.name}”职责" if seat is not None and seat.behalf else ""
    told = [
        ("为什么是我", "；".join(filter(None, (slip.reason, standing, because(slip, state, _rule(view)))))),
        ("依据", _clause(view, slip, state)),
        ("从哪里来", f"{slip.sender or '本人'}，{display.moment(slip.arrived_at)}送到"),
    ]
    if slip.asked:
        told.append((CALLED.get(slip.kind, "请您"), slip.asked))
    if slip.kind in DUTIES:
        told.append(("办理期限", _until(slip)))
    if slip.kind == SIGN:
        told.append((said("会签完毕以后", slip.state), f"文件到{slip.round_holder_name}处，办理“{state.step}”"))
    barred = _barred(view, slip, state, actor)
    if barred:
        told.append(("请注意", barred))
    signed = [one for one in view.slips if one.closed_by == actor.person_id and one.bound and one.state != slip.state]
    if slip.kind in DUTIES and signed:
        step = view.workflow.state(signed[-1].state).step
        told.append(("请注意", f"您此前已在“{step}”签署过，这次是以“{slip.holder_name}”身份再签，办理记录会写明"))
    told.append(("不办会怎样", _nothing(slip)))
    return tuple(told)


def _barred(view: DocumentView, slip: Any, state: State, actor: Actor) -> str:
    """Why the reader, before whom the slip lies, may not consent all the same; empty where they may."""
    consent = view.workflow.consent_of(slip.state) if slip.kind == MAIN else None
    seat = actor.seat_for(slip.holder)
    behalf = seat.behalf if seat is not None else ""
    return policy.kept_apart(view.document, state, consent, actor, behalf) if consent is not None else ""


# What the words that came with a slip are; else: what its holder is asked to do.
CALLED: Final = {
    CIRCULATE: "送阅时说",
    TASK: "要办的事",
    HELP: "要协助的事",
    RESULT: "报来的结果",
    CLOSING: "销号的事项",
    PROPOSAL: "建议",
    RENEWAL: "续借的理由",
}
ESCALATED: Final = "先报部室负责人，再报分管主席"
NOTHING: Final = {
    MAIN: f"文件停在这一步，到期后列入督办，{ESCALATED}。",
    SIGN: "会签停在这里，到期后列入督办；召集人可以说明理由提前结束会签。",
    CONSULT: "不影响文件办理；文件转出这一步后就不用答复了。",
    READ: "不影响文件办理，只是一直显示“未阅”。",
    CIRCULATE: "文件办结要等您阅签，到期以前和以后系统都会催办；一直显示“未阅”。",
    TASK: f"到期以前和以后系统都会催办，到期后列入督办，{ESCALATED}。",
    HELP: f"牵头的人等您的结果；到期后列入督办，{ESCALATED}。",
    RESULT: "任务停在这里，不能办结。",
    CLOSING: "督办清单上一直没有销号，文件不能办结。",
    PROPOSAL: "建议的人看不到这份文件，文件不能办结。",
    RENEWAL: "归还日期不变，到期照样催还。",
}


def _nothing(slip: Any) -> str:
    """What comes of it if nobody acts; of what is late already, what has come."""
    if slip.paused_at is not None:
        return "计时已暂停，不列入督办；恢复计时以后，剩下的时间接着算。"
    late = slip.kind in DUTIES and slip.due_at < clock.now()
    return f"已经超期，列入了督办：{ESCALATED}。" if late else said(NOTHING[slip.kind], slip.state)


# What the holder of such a slip is asked to do, before the words that came with it.
ASKED_OF: Final = {
    READ: "请您阅知",
    CIRCULATE: "请您阅签",
    TASK: "请您牵头办理",
    HELP: "请您协办",
    RESULT: "请审定结果",
    CLOSING: "督办销号",
    PROPOSAL: "建议增加传阅人",
    RENEWAL: "请您决定能否续借",
}


SIGNING: Final = {
    "disposal_appraising": "请您以鉴定委员会成员身份签署鉴定意见",
    "disposal_witnessing": "请您监销：核对清单、签字",
}
LENT_TO_YOU: Final = "档案借在您这里，请按期归还"
LENT_OUT: Final = "外单位借走的档案由您经手，请按期收回，交档案员登记归还"


def lent(loan_rule: str | None) -> str:
    """Why a loan that is out lies before its holder: they have it, or answer for what another unit has."""
    return LENT_OUT if loan_rule == loaned.OUTSIDE else LENT_TO_YOU


def because(slip: Any, state: Any, loan_rule: str | None = None) -> str:
    """Why a slip lies before its holder; of a row of a list, where the kind is the slip's among other kinds."""
    step, kind = state.step or state.label, getattr(slip, "slip_kind", None) or slip.kind
    if kind == SIGN:
        return SIGNING.get(state.key, f"请您以“{slip.holder_name}”身份会签")
    if kind == CONSULT:
        return "向您征求意见"
    if kind in ASKED_OF:
        return ASKED_OF[kind]
    if state.key == LENT.key:
        return lent(loan_rule)
    if state.role is Role.DRAFTER:
        return f"您是拟稿人，{step}由您办理"
    return f"“{step}”由{slip.holder_name}办理"


def _clause(view: DocumentView, slip: Any, state: Any) -> str:
    part = view.workflow.action(ANSWERS[slip.kind]) if slip.kind in ANSWERS else state
    key = part.clause_for(loaned.case_of(_rule(view)))
    return f"{CLAUSES[key].citation}：{CLAUSES[key].text}"


def _rule(view: DocumentView) -> str | None:
    """By which rule a loan is approved; None of what is no loan."""
    return getattr(view.content, "rule", None)


def _until(slip: Any) -> str:
    if slip.paused_at is not None:
        return f"{display.moment(slip.paused_at)}起暂停计时"
    label, late = display.due(slip.due_at, clock.now())
    return f"{display.moment(slip.due_at)}（{label}）" if not late else f"{display.moment(slip.due_at)}，{label}"


def clause_of(workflow: Workflow, kind: str, state: State, loan_rule: str | None) -> str:
    """The clause behind a slip of that kind in that state, for lists; `loan_rule` of a loan's."""
    part = workflow.action(ANSWERS[kind]) if kind in ANSWERS else state
    return CLAUSES[part.clause_for(loaned.case_of(loan_rule))].citation
