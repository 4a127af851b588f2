"""Papers of last year for the demo house, entered by its archivist (补录), so that there is something to file.

Made-up texts. What the house dealt with in the system bears the day on which it did so: of last year there can be
paper alone.
"""

from datetime import date
from typing import Final

from sqlalchemy import select

from routing import clock
from routing.database import reading
from routing.models import Department
from routing.queries.people import actor_called
from routing.services.recorded import Record
from routing.services.recording import entering

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


def load() -> None:
    """Enter the papers of last year."""
    archivist, year = actor_called(reading(), ARCHIVIST), clock.today().year - 1
    for number, (department, (month, day), kind, called, organ, title, pages) in enumerate(SAMPLES, 1):
        known = select(Department.id).where(Department.name == department)
        content = Record(
            title=title,
            number=called.format(year if "〔" in called else f"泰妇字({year})"),
            responsible=organ,
            dated=date(year, month, day).isoformat(),
            kind=kind,
            pages=pages,
            reason=entering.REASONS[0],
        )
        entering.enter(content, reading().execute(known).scalar_one(), archivist, f"sample-record-{number}")
