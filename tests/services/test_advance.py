"""The door: one action, one transaction, one line in the log."""

import threading
from itertools import pairwise

import pytest
from sqlalchemy import func, select

import workflows
from routing import clock
from routing.database import let_go, reading
from routing.models import Document, Number, Slip, Transition
from routing.presenting.history import changes_href
from routing.queries import documents
from routing.services import advance as door
from routing.services.advance import OPINION_LIMIT, Order, advance, open_slips
from routing.services.errors import InvalidChangeError, MissingDocumentError, StaleError
from routing.services.verifying import verify_all
from routing.working import Calendar
from tests.factories import CHAIR, CLERK, DRAFTER, HEAD, VICE_CHAIR
from tests.files import samples as files
from workflows.errors import NotOpenHereError, NotYoursError, OpinionMissingError, UnmetNeedError

LINE = [state.key for state in workflows.get("outgoing").line]
RETURNABLE = LINE[1:9]
WITHDRAWN = [  # the step that was taken, by whom, and the step that it is taken back to
    ("drafting", "submit", DRAFTER),
    ("department_review", "review", HEAD),
    ("office_review", "proofread", CLERK),
    ("vice_chair_review", "approve", VICE_CHAIR),
    ("signing", "sign", CHAIR),
]


def test_a_document_walks_from_draft_to_file(house):
    document = house.at("awaiting_filing")
    row = house.row(document)
    assert row.number.endswith("第1号")
    assert row.signed_by == "周静宜"
    assert not verify_all().faults


def test_each_step_closes_one_slip_opens_one_and_writes_one_line(house):
    document = house.draft()
    for here, there in pairwise(LINE[:9]):
        lines, slips = len(house.log(document)), len(house.slips(document))
        house.walk(document, there)
        assert len(house.log(document)) == lines + 1
        closed, opened = house.slips(document)[-2:]
        assert (len(house.slips(document)), closed.state, opened.state) == (slips + 1, here, there)
        assert closed.closed_at is not None
        assert (opened.closed_at, opened.from_state) == (None, here)


def test_the_line_says_who_in_what_capacity_on_which_text_and_under_which_clause(house):
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR, opinion="速发。")
    row = house.row(document)
    line = reading().execute(select(Transition.__table__).where(Transition.action == "sign")).one()
    assert (line.person_name, line.post_name, line.opinion, line.clause) == ("周静宜", "主席", "速发。", "TL-22")
    assert (line.revision_id, line.revision_digest) == (row.revision_id, row.revision_digest)
    assert (line.from_state, line.to_state, line.digest) == ("signing", "numbering", row.log_head)


def test_an_empty_opinion_counts_as_consent(house):
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR, opinion="  ")
    assert house.view(document).lines[-1].opinion == "发"


def test_only_the_holder_of_the_slip_may_act(house):
    document = house.at("department_review")
    with pytest.raises(NotYoursError, match="现由权益部部长办理"):
        house.act(document, "review", by=DRAFTER)


def test_nobody_elses_vice_chair_or_department_head_may_act(house):
    document = house.at("department_review")
    with pytest.raises(NotYoursError):
        house.act(document, "review", by="yanhongmei")
    house.walk(document, "vice_chair_review")
    with pytest.raises(NotYoursError):
        house.act(document, "approve", by="shenqiulan")


def test_a_document_of_another_organisation_is_not_there(house):
    from dataclasses import replace

    with pytest.raises(MissingDocumentError):
        advance(house.draft(), Order("submit"), replace(house.person(DRAFTER), organisation_id=999))


def test_a_missing_column_stops_the_submission_and_is_named(house):
    document = house.draft(recipients="", print_copies=None)
    with pytest.raises(UnmetNeedError) as error:
        house.act(document, "submit", by=DRAFTER)
    assert error.value.fields == ("recipients", "print_copies")


@pytest.mark.parametrize("key", ["return", "terminate"])
def test_a_return_and_an_end_ask_for_a_reason(house, key):
    document = house.at("department_review")
    with pytest.raises(OpinionMissingError):
        house.act(document, key, by=HEAD, target="drafting", opinion=" \n ")


def test_an_opinion_too_long_is_refused_with_its_length(house):
    document = house.at("signing")
    with pytest.raises(InvalidChangeError, match="意见共2001字，最多2000字"):
        house.act(document, "sign", by=CHAIR, opinion="阅" * (OPINION_LIMIT + 1))
    house.act(document, "sign", by=CHAIR, opinion="阅" * OPINION_LIMIT)


def test_an_opinion_in_four_byte_characters_is_kept_as_written(house):
    opinion = "同意👩‍👩‍👧。𠮷林支行的“𬭚”字请核对；'; DROP TABLE slip;--\n第二行\t尾"
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR, opinion=opinion)
    assert house.view(document).lines[-1].opinion == opinion
    assert house.slips(document)[-2].opinion == opinion
    assert not verify_all().faults


# Stale pages and forms sent twice


def test_a_stale_page_is_told_who_was_first(house):
    document = house.at("department_review")
    seen = house.row(document).version
    house.act(document, "review", by=HEAD)
    with pytest.raises(StaleError, match="已被谢玉兰于"):
        house.act(document, "proofread", by=CLERK, version=seen)


def test_the_same_form_acts_once(house):
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR, receipt="form-1")
    again = house.act(document, "sign", by=CHAIR, receipt="form-1")
    assert again.repeated
    assert house.log(document).count("sign") == 1


def test_a_receipt_is_good_for_its_own_document_and_person_only(house):
    one, other = house.at("signing"), house.at("signing")
    house.act(one, "sign", by=CHAIR, receipt="form-1")
    with pytest.raises(StaleError):
        house.act(other, "sign", by=CHAIR, receipt="form-1")
    assert house.row(other).state == "signing"
    with pytest.raises(NotYoursError):
        house.act(one, "sign", by=DRAFTER, receipt="form-1")


def both_at_once(app, monkeypatch, where, *operations):
    """Run the operations in threads, each of which has read all facts before any may write."""
    barrier, original, outcomes = threading.Barrier(len(operations)), getattr(door, where), []
    waited = threading.local()

    def waiting(*arguments):
        if not getattr(waited, "done", False):
            waited.done = True
            barrier.wait(10)
        return original(*arguments)

    def run(operation):
        with app.app_context():
            try:
                outcomes.append(operation())
            except StaleError as error:
                outcomes.append(error)

    monkeypatch.setattr(door, where, waiting)
    threads = [threading.Thread(target=run, args=(operation,)) for operation in operations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    monkeypatch.setattr(door, where, original)
    let_go()
    return outcomes


def test_the_same_form_sent_twice_at_once_acts_once_and_both_are_told_so(house, app, monkeypatch):
    document, chair = house.at("signing"), house.person(CHAIR)

    def sign():
        return advance(document, Order("sign", receipt="form-1"), chair)

    outcomes = both_at_once(app, monkeypatch, "next_holder", sign, sign)
    assert sorted(outcome.repeated for outcome in outcomes) == [False, True]
    assert {outcome.state for outcome in outcomes} == {"numbering"}
    assert house.log(document).count("sign") == 1
    assert not verify_all().faults


def test_a_new_sheet_sent_twice_at_once_is_one_document(house, app, monkeypatch):
    from routing.services import drafting
    from tests.factories import NOTICE

    drafter = house.person(DRAFTER)

    def create():
        return drafting.create(NOTICE, drafter.departments[0], 1, drafter, "sheet-1")

    outcomes = both_at_once(app, monkeypatch, "receipt_of", create, create)
    assert len({outcome.document_id for outcome in outcomes}) == 1
    assert sorted(outcome.repeated for outcome in outcomes) == [False, True]
    assert reading().execute(select(func.count()).select_from(Document)).scalar_one() == 1


def test_of_two_clerks_who_number_at_once_one_does_and_the_other_is_told(house, app, monkeypatch):
    document = house.at("numbering")
    actors = [house.person(CLERK), house.person("tangxiaomei")]
    outcomes = both_at_once(
        app, monkeypatch, "next_holder", *(lambda a=a: advance(document, Order("number"), a) for a in actors)
    )
    stale = [outcome for outcome in outcomes if isinstance(outcome, StaleError)]
    assert len(stale) == 1
    assert "已被" in stale[0].message
    assert reading().execute(select(Number.text)).scalars().all() == [house.row(document).number]
    assert not verify_all().faults


# 退回


@pytest.mark.parametrize("here", RETURNABLE)
def test_a_return_to_any_earlier_step_loses_nothing(house, here):
    attached = house.attach("附件.docx", files.word())
    document = house.draft(attachments=attached)
    house.walk(document, here)
    for target in LINE[: LINE.index(here)]:
        before, holder = house.view(document), holder_of(house, document)
        advance(document, Order("return", opinion=f"请改，退{target}", target=target), holder)
        after = house.view(document)
        assert (after.document.state, after.slip.state) == (target, target)
        assert after.lines[: len(before.lines)] == before.lines
        assert after.lines[-1].opinion == f"请改，退{target}"
        assert after.content == before.content
        assert after.content.attachments == attached
        assert after.document.number == before.document.number
        house.walk(document, here)
    assert not verify_all().faults


def holder_of(house, document):
    from routing.queries.people import first_holder

    return first_holder(reading(), document)


@pytest.mark.parametrize("here", ["department_review", "office_review", "vice_chair_review", "signing"])
def test_the_submission_after_a_return_offers_the_difference(house, here):
    document = house.at(here)
    assert changes_of(house, document) == ""
    advance(document, Order("return", opinion="请改", target="drafting"), holder_of(house, document))
    house.correct(document, DRAFTER, body="现将改动后的事项通知如下。")
    house.walk(document, here)
    assert changes_of(house, document) == f"/documents/{document}/compare?old=1&new=2"


def test_a_return_with_nothing_changed_offers_no_difference(house):
    document = house.at("signing")
    house.act(document, "return", by=CHAIR, opinion="请再核", target="office_review")
    house.walk(document, "signing")
    assert changes_of(house, document) == ""


def changes_of(house, document):
    return changes_href(house.view(document), documents.revisions(reading(), document))


def test_a_number_is_kept_when_the_document_goes_back_to_the_chair(house):
    document = house.at("printing")
    number = house.row(document).number
    house.act(document, "return", by=CLERK, opinion="日期有误", target="signing")
    row = house.row(document)
    assert (row.number, row.signed_digest, row.signed_by, row.signed_on) == (number, "", "", None)
    house.walk(document, "printing")
    assert house.row(document).number == number
    assert house.view(document).lines[-1].details == f"沿用原字号 {number}"
    assert reading().execute(select(func.count()).select_from(Number)).scalar_one() == 1
    assert not verify_all().faults


def test_what_was_distributed_goes_back_to_the_distributors_only(house):
    document = house.at("handing_over")
    with pytest.raises(NotOpenHereError):
        house.act(document, "return", by=CLERK, opinion="重拟", target="drafting")
    house.act(document, "return", by=CLERK, opinion="少一份", target="distributing")
    assert len(documents.distribution(reading(), document)) == 2


# 撤回


@pytest.mark.parametrize(("here", "key", "sender"), WITHDRAWN)
def test_the_sender_takes_back_what_the_next_has_not_opened(house, here, key, sender):
    document = house.at(here)
    house.act(document, key, by=sender, opinion="请办")
    before = house.view(document)
    house.act(document, "withdraw", by=sender)
    after = house.view(document)
    assert (after.document.state, after.slip.holder) == (here, before.slips[-2].holder)
    assert after.lines[:-1] == before.lines
    assert (after.document.signed_digest, after.document.signed_by) == ("", "")
    assert not verify_all().faults


def test_nobody_but_the_sender_takes_back(house):
    document = house.draft()
    house.act(document, "submit", by=DRAFTER)
    for somebody in (HEAD, CLERK, CHAIR):
        with pytest.raises(NotYoursError):
            house.act(document, "withdraw", by=somebody)


def test_what_was_opened_is_not_taken_back(house):
    document = house.draft()
    house.act(document, "submit", by=DRAFTER)
    open_slips(document, house.person(CLERK))  # not theirs: it stays unopened
    assert house.view(document).slip.opened_at is None
    open_slips(document, house.person(HEAD))
    with pytest.raises(UnmetNeedError, match=r"“权益部部长”已于.* \d\d:\d\d打开，不能再撤回"):
        house.act(document, "withdraw", by=DRAFTER)


def test_a_slip_that_is_opened_at_that_very_moment_is_not_taken_back(house, app, monkeypatch):
    document, head, original = house.draft(), house.person(HEAD), door.next_holder
    house.act(document, "submit", by=DRAFTER)

    def opened_meanwhile(*arguments):
        def run():
            with app.app_context():
                open_slips(document, head)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join(10)
        return original(*arguments)

    monkeypatch.setattr(door, "next_holder", opened_meanwhile)
    with pytest.raises(UnmetNeedError, match="打开，不能再撤回"):  # and not that somebody dealt with it
        house.act(document, "withdraw", by=DRAFTER)
    assert house.row(document).state == "department_review"
    assert house.log(document) == ["begin", "submit"]


def test_what_was_taken_back_is_not_taken_back_again(house):
    document = house.at("signing")
    house.act(document, "sign", by=CHAIR)
    house.act(document, "withdraw", by=CHAIR)
    with pytest.raises(NotYoursError):
        house.act(document, "withdraw", by=CHAIR)
    house.act(document, "sign", by=CHAIR)
    assert house.row(document).state == "numbering"


def test_a_return_is_not_taken_back_to_somewhere_else(house):
    document = house.at("signing")
    house.act(document, "return", by=CHAIR, opinion="请改", target="office_review")
    with pytest.raises(NotOpenHereError):
        house.act(document, "withdraw", by=CHAIR)


# 复核、编号


def test_no_number_while_the_text_is_not_as_signed(house):
    document = house.at("numbering")
    house.correct(document, CLERK, body="现将改动后的事项通知如下。")
    with pytest.raises(UnmetNeedError, match="重新签发"):
        house.act(document, "number", by=CLERK)
    assert reading().execute(select(func.count()).select_from(Number)).scalar_one() == 0


def test_the_chairs_consent_to_the_changed_text_brings_it_on(house):
    document = house.at("numbering")
    first = house.row(document)
    house.correct(document, CLERK, body="现将改动后的事项通知如下。")
    house.act(document, "send_to_resign", by=CLERK)
    assert changes_of(house, document).endswith("compare?old=1&new=2")
    house.act(document, "sign", by=CHAIR)
    row = house.row(document)
    assert row.signed_revision_id == row.revision_id != first.revision_id
    house.act(document, "number", by=CLERK)
    assert house.row(document).number.endswith("第1号")
    assert not verify_all().faults


def test_what_was_not_changed_needs_no_second_signature(house):
    document = house.at("numbering")
    with pytest.raises(UnmetNeedError, match="不需要复签"):
        house.act(document, "send_to_resign", by=CLERK)


def test_the_signature_is_bound_to_the_substance_and_not_to_the_copies(house):
    document = house.at("numbering")
    house.correct(document, CLERK, print_copies=31)
    house.act(document, "number", by=CLERK)
    assert house.content(document).print_copies == 31
    assert not verify_all().faults


@pytest.mark.parametrize(
    "column", [{"title": "另一标题"}, {"kind": "函"}, {"recipients": "各部"}, {"copies_to": "市委"},
               {"urgency": "加急"}, {"openness": "不予公开"}, {"body": "另一正文"}, {"attachments": ()}],
    ids=lambda column: next(iter(column)),
)  # fmt: skip
def test_every_other_column_is_substance(house, column):
    document = house.draft(attachments=house.attach("附件.docx", files.word()))
    house.walk(document, "numbering")
    house.correct(document, CLERK, **column)
    with pytest.raises(UnmetNeedError, match="重新签发"):
        house.act(document, "number", by=CLERK)


def test_numbers_run_on_without_a_gap_in_the_order_in_which_they_were_taken(house):
    waiting = [house.at("numbering") for _ in range(4)]
    for document in reversed(waiting):
        house.act(document, "number", by=CLERK)
    year = clock.today().year
    assert [house.row(document).number for document in reversed(waiting)] == [
        f"泰妇字({year})第{serial}号" for serial in range(1, 5)
    ]


def test_an_action_that_fails_gives_its_number_back(house, monkeypatch):
    document = house.at("numbering")

    def broken(*_):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(door, "_settle", broken)
        with pytest.raises(RuntimeError):
            house.act(document, "number", by=CLERK)
    assert house.row(document).state == "numbering"
    house.act(document, "number", by=CLERK)
    assert house.row(document).number.endswith("第1号")
    assert not verify_all().faults


# Ends


@pytest.mark.parametrize("here", LINE[:5])
def test_a_document_ends_with_a_reason_before_it_is_signed(house, here):
    document = house.at(here)
    advance(document, Order("terminate", opinion="情况变化"), holder_of(house, document))
    view = house.view(document)
    assert (view.document.state, view.slip, view.lines[-1].opinion) == ("terminated", None, "情况变化")
    assert refused_everything(house, document)
    assert not verify_all().faults


@pytest.mark.parametrize("here", LINE[5:9])
def test_the_chair_annuls_what_is_signed_and_its_number_is_void_for_good(house, here):
    document = house.at(here)
    with pytest.raises(NotYoursError):
        house.act(document, "annul", by=CLERK, opinion="不发")
    house.act(document, "annul", by=CHAIR, opinion="会议延期，不再发文")
    number = house.row(document).number
    void = register(house)
    if here == "numbering":
        assert (number, void) == ("", [])
    else:
        assert [(row.text, row.void_reason) for row in void] == [(number, "会议延期，不再发文")]
        assert void[0].voided_by == "周静宜（主席）"
    following = house.at("printing")
    assert house.row(following).number.endswith("第1号" if here == "numbering" else "第2号")
    assert refused_everything(house, document)
    assert not verify_all().faults


def register(house):
    from routing.queries.register import books, entries

    volumes = books(reading(), house.person(CHAIR))
    return [row for book in volumes for row in entries(reading(), book, house.person(CHAIR), 1) if row.void_reason]


@pytest.mark.parametrize("here", ["distributing", "handing_over", "awaiting_filing"])
@pytest.mark.parametrize(("key", "validity"), [("revoke", "revoked"), ("repeal", "repealed")])
def test_revoked_is_void_from_the_beginning_and_repealed_from_today(house, here, key, validity):
    document = house.at(here)
    with pytest.raises(NotYoursError):
        house.act(document, key, by=CLERK, opinion="有误")
    with pytest.raises(OpinionMissingError):
        house.act(document, key, by=CHAIR)
    house.act(document, key, by=CHAIR, opinion="上位文件已变")
    row = house.row(document)
    assert (row.validity, row.state) == (validity, here)
    assert row.invalid_from == (row.signed_on if key == "revoke" else clock.today())
    for again in ("revoke", "repeal"):
        with pytest.raises(UnmetNeedError):
            house.act(document, again, by=CHAIR, opinion="再来")
    assert not verify_all().faults


@pytest.mark.parametrize("here", LINE[:9])
@pytest.mark.parametrize("key", ["revoke", "repeal"])
def test_what_was_never_issued_is_neither_revoked_nor_repealed(house, here, key):
    document = house.at(here)
    with pytest.raises(NotOpenHereError):
        house.act(document, key, by=CHAIR, opinion="有误")


def test_what_is_filed_is_read_only_for_good(house):
    document = house.at("awaiting_filing")
    assert refused_everything(house, document, but=("revoke", "repeal"))
    for somebody in (DRAFTER, HEAD, CLERK, CHAIR):
        with pytest.raises((NotYoursError, NotOpenHereError)):
            house.correct(document, somebody, body="改")
    assert reading().execute(select(func.count()).select_from(Slip).where(Slip.closed_at.is_(None))).scalar_one() == 0


def refused_everything(house, document, but=()):
    """Every action by everybody is refused, and nothing changes."""
    before = house.row(document)
    for action in workflows.get("outgoing").actions:
        if action.key in but:
            continue
        for somebody in (DRAFTER, HEAD, CLERK, VICE_CHAIR, CHAIR, "hesufen", "sysadmin"):
            with pytest.raises((NotYoursError, NotOpenHereError)):
                house.act(document, action.key, by=somebody, opinion="试", target="drafting", change=(1, 2))
    return house.row(document) == before


# Urgency


def test_an_urgent_text_makes_its_slip_urgent_and_due_sooner_and_a_calm_one_calm_again(house):
    document = house.draft(urgency="")
    calm = house.view(document).slip
    arrived = clock.local(calm.arrived_at).date()
    assert (calm.urgency, calm.due_at) == (0, Calendar().closing(arrived, 5))
    for word, level, days in (("特急", 2, 0), ("加急", 1, 1), ("", 0, 5)):
        house.correct(document, DRAFTER, urgency=word)
        slip = house.view(document).slip
        assert (slip.urgency, slip.due_at) == (level, Calendar().closing(arrived, days))
        assert house.row(document).urgency == level


def test_urgency_goes_along_with_the_document(house):
    document = house.at("signing", urgency="特急")
    slip = house.view(document).slip
    assert (slip.urgency, slip.due_at) == (2, Calendar().closing(clock.local(slip.arrived_at).date(), 0))
