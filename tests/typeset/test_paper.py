import json
import pickle
from datetime import date

import pytest

from routing.typeset.blocks import blocks_of
from routing.typeset.paper import (
    ArchiveStamp,
    Attendance,
    Layout,
    OfficialPaper,
    PaperError,
    Seal,
    SealMode,
    Signer,
)

BODY = """各级妇联要认真组织学习。
一、总体要求
（一）指导思想。坚持正确方向。
附件：1.活动安排表
2.报名表。
泰州市妇女联合会
2026年3月8日
（此件公开发布）
附件1
活动安排表
序号 | 时间 | 内容
1 | 3月8日 | 开幕
附件2
报名表
姓名 | 单位"""


def paper(body=BODY, **elements):
    return OfficialPaper.drafted(body, **{"mark": ("泰州市妇女联合会",), "title": "关于活动的通知", **elements})


def blocks(text):
    return blocks_of(OfficialPaper.drafted(text, mark=("市妇联",), title="通知").paragraphs)


def test_the_parts_of_a_typed_text_are_recognised():
    made = paper()
    assert [one.text for one in made.paragraphs][-1] == "2.报名表。"
    assert (made.signatures, made.dated, made.note) == (("泰州市妇女联合会",), "2026年3月8日", "（此件公开发布）")
    assert [(one.label, one.title) for one in made.attachments] == [
        ("附件1", ("活动安排表",)),
        ("附件2", ("报名表",)),
    ]


def test_given_elements_win_over_the_text():
    made = paper(signatures=("泰州市妇联",), date=date(2026, 3, 9), note="")
    assert (made.signatures, made.dated, made.note) == (("泰州市妇联",), "2026年3月9日", "（此件公开发布）")


def test_the_lists_below_the_text_of_minutes_are_who_was_there():
    text = "会议研究了有关工作。\n出席：周静宜、沈秋岚\n请假：陆文斌。\n列席人员：许雅琴"
    minutes = paper(text, layout=Layout.MINUTES)
    assert [(one.label, one.names) for one in minutes.attendance] == [
        ("出席", "周静宜、沈秋岚"), ("请假", "陆文斌"), ("列席", "许雅琴"),
    ]  # fmt: skip
    assert [one.text for one in minutes.paragraphs] == ["会议研究了有关工作。"]
    assert len(paper(text).paragraphs) == 4, "in any other document it is text"


def test_a_draft_without_a_day_keeps_its_wording():
    assert paper("同意。\n泰州市妇女联合会\n2026年 月 日").dated == "2026年 月 日"


def test_breaks_set_by_hand_win_and_the_title_is_still_one():
    for title in (("关于活动的", "通知"), "关于活动的\n通知"):
        made = paper(title=title)
        assert made.given_title == ("关于活动的", "通知")
        assert made.plain_title == "关于活动的通知"
    assert paper(title=("关于活动的通知",)).given_title == ()


@pytest.mark.parametrize(
    ("field", "elements"),
    [
        ("mark", {"mark": ("",)}),
        ("title", {"title": " \n "}),
        ("copy_number", {"copy_number": "12"}),
        ("urgency", {"urgency": "很急"}),
        ("signers", {"signers": (Signer("王军"),), "layout": Layout.LETTER}),
        ("attendance", {"attendance": (Attendance("出席", "王军"),)}),
        ("seals", {"seal_mode": SealMode.PICTURE, "seals": (Seal("a"), Seal("b"))}),
    ],
)
def test_what_the_standard_does_not_know_is_refused_by_field(field, elements):
    with pytest.raises(PaperError) as refused:
        paper(**elements)
    assert refused.value.field == field
    assert pickle.loads(pickle.dumps(refused.value)).field == field


def test_the_data_is_plain_json_and_the_paper_goes_to_another_process():
    made = paper(
        layout=Layout.DOCUMENT, signers=(Signer("王军"),), seals=(Seal("seal"),), seal_mode=SealMode.PICTURE,
        archive_stamp=ArchiveStamp(fonds="Z109"), recipients="各县（市、区）妇联：", copied_to="市委办公室。",
    )  # fmt: skip
    data = json.loads(json.dumps(made.as_data()))
    assert data["recipients"] == "各县（市、区）妇联："
    assert data["copied_to"] == "市委办公室"
    assert data["signers"] == ["王　军"]
    assert pickle.loads(pickle.dumps(made)) == made


def test_headings_have_their_lead_and_stay_with_what_is_below():
    made = blocks("一、总体要求\n（一）指导思想。坚持方向。\n（二）目标。\n内容。")
    assert [(one.kind, one.lead, one.sticky) for one in made] == [
        ("heading_1", "一、总体要求", True),
        ("heading_2", "（一）指导思想。", False),
        ("heading_2", "（二）目标。", True),
        ("text", "", False),
    ]


def test_a_row_of_chapters_is_a_table_of_contents_and_may_be_parted():
    made = blocks("目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 为了活动，制定本办法。")
    assert [one.sticky for one in made] == [False, False, False, True, False]


def test_the_names_of_attachments_lose_their_stops_and_keep_their_numbers():
    made = blocks("内容。\n附件：1.安排表；\n2.报名表。\n泰州市妇女联合会\n2026年3月8日")
    assert [(one.kind, one.lead, one.text) for one in made[1:]] == [
        ("attachment_first", "1.", "安排表"),
        ("attachment_next", "2.", "报名表"),
    ]


def test_rows_become_one_table_with_the_headings_between_them():
    (table,) = blocks("序号 | 举措\n一、知识产权方面\n1 | 审判\n二、军民方面\n合计 |")
    assert table.table.rows == (
        ("序号", "举措"), ("一、知识产权方面",), ("1", "审判"), ("二、军民方面",), ("合计", ""),
    )  # fmt: skip
    assert sum(table.table.widths) == pytest.approx(156 / 25.4 * 72, abs=0.1)


def test_a_head_that_comes_again_begins_another_table():
    made = blocks("编号 | 坐标\nA1 | 1\n一、B匝道\n编号 | 坐标\nB1 | 2")
    assert [one.kind for one in made] == ["table", "heading_1", "table"]


def test_numbers_that_do_not_fit_make_the_type_of_a_table_smaller():
    (table,) = blocks("\n".join(" | ".join(["1234567890.12"] * 7) for _ in range(2)))
    assert 7.5 <= table.table.size < 12


def test_an_endless_number_in_a_cell_may_be_parted():
    (table,) = blocks(f"编号 | 说明\n{'9' * 200} | 无")
    assert (table.table.size, "".join(table.table.rows[1][0].split("\u200b"))) == (12, "9" * 200)


def test_a_line_from_the_corpus_becomes_a_paper():
    made = OfficialPaper.from_corpus(
        {"title": "通知", "issuer": "国务院、中央军委", "number": "国函〔1996〕95号", "date": "1996-11-05",
         "recipients": "武警总部", "body": "同意。\n国务院 中央军委\n一九九六年十一月五日"}
    )  # fmt: skip
    assert made.mark == made.signatures == ("国务院", "中央军委")
    assert made.dated == "1996年11月5日"


def test_a_law_has_its_caption_and_its_opening_sentence():
    made = OfficialPaper.from_corpus(
        {"title": "决定", "issuer": "最高人民法院", "recipients": "对《解释》作如下修改",
         "body": "（2021年11月24日最高人民法院审判委员会通过）\n一、删去第二条。"}
    )  # fmt: skip
    assert made.caption == "（2021年11月24日最高人民法院审判委员会通过）"
    assert made.paragraphs[0].text == "对《解释》作如下修改："
    assert (made.recipients, made.signatures) == ("", ("最高人民法院",))


def test_an_article_stands_a_characters_place_from_its_number():
    (made,) = blocks("第一条 为了活动，制定本办法。")
    assert (made.kind, made.lead, made.text) == ("article", "第一条", "　为了活动，制定本办法。")


def test_each_list_of_attachments_begins_anew():
    made = blocks("内容。\n附件：1.安排表\n2.报名表\n又及。\n附件：1.名单\n2.地图")
    assert [one.kind for one in made if one.kind.startswith("attachment")] == [
        "attachment_first",
        "attachment_next",
    ] * 2
