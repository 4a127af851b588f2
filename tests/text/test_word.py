"""Taking over drafts written in Word, read from real .docx files."""

import base64
import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from routing.text.word import WordDraft, read_docx

from .drafts import element, numbered, run, saved, with_paragraphs

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def body(data: bytes) -> list[str]:
    return read_docx(data).body.split("\n")


def test_a_plain_draft_loses_nothing():
    document = docx.Document()
    document.add_paragraph("各县（市、区）妇联：")
    document.add_paragraph("")
    document.add_paragraph("　　现将有关事项通知如下。")
    assert read_docx(saved(document)) == WordDraft(None, "各县（市、区）妇联：\n现将有关事项通知如下。", ())


def test_a_centred_first_paragraph_is_the_title_even_over_two_paragraphs():
    document = docx.Document()
    for text in ("关于开展“三八”节", "活动的通知", "（征求意见稿）"):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    draft = read_docx(saved(document))
    assert (draft.title, draft.body) == ("关于开展“三八”节活动的通知", "（征求意见稿）")


def test_the_title_style_makes_a_title():
    document = docx.Document()
    document.add_heading("工作总结", level=0)
    document.add_paragraph("正文。")
    draft = read_docx(saved(document))
    assert (draft.title, draft.body) == ("工作总结", "正文。")


def test_headings_get_the_signs_of_their_levels():
    document = docx.Document()
    for level, text in (
        (1, "总体要求"),
        (2, "目标"),
        (3, "近期"),
        (4, "今年"),
        (2, "原则"),
        (1, "保障"),
        (2, "经费"),
        (3, "来源"),
    ):
        document.add_heading(text, level)
    assert body(saved(document)) == [
        "一、总体要求",
        "（一）目标",
        "1.近期",
        "（1）今年",
        "（二）原则",
        "二、保障",
        "（一）经费",
        "1.来源",
    ]


def test_a_heading_that_has_its_sign_keeps_it_and_counting_goes_on():
    document = docx.Document()
    for text in ("三、主要措施", "组织领导", "第一章 总则", "附件1"):
        document.add_heading(text, 1)
    assert body(saved(document)) == ["三、主要措施", "四、组织领导", "第一章 总则", "附件1"]


def test_an_outline_level_on_the_paragraph_makes_a_heading():
    assert body(with_paragraphs('<w:pPr><w:outlineLvl w:val="0"/></w:pPr>' + run("目标"))) == ["一、目标"]


def test_tables_stand_as_rows_where_they_stood():
    document = docx.Document()
    document.add_paragraph("前文")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("姓名", "单位", "张\n三", ""), strict=True):
        cell.text = text
    table.cell(0, 0).add_table(1, 1).cell(0, 0).text = "套表"
    document.add_paragraph("后文")
    draft = read_docx(saved(document))
    assert draft.body == "前文\n姓名 套表 | 单位\n张 三 |\n后文"
    assert draft.lost == (
        "表格 1 个，改成了每行一段、单元格以“|”隔开：第2段“姓名套表|单位”",
        "表中套的表格 1 个，文字并入了所在单元格：第2段“姓名套表|单位”",
    )


def test_tracked_changes_are_accepted_and_named():
    data = with_paragraphs(
        run("请于")
        + f'<w:ins w:id="1" w:author="甲">{run("四月")}</w:ins>'
        + '<w:del w:id="2" w:author="甲"><w:r><w:delText>三月</w:delText></w:r></w:del>'
        + run("底前报送")
    )
    assert read_docx(data) == WordDraft(
        None,
        "请于四月底前报送",
        (
            "修订：插入 1 处，文字已按接受修订保留：第1段“请于四月底前报送”",
            "修订：删除 1 处，文字已按接受修订去掉：第1段“请于四月底前报送”",
        ),
    )


def test_a_deleted_paragraph_mark_joins_the_paragraphs():
    mark = '<w:pPr><w:rPr><w:del w:id="1" w:author="甲"/></w:rPr></w:pPr>'
    assert body(with_paragraphs(mark + run("前半句，"), run("后半句。"))) == ["前半句，后半句。"]
    assert body(with_paragraphs(mark + run("最后一句。"))) == ["最后一句。"]


def test_pictures_comments_and_headers_are_named():
    document = docx.Document()
    paragraph = document.add_paragraph("正文")
    paragraph.add_run().add_picture(io.BytesIO(PIXEL))
    document.add_comment(paragraph.runs, text="请核对", author="乙")
    document.sections[0].header.paragraphs[0].text = "内部资料"
    draft = read_docx(saved(document))
    assert draft.body == "正文"
    assert draft.lost == (
        "图片 1 张，没有读入：第1段“正文”",
        "批注 1 条，没有读入：第1段“正文”",
        "页眉、页脚，没有读入",
    )


BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx><w:txbxContent>"
    f"<w:p>{run('框内文字')}</w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>"
    f"<w:p>{run('框内文字')}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def test_the_text_of_a_text_box_is_kept_once_after_its_paragraph():
    draft = read_docx(with_paragraphs(run("段落") + BOX, run("下一段")))
    assert draft.body == "段落\n框内文字\n下一段"
    assert draft.lost == ("文本框 1 个，文字放在了所在段落之后：第1段“段落”",)


@pytest.mark.parametrize(
    ("inner", "text", "lost"),
    [
        ("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "甲〓乙", "公式 1 处，没有读入（原处标作“〓”）"),
        ("<w:r><w:object/></w:r>", "甲乙", "嵌入对象 1 个，没有读入"),
        ('<w:r><w:footnoteReference w:id="2"/></w:r>', "甲乙", "脚注 1 条，没有读入"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "甲〓乙", "特殊符号 1 个，没有读入（原处标作“〓”）"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>", "甲乙", "隐藏文字 1 处，没有读入"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>划</w:t></w:r>", "甲划乙", "删除线 1 处（文字仍保留，请核对）"),
        (
            '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>',
            "甲2乙",
            "上标、下标 1 处（成了普通字，请核对）",
        ),
        (f'<w:hyperlink r:id="rId1">{run("链")}</w:hyperlink>', "甲链乙", "超链接 1 个（只留文字）"),
        (f'<w:fldSimple w:instr=" DATE ">{run("今天")}</w:fldSimple>', "甲今天乙", "自动更新的域 1 处（只留当前文字）"),
        ("<w:r><w:drawing/></w:r>", "甲乙", "图形 1 个，没有读入"),
        (
            f"<w:r><w:ruby><w:rt>{run('yu')}</w:rt><w:rubyBase>{run('妤')}</w:rubyBase></w:ruby></w:r>",
            "甲妤乙",
            "拼音标注 1 处，没有读入",
        ),
    ],
)
def test_what_plain_text_cannot_hold_is_named(inner, text, lost):
    assert read_docx(with_paragraphs(run("甲") + inner + run("乙"))) == WordDraft(
        None, text, (f"{lost}：第1段“{text}”",)
    )


def test_line_breaks_and_content_controls_keep_their_text():
    control = f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>"
    assert body(with_paragraphs("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>" + control)) == ["甲", "乙控件"]


def test_automatic_numbers_become_text():
    data = numbered(
        (0, "要求"),
        (1, "目标"),
        (1, "原则"),
        (2, "稳"),
        (0, "措施"),
        (1, "经费"),
        levels=(("japaneseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")),
    )
    draft = read_docx(data)
    assert draft.body.split("\n") == ["一、要求", "（一）目标", "（二）原则", "1.稳", "二、措施", "（一）经费"]
    assert draft.lost == (
        "自动编号 6 处，已换成文字，请核对：第1段“一、要求”、第2段“（一）目标”、第3段“（二）原则”等处",
    )


def test_numbers_of_several_levels_and_letters_are_written_out():
    data = numbered((0, "甲"), (1, "乙"), (1, "丙"), levels=(("upperRoman", "%1."), ("lowerLetter", "%1-%2)")))
    assert body(data) == ["I.甲", "I-a)乙", "I-b)丙"]


@pytest.mark.parametrize("shape", [("bullet", "•"), ("hebrew1", "%1")])
def test_bullets_and_strange_numbers_are_named_as_lost(shape):
    draft = read_docx(numbered((0, "甲"), levels=(shape,)))
    assert (draft.body, draft.lost) == ("甲", ("项目符号或特殊编号 1 处，没有换成文字：第1段“甲”",))


def test_a_list_that_starts_elsewhere_begins_with_its_own_number():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        element(
            '<w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(
        element(
            '<w:num w:numId="90"><w:abstractNumId w:val="90"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        )
    )
    for text in ("甲", "乙"):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(element('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'))
    assert body(saved(document)) == ["5.甲", "6.乙"]


def test_places_count_the_lines_of_the_text_and_a_row_of_a_table_is_one():
    document = docx.Document()
    document.add_paragraph("前文")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("姓名", "单位", "张三", "妇联"), strict=True):
        cell.text = text
    table.cell(1, 1).paragraphs[0].add_run().add_picture(io.BytesIO(PIXEL))
    for picture in range(4):
        document.add_paragraph(f"这是文中第{picture + 1}张图片的说明文字").add_run().add_picture(io.BytesIO(PIXEL))
    document.add_paragraph().add_run().add_picture(io.BytesIO(PIXEL))
    assert read_docx(saved(document)).lost == (
        "图片 6 张，没有读入：第3段“张三|妇联”、第4段“这是文中第1张图片的说明…”、第5段“这是文中第2张图片的说明…”等处",
        "表格 1 个，改成了每行一段、单元格以“|”隔开：第2段“姓名|单位”",
    )


def test_a_footer_with_the_number_of_the_page_alone_is_no_loss():
    document = docx.Document()
    document.add_paragraph("正文")
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    assert read_docx(saved(document)).lost == ()


def test_merged_cells_are_named():
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合计"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "备注"
    table.cell(1, 0).text = "甲"
    assert "合并的单元格 2 处，文字只在第一格：第1段“合计|备注”" in read_docx(saved(document)).lost
