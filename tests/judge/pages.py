"""Real pages for the judge: papers of every format, set by the house's own template, whole or with one thing spoilt."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from routing.text.structure import parse
from routing.typeset.engine import TEMPLATES
from routing.typeset.fonts import FontSet
from routing.typeset.official import official_data, set_paper
from routing.typeset.paper import Attachment, Attendance, Layout, OfficialPaper, Seal, SealMode, Signer

WHEN = datetime(2026, 3, 8, tzinfo=UTC)
SEAL = (
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>"
    b"<circle cx='50' cy='50' r='48' stroke='red' fill='none' stroke-width='3'/>"
    b"<polygon points='50,30 56,46 73,46 59,56 64,72 50,62 36,72 41,56 27,46 44,46' fill='red'/></svg>"
)
FILES = {"seal.svg": SEAL}
BODY = """为深入贯彻落实中国妇女第十三次全国代表大会精神，进一步做好基层妇联组织建设工作，现就有关事项通知如下。
一、总体要求
坚持以习近平新时代中国特色社会主义思想为指导，全面落实党中央关于妇女儿童事业的决策部署，团结引领广大妇女听党话、跟党走，\
为泰州高质量发展贡献巾帼力量，在推进中国式现代化的实践中建功立业。
（一）基本原则
坚持党的领导，坚持服务大局，坚持改革创新，坚持依法依章程办事，努力把妇联组织建设得更加充满活力、更加坚强有力，\
使妇联组织真正成为党开展妇女工作最可靠最有力的助手，成为广大妇女信赖和热爱的温暖之家。
1.突出重点。围绕中心工作，分类指导，统筹推进，确保各项任务落到实处、取得实效。
（1）加强领导。各级妇联要高度重视，精心组织，周密部署，确保工作有力有序推进。
二、工作安排
各市（区）妇联要于2026年3月31日前，将工作方案报送市妇联组织部。联系人：王堃、张玥祎，联系电话：86880000。
特此通知。"""
NOTED = """
附件：1.泰州市基层妇联组织建设改革工作实施方案和任务分解表以及工作联络员名单汇总表
2.工作联络员名单"""
ATTACHED = (
    Attachment(
        "附件1",
        ("泰州市基层妇联组织建设改革工作实施方案",),
        parse("为做好工作，制定本方案。\n一、目标任务\n到2026年底，全市基层妇联组织建设改革工作全面完成。"),
    ),
    Attachment("附件2", ("工作联络员名单",), parse("王堃，市妇联组织部副部长。")),
)
DOWNWARD = OfficialPaper.drafted(
    BODY + NOTED,
    mark=("泰州市妇女联合会",),
    number="泰妇字〔2026〕1号",
    title=("泰州市妇女联合会", "关于进一步加强全市基层妇联组织", "建设改革工作的通知"),
    recipients="各市（区）妇联，市直各单位妇委会",
    signatures=("泰州市妇女联合会",),
    date=date(2026, 3, 8),
    note="（此件公开发布）",
    copied_to="省妇联，市委办公室，市人大常委会办公室，市政府办公室，市政协办公室，市纪委监委办公室，市总工会",
    printed_by="泰州市妇女联合会办公室",
    printed_on=date(2026, 3, 9),
    copy_number="000012",
    secrecy="内部",
    urgency="特急",
    attachments=ATTACHED,
)
TWO = ("泰州市妇女联合会", "泰州市总工会")
THREE = ("泰州市妇联", "泰州市总工会", "共青团市委")
"""Names so short that they stand in one row."""
PLAIN = replace(DOWNWARD, seal_mode=SealMode.NONE)
SAMPLES: dict[str, OfficialPaper] = {
    "downward": DOWNWARD,
    "plain": PLAIN,
    "upward": replace(DOWNWARD, signers=(Signer("张三丰"), Signer("李四"), Signer("王五光"))),
    "sealed": replace(DOWNWARD, seal_mode=SealMode.PICTURE, seals=(Seal("seal.svg"),)),
    "joint": replace(PLAIN, mark=TWO, signatures=TWO),
    "joint sealed": replace(
        DOWNWARD, mark=TWO, signatures=TWO, seal_mode=SealMode.PICTURE, seals=(Seal("seal.svg"), Seal("seal.svg"))
    ),
    "joint half sealed": replace(
        DOWNWARD, mark=TWO, signatures=TWO, seal_mode=SealMode.PICTURE, seals=(Seal("seal.svg"), None)
    ),
    "rare": replace(PLAIN, paragraphs=parse(f"{BODY}\n名单：王堃、喆珺玥祎赟。\n1.李翀昇彧镕。请予表彰。")),
    "three joint": replace(
        DOWNWARD, mark=THREE, signatures=THREE, seal_mode=SealMode.PICTURE, seals=(Seal("seal.svg"),) * 3
    ),
    "tables": replace(
        PLAIN,
        paragraphs=parse("现将名额分配如下。\n一、名额\n单位 | 名额\n海陵区 | 12\n高港区 | 8\n二、要求\n请认真组织。"),
        copied_to="各县（市、区）妇联，市各直属单位妇委会" * 5,
    ),
    "letter": replace(DOWNWARD, layout=Layout.LETTER, printed_by="", printed_on=None),
    "minutes": OfficialPaper.drafted(
        BODY,
        layout=Layout.MINUTES,
        mark=("泰州市妇女联合会办公会议纪要",),
        number="〔2026〕3号",
        title="研究基层组织建设工作",
        signatures=("泰州市妇女联合会办公室",),
        date=date(2026, 3, 8),
        attendance=(
            Attendance("出席", "王芳、李梅、张兰、赵红、刘静、孙丽、周敏、吴霞、郑洁、冯娟、陈燕、褚玉、卫琳、蒋欣"),
            Attendance("请假", "沈洁"),
        ),
        copied_to="省妇联",
        printed_by="泰州市妇女联合会办公室",
        printed_on=date(2026, 3, 9),
    ),
}


@cache
def whole(name: str) -> bytes:
    """A sample as the house sets it."""
    paper = SAMPLES[name]
    return set_paper(paper, when=WHEN, files=FILES if paper.seals else {}).pdf


@cache
def _data(name: str) -> Mapping[str, Any]:
    return official_data(SAMPLES[name])


def spoilt(name: str, *changes: tuple[str, str, str], standard: str | None = "a-2u", **data: Any) -> bytes:
    """A sample set by the house's template with some of its source (file, old, new) or of its data changed."""
    fonts = FontSet.own().loaded
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "typst"
        shutil.copytree(TEMPLATES, root)
        for file, old, new in changes:
            _change(root / file, old, new)
        return typst.Compiler(root=str(root), font_paths=fonts.typst).compile(
            str(root / "official.typ"),
            format="pdf",
            sys_inputs={
                "doc": json.dumps({**_data(name), **data}, ensure_ascii=False),
                "faces": json.dumps(fonts.stacks),
                "files": json.dumps({name: list(content) for name, content in FILES.items()}),
            },
            pdf_standards=[standard] if standard else [],
            timestamp=WHEN,
        )


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"the template has no {old!r}: choose another way to spoil it"
    path.write_text(text.replace(old, new))


def blocks(name: str, changes: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """The data of a sample's paragraphs with some words changed."""
    text = json.dumps(_data(name)["blocks"], ensure_ascii=False)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return json.loads(text)
