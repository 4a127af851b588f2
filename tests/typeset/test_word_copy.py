"""The Word copy: read back as it was written, and as pages, which LibreOffice makes of it."""

import json
import re
import shutil
import subprocess
import zipfile
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from routing.text.structure import Kind, parse
from routing.text.word import read_docx
from routing.typeset.paper import Attendance, Layout, OfficialPaper, SealMode, Signer
from routing.typeset.word_copy import word_copy

WHEN = datetime(2026, 3, 8, 1, 2, 3)
MM = 72 / 25.4
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "documents.jsonl"
BODY = """现将有关事项通知如下，请认真贯彻执行。
一、提高认识
（一）加强领导
各级妇联要加强领导——突出主题，注重实效。
1.明确责任。各部室要各负其责，密切配合。
时间 | 地点 | 内容
3月5日 | 市文化广场 | 启动仪式
3月8日 | 分会场
特此通知。
附件：1.2026年“三八”国际妇女节系列活动安排表
2.经费预算表
泰州市妇女联合会
2026年3月2日
（联系人：王芳，电话：0523-86839000）
附件1
2026年“三八”国际妇女节系列活动安排表
一、启动仪式
在市文化广场举行。
附件2
经费预算表
项目 | 金额
场地 | 2000元"""
NOTICE = OfficialPaper.drafted(
    BODY,
    mark=("泰州市妇女联合会",),
    title="关于开展2026年“三八”国际妇女节\n系列活动的通知",
    number="泰妇字〔2026〕12号",
    copy_number="000012",
    urgency="特急",
    recipients="各市（区）妇联",
    copied_to="省妇联，市委办公室",
    printed_by="泰州市妇女联合会办公室",
    printed_on=date(2026, 3, 3),
)
PLAIN = replace(NOTICE, copy_number="", urgency="", note="", attachments=())
JOINT = BODY.replace("妇女联合会\n2026", "妇女联合会\n泰州市教育局\n泰州市民政局\n2026")
PAPERS = {
    "notice": replace(NOTICE, draft=True),
    "upward": replace(NOTICE, signers=tuple(map(Signer, ("林静秋", "顾明", "许雅琴"))), seal_mode=SealMode.NONE),
    "joint": replace(
        OfficialPaper.drafted(JOINT, mark=("泰州市妇女联合会", "泰州市教育局", "泰州市民政局"), title="关于活动的通知"),
        recipients=NOTICE.recipients,
    ),
    "letter": replace(NOTICE, layout=Layout.LETTER, copy_number="", number="泰妇函〔2026〕3号"),
    "minutes": replace(
        OfficialPaper.drafted("会议议定以下事项：\n一、关于活动经费", mark=("会议纪要",), title="关于活动安排的纪要"),
        layout=Layout.MINUTES,
        number="第3期",
        date=date(2026, 3, 2),
        attendance=(Attendance("出席", "林静秋、顾明"),),
    ),
    **{
        name: replace(PLAIN, paragraphs=parse("妇女" * words))
        for name, words in {"odd": 30, "even": 200, "brim": 340, "long": 400}.items()
    },
    "full": OfficialPaper.drafted("妇女" * 1600, mark=("泰州市妇女联合会",), title="关于工作的通知"),
}


def read_back(paper):
    """The paper that a drafter gets who reads the copy in again."""
    draft = read_docx(word_copy(paper, when=WHEN))
    body = draft.body.removeprefix(f"{paper.recipients}：\n") if paper.recipients else draft.body
    return OfficialPaper.drafted(body, mark=paper.mark, title=draft.title)


def told(paper):
    """What a text says, whatever 附件说明 is called and numbered by: the copy writes it as the standard does."""

    def plain(paragraphs):
        note = re.compile(r"^附件?[：:]?|[0-9]{1,3}[.．、]|[。；]$")
        return [
            (one.kind, note.sub("", one.text.strip()) if one.kind is Kind.ATTACHMENT_NOTE else one.text.split())
            for one in paragraphs
        ]

    parts = [("".join(part.title), plain(part.paragraphs)) for part in paper.attachments]
    return paper.plain_title, paper.signatures, paper.dated, paper.note, plain(paper.paragraphs), parts


@pytest.mark.parametrize("name", ["notice", "upward", "joint", "letter"])
def test_what_is_read_back_is_the_same_text(name):
    assert told(read_back(PAPERS[name])) == told(PAPERS[name])


def test_what_was_read_back_names_the_letterhead_and_imprint_that_it_left_out():
    draft = read_docx(word_copy(NOTICE, when=WHEN))
    assert draft.lost[-1] == "文头、版记，没有读入（系统排版时会自动加上）"
    assert not [one for one in draft.lost[:-1] if "表格" not in one and "合并" not in one]
    assert not {"泰州市妇女联合会文件", "泰妇字〔2026〕12号", "特急"} & set(draft.body.split("\n"))


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_real_documents_are_read_back_as_they_were():
    records = [json.loads(line) for line in CORPUS.read_text().splitlines()]
    official = [one for one in records if one["category"] == "公文" and len(one["body"]) < 1_800]
    papers = [OfficialPaper.from_corpus({**one, "date": ""}) for one in official]
    assert len(papers) > 20
    named = [paper for paper in papers if all(part.label != "附" for part in paper.attachments)]
    assert [told(read_back(paper)) for paper in named] == [told(paper) for paper in named]


def test_the_same_paper_gives_the_same_bytes_and_no_picture_of_a_seal():
    octets = word_copy(NOTICE, when=WHEN)
    assert word_copy(NOTICE, when=WHEN) == octets
    with zipfile.ZipFile(BytesIO(octets)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2026, 3, 8, 1, 2, 2)}
        assert not [name for name in package.namelist() if "media" in name or "thumbnail" in name]


def test_headings_have_the_styles_of_word_itself_so_that_its_navigation_works():
    import docx

    document = docx.Document(BytesIO(word_copy(NOTICE, when=WHEN)))
    styled = {one.text: one.style for one in document.paragraphs if one.style.name.startswith("Heading")}
    assert {text: style.name for text, style in styled.items()} == {
        "一、提高认识": "Heading 1",
        "（一）加强领导": "Heading 2",
        "一、启动仪式": "Heading 1",
    }
    assert styled["（一）加强领导"].element.find(".//{*}outlineLvl").values() == ["1"]
    assert document.core_properties.title == "关于开展2026年“三八”国际妇女节系列活动的通知"


class Pages:
    """A PDF as its characters: where each stands, in points from the upper left corner of its page."""

    def __init__(self, path):
        self.document = pypdfium2.PdfDocument(path)

    def __len__(self):
        return len(self.document)

    def lines(self, page):
        """The lines of a page from above: top, left, right and text of each."""
        text = self.document[page].get_textpage()
        height = self.document[page].get_height()
        rows = defaultdict(list)
        for index in range(text.count_chars()):
            if (char := text.get_text_range(index, 1)).strip():
                left, bottom, right, top = text.get_charbox(index, loose=True)
                key = next((row for row in rows if abs(row - bottom) < 4), bottom)
                rows[key].append((left, right, height - top, char))
        return [
            (min(one[2] for one in row), min(one[0] for one in row), max(one[1] for one in row),
             "".join(one[3] for one in sorted(row)))
            for _, row in sorted(rows.items(), reverse=True)
        ]  # fmt: skip

    def line(self, page, words):
        return next(one for one in self.lines(page) if words in one[3])

    def rules(self, page):
        """The lines drawn on a page: left, top, right, bottom."""
        height = self.document[page].get_height()
        drawn = [one.get_bounds() for one in self.document[page].get_objects() if one.type == 2]
        return [(left, height - top, right, height - bottom) for left, bottom, right, top in drawn]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every paper as LibreOffice shows it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice here (Debian: libreoffice-writer)")
    folder = tmp_path_factory.mktemp("word")
    names = [folder / f"{name}.docx" for name in PAPERS]
    for path, paper in zip(names, PAPERS.values(), strict=True):
        path.write_bytes(word_copy(paper, when=WHEN))
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *names]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {path.stem: Pages(path.with_suffix(".pdf")) for path in names}


@pytest.mark.libreoffice
def test_a_full_page_has_22_lines_of_28_characters(pages):
    lines = pages["full"].lines(1)
    assert [len(text) for *_, text in lines[:-1]] == [28] * 22
    assert lines[-1][3] == "—2—"
    assert all(left == pytest.approx(28 * MM, abs=1) for _, left, _, _ in lines[:-1])
    assert all(right == pytest.approx(184 * MM, abs=2) for _, _, right, _ in lines[:-1])


@pytest.mark.libreoffice
def test_the_elements_stand_where_the_standard_puts_them(pages):
    notice = pages["notice"]
    first = [text for *_, text in notice.lines(0)]
    assert first[:3] == ["草稿", "000012", "特急"]
    top, left, right, _ = notice.line(0, "泰州市妇女联合会文件")
    assert top == pytest.approx((37 + 35) * MM, abs=5)
    assert (left + right) / 2 == pytest.approx((28 + 78) * MM, abs=2)
    number = notice.line(0, "〔2026〕")
    title = notice.line(0, "关于开展")
    red = [rule for rule in notice.rules(0) if number[0] < rule[1] < title[0]]
    assert [rule[2] - rule[0] for rule in red] == pytest.approx([156 * MM] * len(red), abs=5)
    assert red[0][1] - number[0] == pytest.approx(16 + 4 * MM, abs=3)
    assert "1.2026年" in notice.line(1, "附件：")[3]
    assert notice.line(1, "附件：")[1] == pytest.approx(28 * MM + 31.5, abs=1)
    assert notice.line(1, "2.经费")[1] == pytest.approx(28 * MM + 5 * 15.75, abs=2)
    date, organ = notice.line(1, "年3月2日"), next(one for one in notice.lines(1) if one[3] == "泰州市妇女联合会")
    middle = 184 * MM - 4 * 15.75 - 94 / 2  # the date is 94 points wide where digits and characters do not stand apart
    assert [(one[1] + one[2]) / 2 for one in (date, organ)] == pytest.approx([middle, middle], abs=3)
    assert [text for *_, text in notice.lines(2)][:3] == ["草稿", "附件1", "2026年“三八”国际妇女节系列活动安排表"]
    imprint = notice.lines(len(notice) - 1)[-3:]
    assert [text for *_, text in imprint[:2]] == [
        "抄送：省妇联，市委办公室。",
        "泰州市妇女联合会办公室2026年3月3日印发",
    ]
    assert imprint[1][0] + 20 == pytest.approx((297 - 35) * MM, abs=6)


@pytest.mark.libreoffice
@pytest.mark.parametrize(("name", "numbers"), [("odd", "12"), ("even", "12"), ("long", "1234"), ("brim", "12")])
def test_the_imprint_stands_at_the_foot_of_the_last_even_page(pages, name, numbers):
    """Where the text leaves it no room, an empty page is between, which LibreOffice prints only for both sides."""
    found = pages[name]
    told = [[text for *_, text in found.lines(page)] for page in range(len(found))]
    assert [number for page in told for number in numbers if f"—{number}—" in page] == list(numbers)
    assert len(found) == len(numbers) + (name == "brim")
    assert "抄送：省妇联，市委办公室。" in told[-1]
    last = next(line for line in found.lines(len(found) - 1) if "印发" in line[3])
    assert last[0] + 20 == pytest.approx((297 - 35) * MM, abs=15)  # LibreOffice sets a section's own 5 mm lower


@pytest.mark.libreoffice
def test_page_numbers_stand_outside_by_side(pages):
    for page, edge in ((0, 184 * MM), (1, 28 * MM)):
        _, left, right, text = pages["full"].lines(page)[-1]
        assert text == f"—{page + 1}—"
        assert min(abs(edge - 14 - right), abs(edge + 14 - left)) < 2


@pytest.mark.libreoffice
def test_upward_documents_name_their_signers_beside_the_number(pages):
    upward = pages["upward"]
    assert "签发人：林静秋顾明" in [text for *_, text in upward.lines(0)]
    _, left, _, text = upward.line(0, "〔2026〕")
    assert text == "泰妇字〔2026〕12号许雅琴"
    assert left == pytest.approx(28 * MM + 15.75, abs=1)
    organ = next(one for one in upward.lines(1) if one[3] == "泰州市妇女联合会")
    assert upward.line(1, "年3月2日")[1] - organ[1] == pytest.approx(2 * 15.75, abs=1)


@pytest.mark.libreoffice
def test_a_letter_has_its_mark_and_double_rules_and_no_number_on_page_1(pages):
    letter = pages["letter"]
    assert letter.lines(0)[0][0] == pytest.approx(30 * MM, abs=5)
    assert letter.lines(0)[1][3] == "特急泰妇函〔2026〕3号"
    wide = [rule for rule in letter.rules(0) if rule[2] - rule[0] > 165 * MM]
    assert [rule[0] for rule in wide] == pytest.approx([20 * MM] * len(wide), abs=3)
    assert [rule[2] for rule in wide] == pytest.approx([190 * MM] * len(wide), abs=3)
    assert min(rule[1] for rule in wide) - (letter.lines(0)[0][0] + 36) == pytest.approx(4 * MM, abs=5)
    assert max(rule[3] for rule in wide) == pytest.approx((297 - 20) * MM, abs=3)
    assert "—1—" not in [text for *_, text in letter.lines(0)]
    assert letter.lines(1)[-1][3] == "—2—"
    assert "印发" not in "".join(text for page in range(len(letter)) for *_, text in letter.lines(page))


@pytest.mark.libreoffice
def test_minutes_name_the_day_above_the_rule_and_who_was_there_below_the_text(pages):
    texts = [text for *_, text in pages["minutes"].lines(0)]
    assert texts == [
        "会议纪要", "第3期", "2026年3月2日", "关于活动安排的纪要", "会议议定以下事项：", "一、关于活动经费",
        "出席：林静秋、顾明", "—1—",
    ]  # fmt: skip


@pytest.mark.libreoffice
def test_organs_that_issue_together_sign_beside_each_other_above_one_date(pages):
    joint = pages["joint"]
    texts = [text for page in range(len(joint)) for *_, text in joint.lines(page)]
    assert set(texts[:4]) == {"泰州市妇女联合会", "泰州市教育局", "泰州市民政局", "文件"}
    row = texts.index("泰州市妇女联合会泰州市教育局")
    assert texts[row + 1 : row + 3] == ["泰州市民政局", "2026年3月2日"]
