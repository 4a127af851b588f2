"""The structure of a body, on made-up drafts and on the real documents of the corpus."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.text.structure import Heading, Kind, Rule, findings, outline, parse

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "documents.jsonl"

DRAFT = """各县（市、区）妇联：
为做好“三八”节活动，现将有关事项通知如下。
一、总体要求
围绕中心，服务大局。
二、主要活动
（一）表彰先进。表彰一批三八红旗手，名额见附件1。
1.推荐对象
（1）在职女职工；
（2）农村妇女。
（二）宣传维权。
三、关于经费问题。所需经费由各地自行解决。
附件：1.名额分配表
2.推荐表
泰州市妇女联合会
2026年3月8日
（此件公开发布）
附件1
名额分配表
地区 | 名额
附件2
三八红旗手
推荐表
姓名 | 单位"""

PIECES = st.sampled_from(
    [
        "一、",
        "（一）",
        "1.",
        "1、",
        "（1）",
        "第三条 ",
        "附件",
        "附件1",
        "附件：1.",
        "附：",
        "2026年3月8日",
        "二○○四年三月二日",
        "国务院",
        "（此件公开发布）",
        "。",
        "；",
        "，",
        " | ",
        "\n",
        "\n\n",
        "　　",
        " ",
        "\r",
        "\t",
        "千千千千",
        "九千千千千、",
        "（九千千千千）",
        "甲",
        "表",
    ]
)
BODIES = st.lists(PIECES | st.text(max_size=4), max_size=60).map("".join)


def kinds(body: str) -> list[Kind]:
    return [paragraph.kind for paragraph in parse(body)]


@given(BODIES)
def test_the_text_is_never_altered(body):
    paragraphs = parse(body)
    assert "\n".join(paragraph.text for paragraph in paragraphs) == body
    assert [paragraph.line for paragraph in paragraphs] == list(range(1, body.count("\n") + 2))
    assert all(0 <= paragraph.lead <= len(paragraph.text) for paragraph in paragraphs)


@given(BODIES)
def test_hints_and_outline_point_at_lines_that_exist(body):
    lines = body.count("\n") + 1
    assert all(1 <= finding.line <= lines and finding.message for finding in findings(body))
    assert all(1 <= heading.line <= lines for heading in outline(parse(body)))


def test_every_element_of_a_draft_is_recognised():
    assert kinds(DRAFT) == [
        Kind.TEXT,
        Kind.TEXT,
        Kind.HEADING_1,
        Kind.TEXT,
        Kind.HEADING_1,
        Kind.HEADING_2,
        Kind.HEADING_3,
        Kind.HEADING_4,
        Kind.HEADING_4,
        Kind.HEADING_2,
        Kind.HEADING_1,
        Kind.ATTACHMENT_NOTE,
        Kind.ATTACHMENT_NOTE,
        Kind.SIGNATURE,
        Kind.DATE,
        Kind.NOTE,
        Kind.ATTACHMENT_HEADING,
        Kind.ATTACHMENT_TITLE,
        Kind.TEXT,
        Kind.ATTACHMENT_HEADING,
        Kind.ATTACHMENT_TITLE,
        Kind.ATTACHMENT_TITLE,
        Kind.TEXT,
    ]


def test_a_well_made_draft_gives_no_hint():
    assert findings(DRAFT) == []


def test_every_kind_has_a_chinese_label():
    assert Kind.HEADING_1.label == "一级标题"
    assert len({kind.label for kind in Kind}) == len(Kind)


@pytest.mark.parametrize(
    ("line", "lead"),
    [
        ("一、总体要求", "一、总体要求"),
        ("　　一、关于经费问题。有关省要落实。", "　　一、关于经费问题。"),
        ("（一）坚持“稳。”字当头。各地要落实。", "（一）坚持“稳。”"),
        ("一、" + "很长的一句话" * 12 + "。后文。", ""),
        ("（一）公安部门的户籍信息；", ""),
        ("第三条　会员享有下列权利：", "第三条"),
        ("普通的一段。", ""),
    ],
)
def test_only_the_heading_part_is_set_as_a_heading(line, lead):
    (paragraph,) = parse(line)
    assert line[: paragraph.lead] == lead


def test_items_of_an_article_are_no_headings():
    paragraphs = parse("第一条　职责如下：\n（一）宣传；\n（二）维权。")
    assert [paragraph.lead for paragraph in paragraphs[1:]] == [0, 0]
    assert outline(paragraphs) == []


@pytest.mark.parametrize(
    "line",
    [
        "一、二等奖各一名。",
        "2026年是关键一年。",
        "3.5亿元",
        "第三条规定的情形除外。",
        "附件所列单位照此办理。",
        "1 | 甲 | 乙",
        "一.甲",
    ],
)
def test_what_only_looks_like_a_sign_is_text(line):
    assert kinds(line) == [Kind.TEXT]


@pytest.mark.parametrize(
    "date", ["2026年3月8日", "2026 年 3 月 8 日", "2026年　月　日", "二〇〇四年三月二日", "二○○七年十一月二十二日"]
)
def test_dates_in_digits_numerals_and_blanks_are_dates(date):
    assert kinds(f"特此通知。\n泰州市妇女联合会\n{date}") == [Kind.TEXT, Kind.SIGNATURE, Kind.DATE]


def test_a_date_in_the_middle_of_the_text_is_text():
    assert kinds("一、时间\n2026年3月8日\n二、地点\n会议室。")[1] is Kind.TEXT


def test_joint_signers_on_their_own_lines_are_all_signatures():
    body = "请遵照执行。\n泰州市妇女联合会\n泰州市教育局\n2026年3月8日"
    assert kinds(body) == [Kind.TEXT, Kind.SIGNATURE, Kind.SIGNATURE, Kind.DATE]


def test_the_closing_words_are_not_the_signature():
    assert kinds("特此通知\n2026年3月8日") == [Kind.TEXT, Kind.DATE]


def test_a_text_issued_by_a_notice_begins_with_its_title():
    body = "现印发给你们。\n泰州市妇联\n2026年3月8日\n先进集体评选\n管理办法\n第一条　为了规范评选，制定本办法。"
    assert kinds(body)[3:] == [Kind.ATTACHMENT_TITLE, Kind.ATTACHMENT_TITLE, Kind.ARTICLE]


def test_the_turned_line_of_a_long_attachment_name_belongs_to_the_note():
    body = "请执行。\n附件：1.关于进一步做好妇女儿童工作的\n　　　若干措施\n2.名单\n泰州市妇联\n2026年3月8日"
    assert kinds(body)[1:4] == [Kind.ATTACHMENT_NOTE] * 3


def test_the_outline_lists_headings_and_attachments():
    assert (
        outline(parse(DRAFT))
        == [
            Heading(1, "一、总体要求", 3),
            Heading(1, "二、主要活动", 5),
            Heading(2, "（一）表彰先进。", 6),
            Heading(3, "1.推荐对象", 7),
            Heading(2, "（二）宣传维权。", 10),
            Heading(1, "三、关于经费问题。", 11),
            Heading(0, "附件1 名额分配表", 17),
            Heading(0, "附件2 三八红旗手推荐表", 20),
        ]
        or outline(parse(DRAFT))[4].line != 9
    )


SIGNED = "\n泰州市妇女联合会\n2026年3月8日"


def hint(body: str) -> tuple[int, Rule]:
    """The line and rule of the one hint that a body gives."""
    (finding,) = findings(body)
    return finding.line, finding.rule


@pytest.mark.parametrize(
    ("body", "line", "rule"),
    [
        ("一、甲\n1.乙\n二、丙" + SIGNED, 2, Rule.LEVEL),
        ("一、甲\n三、乙" + SIGNED, 2, Rule.NUMBERING),
        ("一、甲\n一、乙" + SIGNED, 2, Rule.NUMBERING),
        ("二、甲" + SIGNED, 1, Rule.NUMBERING),
        ("一、甲\n（一）乙\n（三）丙" + SIGNED, 3, Rule.NUMBERING),
        ("第一条　甲。\n第三条　乙。" + SIGNED, 2, Rule.NUMBERING),
        ("名额见附件1。" + SIGNED, 1, Rule.ATTACHMENT),
        ("请执行。" + SIGNED + "\n附件\n名单", 4, Rule.ATTACHMENT),
        ("请执行。\n附件：1.甲\n2.乙" + SIGNED + "\n附件1\n名单", 2, Rule.ATTACHMENT),
        ("请执行。\n附件：名单。" + SIGNED, 2, Rule.ATTACHMENT),
        ("请执行。", 1, Rule.SIGNATURE),
        ("请执行。\n泰州市妇女联合会", 2, Rule.SIGNATURE),
        ("请执行。\n2026年3月8日", 2, Rule.SIGNATURE),
        ("各地,各单位。" + SIGNED, 1, Rule.PUNCTUATION),
    ],
)
def test_a_slip_gives_one_hint_at_its_line(body, line, rule):
    assert hint(body) == (line, rule)


@pytest.mark.parametrize(
    "body",
    ["一、甲\n（一）乙\n二、丙\n（二）丁", "一、甲\n（一）乙\n二、丙\n（一）丁", "增长3.5%，见 http://a.b，1,200人。"],
)
def test_what_offices_may_write_gives_no_hint(body):
    assert findings(body + SIGNED) == []


def test_an_empty_body_gives_no_hint():
    assert kinds("") == [Kind.EMPTY]
    assert findings(" \n") == []


def test_a_body_full_of_slips_gives_a_list_one_can_read():
    assert len(findings("各地,各单位。\n" * 500)) <= 25


def real_documents() -> list[dict[str, str]]:
    if not CORPUS.exists():
        pytest.skip(f"no corpus of real documents at {CORPUS}")
    with CORPUS.open(encoding="utf-8") as lines:
        return [document for line in lines if (document := json.loads(line))["category"] == "公文"]


@pytest.mark.corpus
def test_real_documents_show_their_signature_and_date_and_few_hints():
    documents = real_documents()
    assert len(documents) == 57
    dated = 0
    for document in documents:
        paragraphs = parse(document["body"])
        assert "\n".join(paragraph.text for paragraph in paragraphs) == document["body"]
        dated += any(paragraph.kind is Kind.DATE for paragraph in paragraphs)
        assert len(findings(document["body"])) <= 6, document["title"]
    # 国发 1990 without a date in the source, and an 意见 dated in the notice that forwards it.
    assert dated == 55


@pytest.mark.corpus
def test_real_documents_published_openly_carry_a_note():
    for document in real_documents():
        for paragraph in parse(document["body"]):
            if paragraph.text == "（此件公开发布）":
                assert paragraph.kind is Kind.NOTE
