"""What people do with each other in every workflow: sign together, pass on, ask, let know, stop the clock, take back.

A definition takes these actions for the states in which its documents are at work. None of them moves a document
by itself; the door moves it when a round of signers is through, as the round's rule says.
"""

from collections.abc import Mapping
from dataclasses import replace

from workflows.model import CONSULT, READ, SIGN, Action, State, Wording
from workflows.roles import Role


def shared(
    states: tuple[State, ...],
    returnable: tuple[State, ...],
    takes_back: tuple[tuple[str, str], ...],
    binds: tuple[str, ...] = ("title", "body", "attachments"),
    wordings: Mapping[str, tuple[Wording, ...]] | None = None,
) -> tuple[Action, ...]:
    """The common actions, for all `states` of a workflow.

    In the `returnable` ones a refusal may lead back to the first of them. `takes_back` are the pairs (here, before)
    over which the office may undo a step that was a mistake; `binds` the columns that a joint signature is bound to.
    `wordings`: what a workflow calls some of them in some of its states, by the action's key.
    """
    at_work = tuple(state for state in states if not state.final)
    here = tuple((state.key, state.key) for state in at_work)
    everywhere = tuple((state.key, state.key) for state in states)
    back = tuple((state.key, returnable[0].key) for state in returnable[1:])
    every = (
        *_together(here, back, binds),
        *_calling(here),
        *_passing(here),
        *_beside(here, everywhere),
        *_clock(here),
        _urging(here),
        *_by_officers(here),
        Action(
            "rectify",
            "撤销上一步",
            "撤销上一步",
            "TL-21",
            takes_back,
            "上一步办错了：退到上一步重新办理；原来的记录不删除，另记一行。",
            by=Role.OFFICE_CLERK,
            back=True,
            opinion="required",
            style="danger",
            came="退回",
        ),
    )
    own = wordings or {}
    return tuple(replace(one, wordings=own[one.key]) if one.key in own else one for one in every)


def _together(
    here: tuple[tuple[str, str], ...], back: tuple[tuple[str, str], ...], binds: tuple[str, ...]
) -> tuple[Action, ...]:
    return (
        Action(
            "sign_jointly",
            "会签同意",
            "会签同意",
            "TL-19",
            here,
            "同意文稿并签署意见；同意的是现在看到的这一稿。",
            opinion="optional",
            usual="同意",
            effects=("consent",),
            slip=SIGN,
            beside=True,
            consents=True,
            binds=binds,
            phrases="review",
        ),
        Action(
            "decline_jointly",
            "不同意",
            "会签不同意",
            "TL-19",
            (*here, *back),
            "不同意并写明理由；理由随文件留存，后果按本次会签的约定。",
            opinion="required",
            effects=("refuse",),
            style="danger",
            slip=SIGN,
        ),
    )


def _calling(here: tuple[tuple[str, str], ...]) -> tuple[Action, ...]:
    return (
        Action(
            "convene",
            "请人会签、加签",
            "请人会签",
            "TL-19",
            here,
            "请部室或领导先签署意见，办完后文件回到您这里。",
            opinion="optional",
            effects=("convene",),
            style="more",
        ),
        Action(
            "add_member",
            "补充会签人",
            "补充会签人",
            "TL-19",
            here,
            "会签还没有结束，再请一个部室或领导会签。",
            by=Role.CONVENER,
            opinion="optional",
            effects=("add_member",),
            style="more",
            beside=True,
        ),
        Action(
            "conclude",
            "提前结束会签",
            "提前结束会签",
            "CY-3",
            here,
            "不再等其余的人，说明理由；已签的意见都保留。",
            by=Role.CONVENER,
            opinion="required",
            effects=("conclude",),
            style="more",
        ),
    )


def _passing(here: tuple[tuple[str, str], ...]) -> tuple[Action, ...]:
    return (
        Action(
            "transfer",
            "转交",
            "转交",
            "CY-3",
            here,
            "这一步请别人办：办件转到对方那里，由对方决定。",
            opinion="optional",
            effects=("transfer",),
            style="more",
        ),
        Action(
            "claim",
            "由我受理",
            "受理",
            "CY-3",
            here,
            "岗位上不止一人时，先说明由您办，其他人不再办这一件；可以放回。",
            needs=("shared",),
            effects=("claim",),
            style="secondary",
            beside=True,
        ),
        Action(
            "release",
            "放回",
            "放回",
            "CY-3",
            here,
            "不由您办了，放回岗位，其他人可以办。",
            needs=("claimed",),
            effects=("release",),
            style="secondary",
            beside=True,
        ),
        Action(
            "take_back",
            "取回",
            "取回",
            "CY-3",
            here,
            "对方还没有打开，把转交的办件取回来自己办。",
            by=Role.SENDER,
            back=True,
            needs=("unopened",),
            effects=("take_back",),
            style="secondary",
        ),
    )


def _beside(here: tuple[tuple[str, str], ...], everywhere: tuple[tuple[str, str], ...]) -> tuple[Action, ...]:
    return (
        Action(
            "consult",
            "征求意见",
            "征求意见",
            "TL-19",
            here,
            "请别人提意见，文件仍在您这里；不必等到答复也可以办理。",
            opinion="optional",
            effects=("consult",),
            style="more",
            beside=True,
        ),
        Action(
            "advise",
            "答复意见",
            "答复意见",
            "TL-19",
            here,
            "把意见答复给征求意见的人，文件不经过您。",
            opinion="required",
            effects=("close",),
            slip=CONSULT,
            beside=True,
        ),
        Action(
            "copy",
            "抄送阅知",
            "抄送阅知",
            "CY-4",
            here,
            "请别人看一看，不影响办理。",
            opinion="optional",
            effects=("copy",),
            style="more",
            beside=True,
        ),
        Action(
            "acknowledge",
            "已阅",
            "已阅",
            "CY-4",
            everywhere,
            "表示已经看过，可以写意见。",
            opinion="optional",
            usual="已阅",
            effects=("close",),
            slip=READ,
            beside=True,
        ),
    )


def _clock(here: tuple[tuple[str, str], ...]) -> tuple[Action, ...]:
    return (
        Action(
            "pause",
            "暂停计时",
            "暂停计时",
            "CY-3",
            here,
            "有正当原因不能继续时暂停计时，并写明原因；恢复后剩下的时间不变。",
            opinion="required",
            needs=("running",),
            effects=("pause",),
            style="more",
        ),
        Action(
            "resume",
            "恢复计时",
            "恢复计时",
            "CY-3",
            here,
            "原因已经消除，恢复计时。",
            opinion="optional",
            needs=("paused",),
            effects=("resume",),
            style="secondary",
        ),
    )


def _urging(here: tuple[tuple[str, str], ...]) -> Action:
    return Action(
        "urge",
        "催办",
        "催办",
        "CY-4",
        here,
        "提醒现在要办的人；同一个人每天催一次。",
        by=Role.WAITING,
        opinion="optional",
        usual="请尽快办理",
        effects=("urge",),
        style="secondary",
        beside=True,
        blind=True,
    )


def _by_officers(here: tuple[tuple[str, str], ...]) -> tuple[Action, ...]:
    """What follows for running documents when the house or its rules change; offered on no document's page."""
    return (
        Action(
            "reassign",
            "移交办件",
            "移交办件",
            "TL-36",
            here,
            "任职、分管或机构有变动，未办完的办件移交接替的岗位。",
            by=Role.SECURITY_OFFICER,
            effects=("reassign",),
            style="inline",
            blind=True,
        ),
        Action(
            "adopt",
            "改用新流程",
            "改用新流程",
            "CY-3",
            here,
            "流程修订后，经核对可以改按新流程办理。",
            by=Role.SYSTEM_OFFICER,
            effects=("adopt",),
            style="inline",
        ),
    )
