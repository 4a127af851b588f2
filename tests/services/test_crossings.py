"""Every action that crosses another's work, in every situation: nothing is lost, and the document reaches its end.

退回、撤回、加签、转交、征求意见、传阅、委托、时限、换人
x 会签（四种，及稿纸所列的部室会签）、传阅、分发、待签发、已编号.
Where the rules do not let an action through, it is refused in words, and nothing has changed.
"""

import pytest

from routing import clock
from routing.services import delegating
from routing.services.advance import open_slips
from routing.services.orders import Convening, Reassignment
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR
from tests.services.crossing import (
    OTHER_HEAD,
    READER,
    ROUNDS,
    SECOND,
    THIRD,
    Hours,
    nothing_is_lost,
    stage,
)
from workflows.errors import NotOpenHereError, NotYoursError, RuleError, UnmetNeedError
from workflows.model import CONSULT, DUTIES, MAIN, READ, SIGN

PLACES = ("circulating", "distributing", "signing", "printing")
SIGNING = (*ROUNDS, "named")  # named: the departments on the sheet, asked by the rules and not by a person
SITUATIONS = (*SIGNING, *PLACES)
LATE = "weishufen"  # a head who signs in no round
HOLDER = {"circulating": CLERK, "distributing": DRAFTER, "signing": CHAIR, "printing": CLERK}
SENDER = {"circulating": HEAD, "distributing": CLERK, "signing": VICE_CHAIR, "printing": CLERK}
# Where each is returned to; by the rules, what was distributed goes back to nobody.
RETURNED_TO = {"circulating": "drafting", "distributing": "sealing", "signing": "department_review",
               "printing": "numbering"}  # fmt: skip
# Who can take the step over: of the same rank or above.
SUCCESSOR = {"circulating": THIRD, "distributing": READER, "signing": SECOND, "printing": THIRD}
# Who delegates to whom, and what the deputy does then.
DEPUTY = {"circulating": (CLERK, "jianglei", "proofread"), "distributing": (HEAD, OTHER_HEAD, "distribute"),
          "signing": (CHAIR, SECOND, "sign"), "printing": (CLERK, "jianglei", "print"),
          "named": (OTHER_HEAD, READER, "sign_jointly")}  # fmt: skip
WITHDRAWALS = ("withdraw", "withdraw_opened")
REFUSALS = {
    **{
        (action, situation): NotYoursError
        for situation in SIGNING
        for action in ("return", "withdraw", "withdraw_opened", "transfer", "consult", "copy", "pause")
    },
    ("return", "distributing"): NotOpenHereError,
    **{(key, place): NotOpenHereError for key in WITHDRAWALS for place in ("distributing", "printing")},
    **{("withdraw_opened", place): UnmetNeedError for place in ("circulating", "signing", "named")},
}
del REFUSALS["withdraw", "named"]  # nobody has opened it: who sent it to the departments takes it back


@pytest.fixture
def hours(monkeypatch):
    return Hours(monkeypatch)


def holder(scene):
    """Who has the step: in a round, who called the others together; their own slip rests meanwhile."""
    return HOLDER.get(scene.situation, CLERK)


def return_(scene):
    target = RETURNED_TO.get(scene.situation, "drafting")
    scene.act("return", holder(scene), opinion="请补充依据", target=target)
    assert scene.house.row(scene.document).state == target


def withdraw(scene):
    before = scene.house.row(scene.document).state
    scene.act("withdraw", SENDER.get(scene.situation, HEAD))
    assert scene.house.row(scene.document).state != before


def withdraw_opened(scene):
    opened(scene)
    withdraw(scene)


def opened(scene):
    """Before whom it lies opens it: the last of several, where several sign."""
    for name in (holder(scene), "caoguilan", THIRD):
        open_slips(scene.document, scene.house.person(name))


def add(scene):
    """In a round a late-comer is asked, too; elsewhere the holder asks two others to sign first."""
    before = len(scene.open(SIGN))
    if scene.situation in SIGNING:
        scene.act("add_member", holder(scene), opinion="也请把关", change=scene.parties(LATE))
        assert len(scene.open(SIGN)) == before + (scene.situation != "order")
        assert {slip.round_id for slip in scene.open(SIGN)} == {scene.kept().rounds[-1].id}
    else:
        convened = Convening(scene.parties("gumingyue", OTHER_HEAD).parties)
        scene.act("convene", holder(scene), opinion="请会签", change=convened)
        assert (len(scene.open(SIGN)), scene.open(MAIN)) == (2, [])


def transfer(scene):
    party = SUCCESSOR.get(scene.situation, THIRD)
    scene.act("transfer", holder(scene), opinion="请代办", change=scene.parties(party))
    assert [slip.holder for slip in scene.open(MAIN)] == [scene.post(party)]


def consult(scene):
    scene.act("consult", holder(scene), opinion="请提意见", change=scene.parties(OTHER_HEAD, "fengting"))
    scene.act("advise", OTHER_HEAD, opinion="建议增加时间要求")
    assert len(scene.open(CONSULT)) == 1


def copy(scene):
    before = len(scene.open(READ))
    scene.act("copy", holder(scene), opinion="请阅", change=scene.parties("fengting", "dongxue"))
    assert len(scene.open(READ)) == before + 2


def delegate(scene):
    """The deputy does what lies before the post, and the log says for whom."""
    giver, taker, key = DEPUTY.get(scene.situation, (SECOND, OTHER_HEAD, "sign_jointly"))
    actor = scene.house.person(giver)
    days = delegating.Days(clock.today(), clock.today())
    delegating.delegate(actor, scene.house.person(taker).person_id, None, days, "赴省里开会")
    scene.act(key, taker)
    line = scene.kept().lines[-1]
    assert (line.action, line.on_behalf_of) == (key, actor.name)


def pause(scene):
    """Two working days go by while the clock stands."""
    left = scene.left()
    scene.act("pause", holder(scene), opinion="等上级批复")
    scene.hours.pass_(840)
    assert scene.left() == left
    scene.act("resume", holder(scene))


def reassign(scene):
    slip = scene.open(*DUTIES)[0]
    party = scene.house.person(LATE if slip.kind == SIGN else SUCCESSOR[scene.situation])
    change = Reassignment(slip.id, f"post:{party.seats[0].post_id}", party.seats[0].name, "岗位调整")
    scene.act("reassign", "secadmin", change=change)
    assert party.seats[0].name in [one.holder_name for one in scene.open(*DUTIES)]


ACTIONS = {
    action.__name__.rstrip("_"): action
    for action in (return_, withdraw, withdraw_opened, add, transfer, consult, copy, delegate, pause, reassign)
}
STAYS = ("add", "transfer", "consult", "copy", "pause", "reassign")  # the step's own time is neither lost nor won
CROSSINGS = [(action, situation) for action in ACTIONS for situation in SITUATIONS]


@pytest.mark.parametrize(("action", "situation"), [one for one in CROSSINGS if one not in REFUSALS])
def test_no_opinion_text_file_or_clock_is_lost_and_the_document_reaches_its_end(house, hours, action, situation):
    scene = stage(house, hours, situation)
    before, left = scene.kept(), scene.left()
    ACTIONS[action](scene)
    but = [slip.id for slip in scene.open(MAIN)] if action == "pause" else []
    nothing_is_lost(before, scene.kept(), but)
    if action in STAYS:
        assert scene.left() == left
    then = scene.kept()
    hours.pass_(60)
    scene.finish()
    nothing_is_lost(then, scene.kept())
    assert scene.house.content(scene.document).attachments == scene.attachments


@pytest.mark.parametrize(("action", "situation"), list(REFUSALS))
def test_what_the_rules_do_not_let_through_is_refused_in_words_and_changes_nothing(house, hours, action, situation):
    scene = stage(house, hours, situation)
    if action == "withdraw_opened":
        opened(scene)
    before = scene.kept()
    with pytest.raises(REFUSALS[action, situation]) as refused:
        ACTIONS[action](scene)
    assert any("一" <= character <= "鿿" for character in refused.value.message)
    assert scene.kept() == before
    scene.finish()
    nothing_is_lost(before, scene.kept())


@pytest.mark.parametrize("situation", ROUNDS)
@pytest.mark.parametrize("key", ["return", "transfer", "withdraw", "consult", "copy", "pause", "convene", "conclude"])
def test_a_co_signer_signs_or_declines_and_does_nothing_else(house, hours, situation, key):
    scene = stage(house, hours, situation)
    before = scene.kept()
    with pytest.raises(NotYoursError):
        scene.act(key, SECOND, opinion="试", target="drafting", change=scene.parties(OTHER_HEAD))
    assert scene.kept() == before


@pytest.mark.parametrize("situation", ROUNDS)
def test_a_refusal_that_returns_the_document_keeps_what_the_others_wrote(house, hours, situation):
    """会签 x 退回: the one return that a round knows."""
    scene = stage(house, hours, "circulating")
    parties = scene.parties("gumingyue", SECOND, THIRD).parties
    scene.act("convene", CLERK, opinion="请会签", change=Convening(parties, situation, 2, "return"))
    if situation != "any":
        scene.act("sign_jointly", "gumingyue", opinion="同意，数字已核")
    before = scene.kept()
    scene.act("decline_jointly", "gumingyue" if situation == "any" else SECOND, opinion="依据不足")
    after = scene.kept()
    nothing_is_lost(before, after)
    assert after.row.state == "drafting"
    assert [slip.kind for slip in scene.open()] == [READ, MAIN]
    assert "依据不足" in after.opinions()
    scene.finish()


@pytest.mark.parametrize("place", PLACES)
def test_the_steps_clock_rests_while_others_sign(house, hours, place):
    """加签 x 时限: however long the others take, the holder has as much working time afterwards as before."""
    scene = stage(house, hours, place)
    left = scene.left()
    scene.act("convene", HOLDER[place], change=Convening(scene.parties(OTHER_HEAD).parties))
    hours.pass_(840)
    scene.act("sign_jointly", OTHER_HEAD)
    assert scene.left() == left


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_stranger_is_refused_everything_in_every_situation(house, hours, situation):
    scene = stage(house, hours, situation)
    before = scene.kept()
    for key in ("return", "withdraw", "add_member", "convene", "transfer", "consult", "copy", "pause", "reassign"):
        with pytest.raises(RuleError):
            scene.act(key, "dongxue", opinion="试", target="drafting", change=scene.parties(OTHER_HEAD))
    assert scene.kept() == before
