"""Every rule is broken once, on a page of the house's own template, and seen to be caught; whole pages are clean."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from routing.judge import RULES, judge
from tests.judge.pages import SAMPLES, blocks, spoilt, whole

BASE, HEAD, BODY, END, PAGE = "base.typ", "official-head.typ", "official-body.typ", "official-end.typ", "official.typ"
TEXT = 'lang: "zh"'


@dataclass(frozen=True)
class Spoilt:
    """What breaks one rule: changes of the template (file, old, new) and of the data it reads."""

    rule: str
    sample: str = "downward"
    changes: tuple[tuple[str, str, str], ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    standard: str | None = "a-2u"


def template(rule: str, file: str, old: str, new: str, sample: str = "downward", **more: Any) -> Spoilt:
    return Spoilt(rule, sample, ((file, old, new),), **more)


def data(rule: str, sample: str = "downward", **changed: Any) -> Spoilt:
    return Spoilt(rule, sample, data=changed)


def said(sample: str, *changes: tuple[str, str]) -> dict[str, Any]:
    return {"blocks": blocks(sample, changes)}


def only_headings() -> dict[str, Any]:
    """Headings alone, so that one of them is the last line of page 1."""
    return {"blocks": [{"kind": "heading_1", "lead": "三、工作要求", "text": "", "sticky": False}] * 20}


SPOILT = (
    # 5 the sheet
    template("sheet", BASE, "width: 210mm", "width: 216mm"),
    template("margin-top", BASE, "top: 37mm", "top: 41mm"),
    template("margin-left", BASE, "left: 28mm", "left: 33mm"),
    template("margin-right", BASE, "right: 26mm", "right: 32mm"),
    template("margin-bottom", BASE, "bottom: 35mm", "bottom: 20mm"),
    data("rows", rows=25),
    template("grid", BASE, "spacing: lead", "spacing: lead + 3pt"),
    template("columns", BASE, "tracking: cp - size", "tracking: 0.6pt"),
    template("body-size", BASE, "size = 16pt", "size = 15pt"),
    template("body-face", BASE, "font: faces.fangsong, size: size", "font: faces.songti, size: size"),
    template("body-face", PAGE, "#head\n", '#show "工作方案": set text(font: faces.songti)\n#head\n', sample="rare"),
    template("body-bold", BASE, TEXT, f"stroke: 0.3pt, {TEXT}"),
    template("colour", BASE, TEXT, f'fill: rgb("#1f3f9f"), {TEXT}'),
    # 7.2 版头
    data("copy-number", copy_number="12"),
    template("secrecy", HEAD, "faces.heiti, doc.secrecy", "faces.kaiti, doc.secrecy"),
    template("urgency", HEAD, "faces.heiti, doc.urgency", "faces.songti, doc.urgency"),
    template("label-order", HEAD, "(line, faces.heiti, doc.urgency)", "(line + 1, faces.heiti, doc.urgency)"),
    template("mark", HEAD, "place(top + center, dy: mark-top, mark)", ""),
    template("mark-colour", HEAD, "size: size, fill: red", "size: size, fill: black"),
    template("mark-face", HEAD, 'font: faces.biaosong, weight: "black"', "font: faces.kaiti"),
    template("mark-centre", HEAD, "place(top + center, dy: mark-top, mark)", "place(top + left, dy: mark-top, mark)"),
    template("mark-place", HEAD, "mark-top = 35mm", "mark-top = 30mm"),
    data("number", number=""),
    data("number-form", number="泰妇字〔2026〕01号"),
    template("number-type", HEAD, "at-row(number-row, center, doc.number)",
             "at-row(number-row, center, text(size: 14pt, doc.number))"),
    template("number-place", HEAD, "at-row(number-row, center, doc.number)",
             "at-row(number-row, right, doc.number)"),
    template("signers", HEAD, "text(font: kaiti, name)", "name", sample="upward"),
    template("signers-place", HEAD, "pad(right: cp, signers-block)", "pad(right: 3 * cp, signers-block)",
             sample="upward"),
    template("red-rule", HEAD, "line(length: width", "line(length: 140mm"),
    template("red-rule-place", HEAD, "size + 4mm", "size + 8mm"),
    # 7.3 主体
    data("title", title=[]),
    template("title-type", BASE, "title-size = 22pt", "title-size = 20pt"),
    template("title-centre", BASE, "place(top + center, dy: index", "place(top + center, dx: 4mm, dy: index"),
    template("title-place", HEAD, "(y + blank-rows * usual-pitch)", "(y + 4 * usual-pitch)"),
    data("title-shape", title=["泰州市妇女联合会关于进一步", "加强全市基层", "妇联组织建设改革工作的通知"]),
    data("title-break", title=["泰州市妇女联合会关于做好20", "26年妇联工作的通知"]),
    data("recipients", recipients="各市（区）妇联，市直各单位妇委会:"),
    template("body", PAGE, "#[#metadata(none) <body>]", "#pagebreak()\n#[#metadata(none) <body>]"),
    template("indent", BASE, "amount: 2 * cp", "amount: 1 * cp"),
    template("heading-faces", BODY, "heading_1: faces.heiti", "heading_1: faces.songti"),
    Spoilt("attachment-note", data=said("downward", ("工作联络员名单\"", "工作联络员名单。\""))),
    template("attachment-note-turn", BODY, "hanging-indent: 5 * cp + number", "hanging-indent: 2 * cp"),
    data("note", note="(此件公开发布)"),
    template("attachment-page", PAGE, "pagebreak(weak: true)", "blank(2)"),
    template("attachment-head", PAGE, "text(font: faces.heiti, one.label)", "one.label"),
    # 7.3.5 署名, 成文日期, 印章
    data("signature", signatures=[]),
    data("date", date=""),
    data("date-form", date="2026年03月08日"),
    template("signature-size", END, "dy: (above + index) * pitch, words)",
             "dy: (above + index) * pitch, text(size: 14pt, words))"),
    template("signature-place", END, "date-right = 4 * cp", "date-right = 1 * cp"),
    template("signature-place", END, "left-edge = width - 2 * cp", "left-edge = width - 5 * cp", sample="plain"),
    template("signature-rows", END, "dy: (above + index) * pitch", "dy: (above - 1 + index * 2) * pitch"),
    template("signature-blank", END, "dy: (1 + index) * pitch", "dy: index * pitch", sample="plain"),
    template("seal-over", END, "seal-at(0, middle - diameter / 2", "seal-at(0, middle - diameter", sample="sealed"),
    template("seal-top", END, "calc.min(top-edge, highest-seal)", "top-edge + pitch",
             sample="sealed"),
    template("signature-page", PAGE, "#signature\n", "#pagebreak()\n#signature\n"),
    # joint documents
    template("joint-mark", HEAD, "align: horizon, column, tail", "align: bottom, column, tail", sample="joint"),
    template("joint-signatures", END, "dx: left-edge, dy: (1 + index) * pitch, name",
             "dx: left-edge + 30mm, dy: (1 + index) * pitch, name", sample="joint"),
    template("joint-seals", END, "seal-at(index, middle - own / 2", "seal-at(index, middle - own * 0.9",
             sample="joint sealed"),
    template("joint-seals", END, "else { 76mm }", "else { 38mm }", sample="joint half sealed"),
    template("joint-seals-apart", END, "else { 76mm }", "else { 38mm }", sample="joint sealed"),
    # 7.4 版记, 7.5 页码
    template("imprint-type", END, "set text(size: small-size, tracking: 0pt)", "set text(size: 12pt, tracking: 0pt)"),
    template("imprint-foot", END, "place(bottom + left, float: false", "place(bottom + left, dy: -5mm, float: false"),
    template("imprint-rules", END, "coarse = 0.35mm", "coarse = 0.25mm"),
    template("copied", END, '+ names + "。"', "+ names"),
    data("printed", printed_on="2026年03月09日"),
    template("imprint-last", END, "place(bottom + left, float: false, block(width: width, imprint))",
             "place(bottom + left, float: false, block(width: width, imprint))\npagebreak()\n[完]"),
    template("page-number", PAGE, "[— #page —]", "[— #(page + 1) —]"),
    template("page-number-type", PAGE, "[— #page —]", "[#page]"),
    template("page-number-place", PAGE, "footer-descent: 7mm", "footer-descent: 4mm"),
    template("page-number-side", PAGE, "calc.odd(page) { right }", "calc.even(page) { right }"),
    # 10.1 信函格式, 10.3 纪要格式
    template("letter-mark", HEAD, "letter-mark-top = 30mm", "letter-mark-top = 34mm", sample="letter"),
    template("letter-rule", HEAD, "letter-rule-width = 170mm", "letter-rule-width = 160mm", sample="letter"),
    template("letter-foot-rule", HEAD, "double-rule(thick-first: false)", "double-rule()", sample="letter"),
    template("letter-number", HEAD, "place(top + right, dy: first", "place(top + right, dx: -cp, dy: first",
             sample="letter"),
    template("letter-labels", HEAD, "place(top + left, dy: first + index",
             "place(top + left, dy: first + 2mm + index", sample="letter"),
    template("letter-title", HEAD, "rows-over(end + lead)", "rows-over(end + 2 * pitch)", sample="letter"),
    template("letter-first-page", PAGE, 'doc.layout == "letter" and page == 1) or', "false) or", sample="letter"),
    template("letter-imprint", END, 'ruled = doc.layout != "letter"', "ruled = true", sample="letter"),
    data("minutes-mark", "minutes", mark=["泰州市妇女联合会会议记录"]),
    template("attendance-type", BODY, 'text(font: faces.heiti, one.label + "：")', 'one.label + "："',
             sample="minutes"),
    template("attendance-place", BODY, "hanging-indent: (one.label.clusters().len() + 3) * cp", "hanging-indent: 0pt",
             sample="minutes"),
    template("attendance-blank", PAGE, "doc.attendance.len() > 0 { blank(1);", "doc.attendance.len() > 0 { ",
             sample="minutes"),
    # never a bad page
    Spoilt("line-start", data=said("downward", ("精心组织，", "精心组织\\n，"))),
    Spoilt("line-end", data=said("downward", ("各市（区）", "各市（\\n区）"))),
    Spoilt("heading-foot", data=only_headings()),
    template("glyphs", BASE, TEXT, f"fallback: false, {TEXT}",
             data=said("downward", ("王堃", "王\U0010fff0")), standard=None),
    template("on-sheet", PAGE, "#signature\n", "#place(right, dx: 60mm)[写到了纸外的几个字]\n#signature\n"),
    template("overlap", BASE, "leading: lead", "leading: -6pt"),
    template("empty-page", PAGE, "#signature\n", "#pagebreak()\n#place(hide[空])\n#pagebreak()\n#signature\n"),
)  # fmt: skip
OTHERWISE = {"embedded": "test_reading.py"}
"""Rules that another test breaks: Typst embeds every font."""


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_whole_page_is_clean(sample):
    report = judge(whole(sample))
    assert report.clean, [(finding.rule, finding.where) for finding in report.broken]
    assert report.layout == SAMPLES[sample].layout


@pytest.mark.parametrize("case", SPOILT, ids=lambda case: f"{case.rule} {case.sample}")
def test_a_broken_rule_is_caught(case):
    page = spoilt(case.sample, *case.changes, standard=case.standard, **case.data)
    report = judge(page, SAMPLES[case.sample].layout)
    assert case.rule in {finding.rule for finding in report.broken}
    assert all(finding.where for finding in report.broken)


def test_no_rule_is_left_unbroken():
    assert {case.rule for case in SPOILT} | set(OTHERWISE) == {rule.key for rule in RULES}
    assert len({rule.key for rule in RULES}) == len(RULES)
