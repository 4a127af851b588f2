"""What goes onto the page: from the sheet, the letterhead and the log."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from routing.database import reading
from routing.queries import papers
from routing.queries.papers import Looks, Standing
from routing.services.content import Content
from routing.typeset.paper import SealMode
from tests.factories import CHAIR, CLERK, DRAFTER, NOTICE
from workflows.definitions.outgoing import WORKFLOW

LOOKS = Looks(
    "泰州市妇女联合会", "泰州市妇女联合会", "泰州市妇女联合会办公室", "document", "文件", "picture", "d" * 64, "章.png"
)
SIGNED = Standing("泰妇字(2026)第1号", date(2026, 3, 8), "周静宜", date(2026, 3, 9), draft=False)


def official(standing=SIGNED, looks=LOOKS, **columns):
    return papers.official(replace(NOTICE, **columns), looks, standing)


def test_what_was_signed_bears_number_day_seal_and_imprint():
    paper = official(copies_to="市委办公室")
    assert (paper.mark, paper.mark_suffix, paper.number) == (("泰州市妇女联合会",), "文件", SIGNED.number)
    assert paper.dated == "2026年3月8日", "the day of signing, whatever was typed"
    assert paper.signatures == ("泰州市妇女联合会",)
    assert paper.seals[0].file == "seal.png"
    assert (paper.copied_to, paper.printed_on) == ("市委办公室", date(2026, 3, 9))
    assert (paper.signers, paper.draft) == ((), False)


def test_a_draft_has_the_date_that_was_typed_no_number_and_no_seal():
    paper = official(Standing())
    assert (paper.draft, paper.number, paper.dated) == (True, papers.UNNUMBERED, "2026年3月2日")
    assert (paper.seal_mode, paper.seals) == (SealMode.PLACE, ())


@pytest.mark.parametrize(
    ("columns", "names"),
    [({"kind": "请示"}, ["周静宜"]), ({"kind": "报告"}, ["周静宜"]), ({"kind": "意见"}, []),
     ({"kind": "意见", "direction": "上行文"}, ["周静宜"])],
)  # fmt: skip
def test_an_upward_document_names_who_signed_it(columns, names):
    assert [signer.name for signer in official(**columns).signers] == names


def test_organs_that_issue_jointly_stand_in_the_mark_and_below_the_text_in_their_order():
    paper = official(joint_organs="市教育局、市民政局")
    assert paper.mark == ("泰州市妇女联合会", "市教育局", "市民政局")
    assert paper.signatures == paper.mark
    assert [seal is not None for seal in paper.seals] == [True, False, False], "the others bring theirs on paper"


def test_the_title_is_broken_where_the_drafter_said():
    assert official(title_breaks="泰州市妇女联合会/关于开展维权周活动的通知").given_title == (
        "泰州市妇女联合会", "关于开展维权周活动的通知",
    )  # fmt: skip
    assert official().given_title == ()


def test_breaks_that_were_made_in_another_title_are_not_printed_instead_of_it():
    paper = official(title_breaks="泰州市妇女联合会/关于别的事情的通知")
    assert (paper.given_title, paper.plain_title) == ((), NOTICE.title)


def test_a_salutation_that_is_in_the_text_as_well_is_set_once():
    paper = official(body=f"各市（区）妇联：\n{NOTICE.body}")
    assert paper.recipients == "各市（区）妇联"
    assert paper.paragraphs == official().paragraphs
    other = official(body=f"各位代表：\n{NOTICE.body}")
    assert other.paragraphs[0].text == "各位代表："


def test_minutes_are_dated_by_their_meeting():
    assert official(kind="纪要").dated == "2026年3月2日"
    assert official(kind="纪要", body="会议议定如下事项。").dated == "2026年3月8日"


def test_a_date_that_was_typed_otherwise_is_told():
    content = NOTICE
    assert "按签发日期排为2026年3月8日" in papers.dated_otherwise(content, official())
    assert papers.dated_otherwise(replace(content, body="现通知如下。"), official()) == ""


def line(action, before, after):
    return SimpleNamespace(action=action, from_state=before, to_state=after)


NUMBERED = ("number", "numbering", "printing")


@pytest.mark.parametrize(
    ("steps", "which"),
    [
        ([], None),
        ([NUMBERED], 0),
        ([NUMBERED, ("print", "printing", "proof_checking")], 0),
        ([NUMBERED, ("return", "printing", "numbering")], None),
        ([NUMBERED, ("return", "printing", "drafting")], None),
        ([NUMBERED, ("return", "printing", "numbering"), NUMBERED], 2),
        ([NUMBERED, ("annul", "printing", "terminated")], None),
        ([NUMBERED, ("return", "handing_over", "distributing")], 0),
    ],
)  # fmt: skip
def test_the_line_by_which_a_document_goes_out(steps, which):
    lines = [line("begin", "", "drafting"), *(line(*step) for step in steps)]
    found = papers.issuing_line(WORKFLOW, lines)
    assert found is (None if which is None else lines[which + 1])


def test_what_is_signed_is_no_draft_and_what_was_corrected_since_is_one(house):
    document = house.at("numbering")
    view = house.view(document)
    assert papers.standing(view, 1) == Standing("", view.document.signed_on, "周静宜", None, draft=False)
    house.correct(document, CLERK, body="现更正如下。")
    assert papers.standing(house.view(document), 2).draft
    assert papers.standing(house.view(document), 1).draft


def test_a_paper_is_found_again_from_what_its_row_keeps():
    assert Standing.read(SIGNED.as_dict()) == SIGNED
    assert Standing.read(Standing().as_dict()) == Standing()


@pytest.mark.sqlite_only
def test_whoever_drafts_gets_the_letterhead_of_their_document_or_of_the_series_they_chose(house):
    document, actor = house.draft(), house.person(DRAFTER)
    for key, series in ((f"document-{document}", 0), ("new-1", 1), ("new-1", 0), ("", None)):
        assert papers.looks_for(reading(), actor, key, series).mark == "泰州市妇女联合会"
    assert papers.looks_for(reading(), replace(house.person(CHAIR), organisation_id=99), "new-1", 1) is None


@pytest.mark.parametrize(
    ("number", "title", "name"),
    [
        ("泰妇字(2026)第1号", "关于活动的通知", "泰妇字(2026)第1号 关于活动的通知.pdf"),
        ("", "", "公文.pdf"),
        ("草稿", '关于"A/B"\n的通知', "草稿 关于AB的通知.pdf"),
        ("", "题" * 300, f"{'题' * 100}.pdf"),
    ],
)
def test_a_file_is_called_by_its_number_and_title(number, title, name):
    assert papers.file_name(number, title, "pdf") == name


def test_the_columns_that_were_added_leave_older_texts_as_they_were_signed():
    added = {"title_breaks", "direction", "joint_organs"}
    kept = {name: value for name, value in NOTICE.without_body().items() if name not in added}
    older = replace(WORKFLOW, fields=tuple(field for field in WORKFLOW.fields if field.key in {*kept, "body"}))
    again = Content.read(kept, NOTICE.body)
    assert again == NOTICE
    assert older.substance(again.columns()) == older.substance({**kept, "body": NOTICE.body, "attachments": []})
    assert again.described(1) == "第1稿，印发30份"
