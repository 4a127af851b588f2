"""Papers of last year for the demo house, entered by its archivist (补录), so that there is something to file.

Made-up texts. What the house dealt with in the system bears the day on which it did so: of last year there can be
paper alone.
"""

import io
from datetime import date
from typing import Final

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from routing import clock
from routing.actor import Actor
from routing.database import reading
from routing.models import Department
from routing.queries.people import actor_called
from routing.services import attaching, setting
from routing.services.content import File
from routing.services.errors import UnsettableError
from routing.services.recorded import Record
from routing.services.recording import entering
from routing.typeset.paper import OfficialPaper

ARCHIVIST: Final = "hesufen"
HOUSE: Final = "泰州市妇女联合会"
# Department, day of last year, the columns.
SAMPLES: Final = (
    ("办公室", (1, 16), "通知", "{}第1号", HOUSE, "泰州市妇女联合会关于印发年度工作要点的通知", 8),
    ("组织宣传部", (3, 4), "决定", "{}第5号", HOUSE, "泰州市妇女联合会关于表彰三八红旗手（集体）的决定", 6),
    ("权益部", (4, 22), "报告", "{}第9号", HOUSE, "泰州市妇女联合会关于维护妇女合法权益工作情况的报告", 11),
    ("儿童工作部", (5, 28), "通知", "苏妇发〔{}〕21号", "江苏省妇女联合会", "关于做好庆祝“六一”活动的通知", 4),
    ("城乡发展部", (9, 10), "函", "{}第17号", HOUSE, "泰州市妇女联合会关于商请支持巾帼电商培训的函", 2),
    ("妇女儿童工作委员会办公室", (11, 18), "纪要", "", HOUSE, "妇女儿童工作委员会全体会议纪要", 5),
)  # fmt: skip


# What some of them say: these have a scan, set here as a page.
TEXTS: Final = {
    "泰州市妇女联合会关于表彰三八红旗手（集体）的决定": (
        "各市（区）妇联，市级机关各部门妇委会：\n{}年，全市广大妇女立足岗位、建功立业，涌现出一批先进典型。"
        "经研究，决定授予10名同志“三八红旗手”称号，授予5个单位“三八红旗集体”称号。\n"
        "希望受表彰的个人和集体珍惜荣誉，再接再厉，为全市高质量发展作出新的贡献。"
    ),
    "泰州市妇女联合会关于维护妇女合法权益工作情况的报告": (
        "江苏省妇女联合会：\n现将{}年我市维护妇女合法权益工作情况报告如下。\n一、主要做法\n"
        "完善信访接待和法律援助衔接机制，开展“三八”维权周活动，进社区、进企业、进校园宣传。\n二、下一步打算\n"
        "加强基层维权站点建设，做好婚姻家庭纠纷预防化解。"
    ),
}


def load(year: int | None = None) -> None:
    """Enter the papers of a year, of the last one where none is given."""
    archivist, year = actor_called(reading(), ARCHIVIST), year or clock.today().year - 1
    texts = _texts(archivist, year)
    for number, (department, (month, day), kind, called, organ, title, pages) in enumerate(SAMPLES, 1):
        known = select(Department.id).where(Department.name == department)
        content = Record(
            title=title,
            number=called.format(year if "〔" in called else f"泰妇字({year})"),
            responsible=organ,
            dated=date(year, month, day).isoformat(),
            kind=kind,
            pages=None if title in texts else pages,  # those of a file are counted
            reason=entering.REASONS[0],
            attachments=texts.get(title, ()),
        )
        entering.enter(content, reading().execute(known).scalar_one(), archivist, f"sample-record-{year}-{number}")


def _texts(archivist: Actor, year: int) -> dict[str, tuple[File, ...]]:
    """The scans of those that have a text, by title; none where the house has no fonts to set them in."""
    found: dict[str, tuple[File, ...]] = {}
    when = clock.now().replace(microsecond=0)
    for _, (month, day), kind, called, organ, title, _pages in SAMPLES:
        if title not in TEXTS:
            continue
        record = {
            "title": title,
            "issuer": organ,
            "doc_type": kind,
            "number": called.format(f"泰妇字({year})"),
            "date": date(year, month, day).isoformat(),
            "body": TEXTS[title].format(year),
        }
        paper = OfficialPaper.from_corpus(record)
        try:
            done = setting.apart("routing.typeset.official:set_paper", paper, when=when, fonts=setting.fonts())
        except UnsettableError:
            return {}
        found[title] = attaching.attach([FileStorage(io.BytesIO(done.pdf), f"{title}.pdf")], archivist)
    return found
