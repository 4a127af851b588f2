"""The page, measured: where each element of GB/T 9704-2012 stands, to a tenth of a millimetre."""

import io
import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import pdfplumber
import pytest

from routing.judge import judge
from routing.typeset.errors import MissingGlyphError
from routing.typeset.official import set_paper
from routing.typeset.paper import ArchiveStamp, Attendance, Layout, OfficialPaper, Seal, SealMode, Signer

WHEN = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)
MM = 72 / 25.4
CHARACTER = 156 / 28
PITCH = (225 - 16 / MM) / 21
SEAL = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4.5" cy="4.5" r="4" fill="red"/></svg>'
SENTENCE = "各级妇联要认真学习贯彻会议精神，结合本地实际研究制定具体措施，确保各项任务落到实处。"
ORGANS = ("泰州市妇女联合会", "泰州市教育局", "泰州市公安局")
PLAIN = OfficialPaper.drafted(
    f"{SENTENCE}\n一、总体要求\n{SENTENCE * 3}\n（一）工作目标。{SENTENCE}\n1.抓落实。{SENTENCE}",
    mark=("泰州市妇女联合会",),
    number="泰妇发〔2026〕1号",
    title="关于认真学习贯彻会议精神的通知",
    recipients="各市（区）妇联，市各有关单位",
    signatures=("泰州市妇女联合会",),
    date=date(2026, 3, 8),
)
LONG = replace(PLAIN, paragraphs=PLAIN.paragraphs * 3)
IMPRINT = {
    "copied_to": "市委办公室，市政府办公室，省妇联办公室",
    "printed_by": "泰州市妇女联合会办公室",
    "printed_on": date(2026, 3, 9),
}


class Page:
    """One page, read independently of the template: lines of characters with their places in millimetres."""

    def __init__(self, page):
        self.rules = sorted(page.rects + page.lines, key=lambda rule: rule["top"])
        self.images = page.images
        lines = {}
        for char in page.chars:
            lines.setdefault(round(page.height - char["matrix"][5], 1), []).append(char)
        self.lines = [(y, sorted(chars, key=lambda char: char["x0"])) for y, chars in sorted(lines.items())]

    def find(self, words):
        """The line that has these words: (row from 0, left and right edge in mm from the sheet's left, size)."""
        for y, chars in self.lines:
            text = "".join(char["text"] for char in chars)
            if words in text:
                part = chars[text.index(words) :][: len(words)]
                row = (y - 0.88 * part[0]["size"] - 37 * MM) / MM / PITCH
                return row, part[0]["x0"] / MM, part[-1]["x1"] / MM, part[0]["size"]
        raise AssertionError(f"not on the page: {words}")

    @property
    def text(self):
        return "\n".join("".join(char["text"] for char in chars) for _, chars in self.lines)


def pages(paper, **settings):
    done = set_paper(paper, when=WHEN, **settings)
    with pdfplumber.open(io.BytesIO(done.pdf)) as pdf:
        return [Page(page) for page in pdf.pages], done


def close(expected):
    return pytest.approx(expected, abs=0.12)


def test_a_document_stands_where_the_standard_says():
    (first, *_), done = pages(replace(PLAIN, copy_number="000012", secrecy="机密★1年", urgency="特急"))
    assert judge(done.pdf).clean, judge(done.pdf).broken
    for row, words in enumerate(("000012", "机密★1年", "特急")):
        assert first.find(words)[:2] == (close(row), close(28))
    _mark_row, left, right, _ = first.find("泰州市妇女联合会文件")
    assert left - 28 == close(184 - right)
    number_row, left, right, _ = first.find("泰妇发〔2026〕1号")
    assert (number_row, left - 28) == (close(7), close(184 - right))
    (rule,) = [rule for rule in first.rules if rule["x1"] - rule["x0"] > 150 * MM]
    under_number = (37 + (number_row * PITCH) + 16 / MM) * MM
    assert (rule["top"] - under_number) / MM == pytest.approx(4, abs=0.5)
    assert first.find("关于认真学习贯彻会议精神的通知")[0] == pytest.approx(10 - 3 / MM / PITCH, abs=0.02)
    assert first.find("各市（区）妇联")[:2] == (close(12), close(28))
    assert first.find("各级妇联要")[:2] == (close(13), close(28 + 2 * CHARACTER))
    assert first.find("— 1 —")[2] == pytest.approx(184 - 14 / MM, abs=0.3)


def test_every_line_of_text_is_on_the_grid_and_full_lines_have_28_characters():
    made, _ = pages(replace(PLAIN, paragraphs=OfficialPaper.drafted(
        "\n".join([SENTENCE * 7] * 9), mark=("市妇联",), title="通知").paragraphs))  # fmt: skip
    for page in made[1:-1]:
        body = [(y, chars) for y, chars in page.lines if abs(chars[0]["size"] - 16) < 0.1]
        assert len(body) == 22
        for index, (y, chars) in enumerate(body):
            assert (y - 0.88 * 16 - 37 * MM) / MM / PITCH == close(index)
            assert len(chars) <= 28
        assert sum(len(chars) + (chars[0]["x0"] > 85) * 2 >= 27 for _, chars in body) >= 18


def test_an_upward_document_names_its_signers_on_the_line_of_the_number():
    signers = (Signer("王军"), Signer("欧阳小明"), Signer("李红"))
    (first, *_), done = pages(replace(PLAIN, signers=signers))
    assert judge(done.pdf).clean, judge(done.pdf).broken
    number, last = first.find("泰妇发〔2026〕1号"), first.find("李　红")
    assert (number[0], number[1]) == (close(last[0]), close(28 + CHARACTER))
    assert first.find("签发人：王　军")[0] == close(number[0] - 1)
    assert last[1] == close(first.find("王　军")[1])
    assert first.find("欧阳小明")[2] == pytest.approx(184 - CHARACTER, abs=0.2)


def test_a_letter_has_its_rules_and_its_number_at_the_right():
    (first, *rest), done = pages(replace(LONG, layout=Layout.LETTER, urgency="加急", **IMPRINT))
    assert judge(done.pdf, "letter").clean, judge(done.pdf, "letter").broken
    wide = [rule for rule in first.rules if rule["x1"] - rule["x0"] > 169 * MM]
    assert [rule["x0"] / MM for rule in wide] == [close(20)] * 4
    assert wide[3]["bottom"] / MM == close(277)
    heights = [rule["height"] for rule in wide]
    assert heights[0] > heights[1]
    assert heights[2] < heights[3]
    number = first.find("泰妇发〔2026〕1号")
    assert number[2] == close(184)
    assert (37 + number[0] * PITCH) * MM - wide[1]["bottom"] == pytest.approx(14, abs=0.5)
    assert "— 1 —" not in first.text
    last = rest[-1] if rest else first
    assert "抄送：市委办公室" in last.text
    assert "印发" not in last.text


def test_minutes_tell_who_was_there_and_bear_no_seal():
    present = (Attendance("出席", "王某某、" * 20 + "李某某"), Attendance("请假", "赵某某"))
    (first, *rest), done = pages(
        replace(PLAIN, layout=Layout.MINUTES, mark=("泰州市妇联会议纪要",), attendance=present)
    )
    assert done.facts["seals"] == []
    page = next(page for page in (first, *rest) if "请假：" in page.text)
    assert page.find("请假：")[1] == close(28 + 2 * CHARACTER)
    assert page.find("赵某某")[1] == close(28 + 5 * CHARACTER)
    assert first.find("2026年3月8日")[0] == close(first.find("泰妇发〔2026〕1号")[0] + 1)


@pytest.mark.parametrize("mode", [SealMode.PICTURE, SealMode.PLACE])
def test_a_seal_stands_over_signature_and_date(mode):
    made, done = pages(replace(PLAIN, seal_mode=mode, seals=(Seal("seal"),)), files={"seal": SEAL})
    (seal,) = done.facts["seals"]
    page = made[seal["page"] - 1]
    name, day = page.find("泰州市妇女联合会"), page.find("2026年3月8日")
    assert 184 - day[2] == close(4 * CHARACTER)
    assert (name[1] + name[2]) / 2 == close((day[1] + day[2]) / 2)
    middle = (seal["x"] + seal["size"] / 2) / MM
    assert middle == close((name[1] + name[2]) / 2)
    top, bottom = seal["y"] / MM, (seal["y"] + seal["size"]) / MM
    assert top < 37 + name[0] * PITCH
    assert bottom > 37 + day[0] * PITCH + 16 / MM
    end_of_text = max(y for y, _ in page.lines if y < (37 + name[0] * PITCH) * MM) / MM + 0.12 * 16 / MM
    assert 0 <= top - end_of_text < PITCH


def test_without_a_seal_the_date_begins_two_characters_after_the_signature():
    made, done = pages(replace(PLAIN, seal_mode=SealMode.NONE))
    page = made[done.facts["signature_page"] - 1]
    name, day = page.find("泰州市妇女联合会"), page.find("2026年3月8日")
    assert (184 - name[2], day[1] - name[1]) == (close(2 * CHARACTER), close(2 * CHARACTER))
    assert day[0] - name[0] == close(1)


def test_several_organs_stand_below_each_other_and_seal_side_by_side():
    joint = replace(PLAIN, mark=ORGANS, signatures=ORGANS, seals=(Seal("s"),) * 3, seal_mode=SealMode.PICTURE)
    (first, *_), done = pages(joint, files={"s": SEAL})
    assert judge(done.pdf).clean, judge(done.pdf).broken
    seals = done.facts["seals"]
    assert len({seal["y"] for seal in seals}) == 1
    assert all(right["x"] - left["x"] > left["size"] for left, right in itertools.pairwise(seals))
    assert seals[0]["x"] >= 28 * MM
    assert seals[-1]["x"] + seals[-1]["size"] <= 184 * MM
    rows = [first.find(name)[0] for name in ("妇", "教", "公")]
    assert rows == sorted(rows)
    assert first.find("文件")[1] > first.find("局")[2]


def test_ten_organs_leave_room_for_the_text_on_page_one():
    many = replace(PLAIN, mark=ORGANS * 3 + ORGANS[:1], signers=tuple(Signer("王军") for _ in range(10)))
    _, done = pages(many)
    assert done.facts["body_page"] == 1


def test_recipients_without_room_on_page_one_go_to_the_foot():
    made, done = pages(
        replace(PLAIN, recipients="，".join(["各市（区）人民政府妇女儿童工作委员会办公室"] * 20), **IMPRINT)
    )
    assert done.facts["body_page"] == 1
    assert "主送：各市" in made[-1].text
    assert "抄送：市委" in made[-1].text


def test_the_imprint_ends_an_even_page_on_the_lower_edge():
    made, done = pages(replace(PLAIN, **IMPRINT))
    assert judge(done.pdf).clean, judge(done.pdf).broken
    assert len(made) % 2 == 0
    rules = [rule for rule in made[-1].rules if rule["x1"] - rule["x0"] > 155 * MM]
    assert [rule["height"] / MM for rule in rules] == pytest.approx([0.35, 0.25, 0.35], abs=0.01)
    assert rules[-1]["bottom"] / MM == close(262)
    assert made[-1].find("抄送")[1] == pytest.approx(28 + 14 / MM, abs=0.1)


def test_attachments_begin_new_pages_and_their_tables_repeat_the_head():
    rows = "\n".join(f"{number} | 活动{number} | 3月{number}日" for number in range(1, 31))
    body = (
        f"{SENTENCE}\n附件：1.活动安排表\n2.说明\n泰州市妇女联合会\n2026年3月8日\n"
        f"附件1\n活动安排表\n序号 | 名称 | 时间\n{rows}\n附件2\n说明\n{SENTENCE}"
    )
    made, done = pages(
        OfficialPaper.drafted(body, mark=("泰州市妇女联合会",), number="泰妇发〔2026〕1号", title="通知")
    )
    assert judge(done.pdf).clean, judge(done.pdf).broken
    assert made[0].find("2.说明")[1] == close(28 + 5 * CHARACTER)
    start = next(index for index, page in enumerate(made) if page.text.startswith("附件1"))
    assert made[start].find("附件1")[:2] == (close(0), close(28))
    assert made[start].find("活动安排表")[0] == pytest.approx(2 - 3 / MM / PITCH, abs=0.02)
    assert made[start + 1].text.startswith("序号名称时间")
    assert made[start + 2].text.startswith("附件2")


def test_a_signature_is_never_alone_on_its_page():
    """Every length of a text over one page of lines: one of the remedies brings both together."""
    for length in range(180, 760, 28):
        text = (SENTENCE * 20)[:length] + "。"
        _, done = pages(replace(PLAIN, paragraphs=OfficialPaper.drafted(text, mark=("会",), title="通知").paragraphs))
        assert done.facts["signature_page"] == done.facts["body_end_page"], length


def test_a_note_stays_below_the_date_where_rows_are_changed_for_the_signature():
    body = f"{SENTENCE * 3}\n妥否，请批示。"
    text = OfficialPaper.drafted(body, mark=("会",), title="请示").paragraphs
    paper = replace(PLAIN, paragraphs=text, title="泰州市妇女联合会关于请求解决妇女儿童活动中心维修经费的请示")
    _, done = pages(replace(paper, note="（联系人：王芳）", **IMPRINT))
    assert done.facts["note_page"] == done.facts["signature_page"] == done.facts["body_end_page"]
    assert judge(done.pdf).clean


def test_a_heading_never_ends_a_page():
    for lines in range(5, 12):
        body = f"{(SENTENCE * 30)[: lines * 28]}\n一、总体要求\n（一）目标\n{SENTENCE * 9}"
        made, _ = pages(replace(PLAIN, paragraphs=OfficialPaper.drafted(body, mark=("会",), title="通知").paragraphs))
        for page in made[:-1]:
            last = [line for line in page.text.split("\n") if "— " not in line][-1]
            assert "一、" not in last
            assert "（一）" not in last


def test_what_is_typed_stays_text_and_a_long_row_of_letters_stays_on_the_sheet():
    made, _ = pages(replace(PLAIN, paragraphs=OfficialPaper.drafted(
        '#read("/etc/passwd") *粗* $x$ https://' + "a" * 200, mark=("会",), title="通知").paragraphs))  # fmt: skip
    assert '#read("/etc/passwd")' in made[0].text
    assert "*粗*$x$" in made[0].text.replace(" ", "")
    assert max(char["x1"] for _, chars in made[0].lines for char in chars) <= 185 * MM


def test_a_draft_says_so_and_an_archived_copy_bears_its_stamp():
    (first, *_), _ = pages(replace(PLAIN, draft=True, archive_stamp=ArchiveStamp("Z109", "2026", "0001")))
    assert set("草稿") <= set(first.text)
    assert "Z109" in first.text
    (first, *_), _ = pages(PLAIN)
    assert not set("草稿") & set(first.text)


def test_a_rare_character_is_lent_by_another_font_and_an_unknown_one_is_named():
    _, done = pages(replace(PLAIN, recipients="喆、赟"))
    assert "喆" in "".join(done.notices)
    with pytest.raises(MissingGlyphError) as missing:
        set_paper(replace(PLAIN, recipients="\U0002ffff甲"), when=WHEN)
    assert "\U0002ffff" in missing.value.characters


def test_the_same_paper_gives_the_same_bytes():
    assert set_paper(PLAIN, when=WHEN).pdf == set_paper(PLAIN, when=WHEN).pdf
