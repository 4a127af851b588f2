"""Sample documents for the demo organisation, brought to different steps by the proper people. Made-up texts."""

import io
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from routing import clock
from routing.database import reading
from routing.models import Department, Distribution, Document, Letterhead, NumberSeries
from routing.queries.people import actor_called
from routing.seals import specimen
from routing.services import drafting
from routing.services.administration.paper import keep_seal
from routing.services.administration.stationery import save_letterhead
from routing.services.advance import Order, advance, open_slips
from routing.services.content import Content
from routing.services.orders import Delivery, ReceiptOf


@dataclass(frozen=True, slots=True)
class Sample:
    """A document, who drafts it, how far it has come, and why the chair annulled it there, if she did."""

    drafter: str
    department: str
    content: Content
    state: str
    annulled: str = ""


def _body(opening: str, *sections: tuple[str, str], closing: str = "", day: str = "2026年3月2日") -> str:
    numerals = "一二三四五六"
    parts = [opening]
    for index, (heading, text) in enumerate(sections):
        parts += [f"{numerals[index]}、{heading}", text]
    return "\n".join([*parts, *([closing] if closing else []), "泰州市妇女联合会", day])


SAMPLES: Final = (
    Sample(
        "wangfang",
        "权益部",
        Content(
            title="泰州市妇女联合会关于开展“三八”维权周活动的通知",
            kind="通知",
            recipients="各市（区）妇联，市各直属妇委会",
            copies_to="市委办公室，市总工会",
            openness="主动公开",
            print_copies=40,
            body=_body(
                "为在全社会营造尊重和保护妇女权益的良好氛围，市妇联决定于今年3月开展“三八”维权周活动。现将有关事项通知如下：",
                (
                    "活动时间",
                    "3月2日至8日集中开展，各地可结合实际适当延长。\n（一）宣传阶段。3月2日至4日。\n（二）服务阶段。3月5日至8日。",
                ),
                (
                    "活动内容",
                    "1．组织法律志愿者进社区、进企业、进乡村。\n2．在人员集中的场所设立咨询台，现场解答婚姻家庭、劳动保护等问题。\n3．走访困难妇女家庭，了解诉求，落实帮扶。",
                ),
                (
                    "工作要求",
                    "各地要高度重视，精心组织，注重实效。活动总结及照片于3月15日前报市妇联权益部。",
                ),
            ),
        ),
        "awaiting_filing",
    ),
    Sample(
        "panyue",
        "组织宣传部",
        Content(
            title="泰州市妇女联合会关于表彰巾帼文明岗的决定",
            kind="决定",
            recipients="各市（区）妇联",
            openness="主动公开",
            print_copies=30,
            body=_body(
                "近年来，全市广大妇女立足岗位、建功立业，涌现出一批先进集体。经研究，决定对工作突出的集体予以表彰。",
                closing="希望受表彰的集体珍惜荣誉，再接再厉，为全市高质量发展再立新功。",
            ),
        ),
        "distributing",
    ),
    Sample(
        "luojing",
        "妇女儿童工作委员会办公室",
        Content(
            title="泰州市妇女联合会关于召开规划推进会的通知",
            kind="通知",
            recipients="市妇儿工委各成员单位",
            openness="主动公开",
            print_copies=35,
            body=_body("经研究，定于近期召开妇女儿童发展规划推进会，请安排一名负责同志参加。", day="2026年3月20日"),
        ),
        "printing",
        annulled="会议改由市政府办公室统一通知，不再单独发文。",
    ),
    Sample(
        "fengting",
        "城乡发展部",
        Content(
            title="泰州市妇女联合会关于举办巾帼电商技能培训班的通知",
            kind="通知",
            recipients="各市（区）妇联",
            urgency="加急",
            openness="主动公开",
            print_copies=20,
            body=_body(
                "为提升农村妇女创业就业能力，市妇联拟举办巾帼电商技能培训班。现将有关事项通知如下：",
                ("培训时间和地点", "5月12日至14日，市妇女儿童活动中心三楼报告厅。"),
                ("参训人员", "有创业意愿或已从事电商经营的农村妇女，每个市（区）8人。"),
                ("其他事项", "培训不收费用，食宿统一安排。请于5月6日前将报名表报市妇联城乡发展部。"),
                closing="附件：1．报名表\n2．课程安排",
                day="2026年4月20日",
            ),
        ),
        "signing",
    ),
    Sample(
        "dongxue",
        "儿童工作部",
        Content(
            title="泰州市妇女联合会关于加强暑期儿童安全关爱工作的意见",
            kind="意见",
            recipients="各市（区）妇联",
            urgency="特急",
            openness="主动公开",
            print_copies=60,
            body=_body(
                "暑期将至，为切实保障广大儿童的生命安全和身心健康，现就加强暑期儿童安全关爱工作提出如下意见：",
                ("加强防溺水教育", "依托社区家长学校、儿童之家，把防溺水知识送到每一个家庭。"),
                ("关爱重点儿童", "对留守儿童、困境儿童逐一走访，建立台账，落实爱心妈妈结对。"),
                ("丰富暑期生活", "办好“七彩夏日”公益课堂，让孩子们度过安全、快乐、有意义的假期。"),
                day="2026年6月18日",
            ),
        ),
        "signing",
    ),
    Sample(
        "tianli",
        "妇女儿童工作委员会办公室",
        Content(
            title="泰州市妇女联合会关于报送妇女儿童发展规划中期评估材料的函",
            kind="函",
            recipients="市教育局、市民政局、市卫生健康委",
            openness="依申请公开",
            print_copies=10,
            body=_body(
                "根据规划监测评估工作安排，请贵单位按附表要求提供本部门承担指标的完成情况和典型做法，于6月30日前反馈。",
                closing="特此函商，感谢支持。\n附件：规划指标任务分解表",
                day="2026年6月1日",
            ),
        ),
        "numbering",
    ),
    Sample(
        "panyue",
        "组织宣传部",
        Content(
            title="泰州市妇女联合会关于召开执委会议的通知",
            kind="通知",
            recipients="市妇联全体执委",
            openness="不予公开",
            print_copies=50,
            body=_body(
                "经研究，定于近期召开市妇联执委会议。现将有关事项通知如下：",
                ("会议内容", "学习贯彻上级会议精神，总结上半年工作，部署下半年任务。"),
                ("参会人员", "市妇联全体执委，因故不能参会的须书面请假。"),
                day="2026年7月2日",
            ),
        ),
        "office_review",
    ),
    Sample(
        "wangfang",
        "权益部",
        Content(
            title="泰州市妇女联合会关于婚姻家庭纠纷调解工作情况的报告",
            kind="报告",
            recipients="江苏省妇女联合会",
            openness="不予公开",
            print_copies=5,
            body=_body(
                "现将我市婚姻家庭纠纷调解工作情况报告如下：",
                ("基本情况", "全市建立婚姻家庭纠纷人民调解组织，配备专兼职调解员，实现镇（街）全覆盖。"),
                ("主要做法", "坚持预防为主，建立排查、调处、回访、帮扶闭环机制。"),
                closing="特此报告。",
                day="2026年7月10日",
            ),
        ),
        "department_review",
    ),
    Sample(
        "wangfang",
        "权益部",
        Content(title="泰州市妇女联合会关于建立反家暴联动机制的意见", kind="意见", openness="主动公开"),
        "drafting",
    ),
)

# Who takes each forward step, beside the drafter's own head and vice-chair.
FORWARD: Final = {
    "drafting": ("submit", ""),
    "department_review": ("review", "同意，请办公室核稿。"),
    "office_review": ("proofread", "格式已按国标调整，请审定。"),
    "vice_chair_review": ("approve", "同意，请主席签发。"),
    "signing": ("sign", "发。"),
    "numbering": ("number", ""),
    "printing": ("print", ""),
    "proof_checking": ("proof_check", "已校。"),
    "sealing": ("seal", ""),
    "distributing": ("distribute", ""),
    "handing_over": ("count_in", ""),
}


def load() -> None:
    """Set how the papers look, draft the samples and bring each as far as it is meant to be."""
    _set_looks()
    for sample in SAMPLES:
        drafter = actor_called(reading(), sample.drafter)
        department = reading().execute(select(Department.id).where(Department.name == sample.department)).scalar_one()
        series = reading().execute(select(NumberSeries.id).order_by(NumberSeries.id).limit(1)).scalar_one()
        document_id = drafting.create(sample.content, department, series, drafter).document_id
        walk(document_id, sample.state)
        if sample.annulled:
            chair = actor_called(reading(), "zhoujingyi")
            advance(document_id, Order("annul", opinion=sample.annulled), chair)


def _set_looks() -> None:
    """The letterhead of the demo house, with a 印章图样 that is plainly a specimen."""
    officer, names = actor_called(reading(), "sysadmin"), ("name", "mark", "signature", "printed_by")
    row = reading().execute(select(*(getattr(Letterhead, name) for name in ("id", *names))).limit(1)).one()
    seal = FileStorage(io.BytesIO(specimen(row.mark)), "印章图样（样）.svg")
    looks = {"mark_suffix": "文件", "seal_mode": "picture", **keep_seal(seal)}
    save_letterhead(officer, row.id, {name: getattr(row, name) for name in names}, looks)


def walk(document_id: int, until: str) -> None:
    """Take the forward steps, each by somebody who holds the slip, until the document is in that state."""
    while (here := _document(document_id)).state != until:
        actor = holder_of(document_id)
        open_slips(document_id, actor)
        if here.state == "distributing":
            _distribute(document_id, actor)
        key, opinion = FORWARD[here.state]
        change: Any = (1, 2) if key == "count_in" else None
        advance(document_id, Order(key, opinion=opinion, change=change), actor)


def holder_of(document_id: int) -> Any:
    """Somebody before whom the document's open slip lies."""
    from routing.queries.people import first_holder

    return first_holder(reading(), document_id)


def _distribute(document_id: int, actor: Any) -> None:
    for recipient in ("市委办公室", "各市（区）妇联"):
        delivery = Delivery(recipient, 6, "公文交换站")
        advance(document_id, Order("list_recipient", change=delivery), actor)
    lines = reading().execute(select(Distribution.id).where(Distribution.document_id == document_id)).scalars().all()
    for line in lines:
        received = ReceiptOf(line, "收发室", clock.now())
        advance(document_id, Order("record_receipt", change=received), actor)


def _document(document_id: int) -> Any:
    return reading().execute(select(Document.state, Document.version).where(Document.id == document_id)).one()
