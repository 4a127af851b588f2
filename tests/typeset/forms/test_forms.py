"""The house forms: every column and opinion is on the paper, nothing runs off it, long matter runs on."""

import dataclasses
from datetime import datetime
from functools import cache

import pypdfium2
import pytest

from routing.typeset.forms import FORMS, set_form
from routing.typeset.forms.outgoing import DraftingSheet
from routing.typeset.forms.parts import Code, Opinion, Reader, Signed
from routing.typeset.forms.samples import HAND
from tests.typeset import preflight

ORGANISATION = "泰州市妇女联合会"
WHEN = datetime(2026, 3, 8, 9, 5)
A4 = {(595, 842), (842, 595)}
LAYOUT = {"organisation", "width", "height", "columns", "rows", "alone"}
MORE = "如此办理并抓紧落实到位"
# Columns of one form, as standards.md §5 names them.
COLUMNS = {
    "drafting-sheet": "发文字号 密级及期限 紧急程度 签发 会签 标题 文种 主送 抄送 附件 拟稿单位 拟稿人 拟稿日期 "
    "部门负责人核稿 办公室核稿 分管领导审定 公开方式 编号 打字 校对 份数 印发机关 印发日期",
    "processing-slip": "收文编号 收文日期 来文单位 来文字号 标题 主送 文种 成文日期 密级 紧急程度 "
    "份数 页数 办理时限 附件 摘要 拟办意见 主任签批 领导批示 "
    "序号 姓名 签字 日期 承办部门 承办人 办理结果 签收 备注 归档/清退 去向",
    "processing-label": "收文编号 来文单位 来文字号 标题 密级 紧急程度 传阅范围 办理时限 签批",
    "circulation-slip": "收文编号 来文单位 标题 传阅范围 领导批示 序号 姓名 意见 签字 日期",
    "dispatch-register": "序号 发文字号 登记日期 标题 文种 拟稿部室 拟稿人 签发人 签发日期 分发 状态 备注",
    "number-book": "序号 发文字号 编号日期 标题 状态 作废说明",
    "archive-cover": "全宗号 全宗名称 年度 保管期限 机构（问题）",
    "archive-catalogue": "序号 档号 文号 责任者 题名 日期 密级 页数 备注",
    "archive-note": "盒内文件情况说明 整理人 整理日期 检查人 检查日期",
    "archive-spine": "全宗号 年度 保管期限 机构（问题） 起止件号 盒号",
    "archive-stamp": "全宗号 年度 件号 机构（问题） 保管期限 页数",
    "archive-transfer": "数据包编号 移交单位 接收单位 移交内容 封印公钥指纹 经办人 负责人 序号 档号 题名 页数",
    "inspection-report": "检测对象 检测环节 检测人 开始时间 完成时间 结论 序号 性质 检测项目 依据 结果 说明",
    "disposal-register": "编号 事由 制表日期 序号 档号 文号 题名 日期 页数 保管期限 期满日期 销毁理由 鉴定依据 "
    "鉴定委员会意见 批准 监销人（两人） 执行销毁 备注",
    "loan-slip": "借阅人 借阅目的 介绍信 出具单位 档号 题名 办公室主任审批 应还日期 归还日期 清点情况",
}


@cache
def read(pdf):
    """The text of every page without its spaces, and whether all of it is on the sheet."""
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        width, height = page.get_size()
        text = page.get_textpage()
        boxes = [text.get_charbox(n) for n in range(text.count_chars())]
        assert all(l >= 0 and b >= 0 and r <= width and t <= height for l, b, r, t in boxes)  # noqa: E741
        pages.append("".join(text.get_text_range().split()))
    return pages


def words(value, *, skip=LAYOUT):
    """Every text in a form's value, but a typed name where the hand's is drawn."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from words(one)
    elif isinstance(value, Signed):
        drawn = {"hand"} | ({"name"} if value.hand and not isinstance(value, Reader) else set())
        yield from (
            getattr(value, field.name) for field in dataclasses.fields(value) if field.name not in drawn | {"read"}
        )
    elif dataclasses.is_dataclass(value) and not isinstance(value, Code):
        for field in dataclasses.fields(value):
            if field.name not in skip:
                yield from words(getattr(value, field.name))


@pytest.fixture(scope="module")
def sheets():
    """Each form, blank and filled in."""
    return {
        (key, kind): set_form(getattr(form, kind)(ORGANISATION), when=WHEN)
        for key, form in FORMS.items()
        for kind in ("blank", "sample")
    }


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("kind", ["blank", "sample"])
def test_a_form_is_one_sheet_with_every_column(sheets, key, kind):
    done = sheets[key, kind]
    assert done.pages == 1
    page = pypdfium2.PdfDocument(done.pdf)[0]
    assert tuple(map(round, page.get_size())) in A4
    text = read(done.pdf)[0]
    asked = [] if (key, kind) == ("processing-label", "sample") else COLUMNS[key].split()
    assert [column for column in asked if column not in text] == []


@pytest.mark.parametrize("key", FORMS)
def test_a_filled_form_bears_every_word(sheets, key):
    text = "".join(read(sheets[key, "sample"].pdf))
    value = FORMS[key].sample(ORGANISATION)
    if key == "number-book":  # it tells less of each number than the register does
        value = dataclasses.replace(
            value,
            entries=tuple(
                dataclasses.replace(one, kind="", department="", drafter="", signed_by="", signed_on="", sent="")
                for one in value.entries
            ),
        )
    if key == "processing-slip":  # posts of readers have no column there
        value = dataclasses.replace(value, readers=tuple(dataclasses.replace(one, post="") for one in value.readers))
    missing = [word for word in words(value) if "".join(word.split()) not in text]
    assert missing == []


def test_the_same_form_is_the_same_file():
    form = FORMS["processing-slip"].sample(ORGANISATION)
    assert set_form(form, when=WHEN) == set_form(form, when=WHEN)


def opinions(count=20):
    """Many opinions in one cell, the first as long as the door allows."""
    long = "".join(f"第{n:03}点{MORE}。" for n in range(125))[:1_999] + "完"
    return tuple(
        Opinion(
            text=long if n == 0 else f"意见之{n}，{MORE}",
            name=f"签字人{n}",
            post="组织宣传部部长",
            date="2026年3月10日 09:30",
            on_behalf="顾明月" if n % 2 else "",
            hand=HAND if n % 5 == 4 else None,
        )
        for n in range(count)
    )


def test_long_matter_runs_on_and_nothing_of_it_is_lost():
    title = "泰州市妇女联合会关于" + "".join(f"第{n:03}项{MORE}" for n in range(28))[:388] + "通知"
    assert len(title) == 400
    form = dataclasses.replace(
        FORMS["drafting-sheet"].sample(ORGANISATION),
        title=title,
        attachments=tuple(f"附件之{n}：{MORE}的名册和统计表" for n in range(30)),
        **dict.fromkeys(("signed", "countersigned", "approved", "proofread", "reviewed"), opinions()),
    )
    done = set_form(form, when=WHEN)
    pages = read(done.pdf)
    assert done.pages > 5
    assert [page for page in pages if f"第{pages.index(page) + 1}页共{done.pages}页" not in page] == []
    assert all("发文稿纸（续）" in page for page in pages[1:])
    # Cells stand side by side: what runs over a page is read in pieces, each line of a short opinion is whole.
    text = "".join(pages)
    for n in range(1, 20):
        assert text.count(f"意见之{n}，") == 5
    assert text.count("（代顾明月）") == 5 * 10
    assert text.count("999") == text.count("第999") == 0
    assert "完" in text
    assert title[:20] in text
    assert title[-8:] in text
    assert "附件之29" in text


@pytest.mark.parametrize("key", ["dispatch-register", "number-book", "archive-catalogue"])
def test_a_book_of_many_pages_has_its_head_on_each(key):
    form = FORMS[key].sample(ORGANISATION)
    done = set_form(dataclasses.replace(form, entries=form.entries * 8), when=WHEN)
    head = COLUMNS[key].split()
    pages = read(done.pdf)
    assert len(pages) > 3
    for page in pages:
        assert all(column in page for column in head)


def test_labels_come_on_sheets_or_alone_and_a_long_title_stays_within():
    form = FORMS["processing-label"].sample(ORGANISATION)
    label = dataclasses.replace(form.labels[0], title="关于" + MORE * 30, scope="主席室，" * 20)
    many = set_form(dataclasses.replace(form, labels=(label,) * 9), when=WHEN)
    assert many.pages == 2
    alone = set_form(dataclasses.replace(form, labels=(label,) * 2, width=80, height=60, alone=True), when=WHEN)
    assert alone.pages == 2
    size = pypdfium2.PdfDocument(alone.pdf)[0].get_size()
    assert size == pytest.approx((80 / 25.4 * 72, 60 / 25.4 * 72), abs=0.1)
    for done in (many, alone):
        assert MORE * 30 in read(done.pdf)[0]


def test_a_drawn_name_stands_instead_of_the_typed_one():
    def sheet(hand):
        return DraftingSheet(
            organisation=ORGANISATION, signed=(Opinion(text="发", name="周静宜", date="3月2日", hand=hand),)
        )

    typed, drawn = (read(set_form(sheet(hand), when=WHEN).pdf)[0] for hand in (None, HAND))
    assert "周静宜" in typed
    assert "周静宜" not in drawn
    assert "3月2日" in drawn


def test_the_archive_stamp_is_45_by_16_mm_of_six_equal_cells_at_the_top_in_the_middle(sheets):
    page = pypdfium2.PdfDocument(sheets["archive-stamp", "sample"].pdf)[0]
    rules = [one.get_bounds() for one in page.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    upright = sorted({round(left) for left, bottom, right, top in rules if right - left < 2})
    level = sorted({round(bottom) for left, bottom, right, top in rules if top - bottom < 2})
    width, height = 45 / 25.4 * 72, 16 / 25.4 * 72
    assert upright == pytest.approx([595.28 / 2 + width * (n / 3 - 0.5) for n in range(4)], abs=1)
    assert level == pytest.approx([level[0] + height * n / 2 for n in range(3)], abs=1)
    assert level[-1] == pytest.approx(841.89 - 10 / 25.4 * 72, abs=1)


def test_an_independent_judge_takes_the_forms_for_pdf_a(tmp_path):
    pdfs = {
        f"{key}.pdf": set_form(form.sample(ORGANISATION), when=WHEN, standard="a-1b").pdf for key, form in FORMS.items()
    }
    accepted, said = preflight.valid(pdfs, tmp_path)
    assert accepted == set(pdfs), said


def test_the_longest_date_of_a_reader_stands_on_one_line():
    reader = Reader(name="王芳", text="已阅", read=True, date="2026年12月28日")
    form = dataclasses.replace(FORMS["circulation-slip"].blank(ORGANISATION), readers=(reader,))
    lines = pypdfium2.PdfDocument(set_form(form, when=WHEN).pdf)[0].get_textpage().get_text_range()
    assert reader.date in lines
