"""Received papers for the demo house: registered, proposed, circulating, handed in, restricted. Made-up texts."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from routing import clock
from routing.actor import Actor
from routing.database import reading
from routing.queries.people import actor_called
from routing.services import intake, receiving
from routing.services.advance import Order, advance
from routing.services.orders import Assignment, Circulating
from routing.services.received import Received

CLERK, DIRECTOR, CHAIR, VICE_CHAIR = "xuyaqin", "luwenbin", "zhoujingyi", "gumingyue"


@dataclass(frozen=True, slots=True)
class Sample:
    """A received paper: its columns, how many days ago it was written, and how far it has come."""

    content: Received
    days: int
    come: str = ""


SAMPLES: Final = (
    Sample(
        Received(
            organ="江苏省妇女联合会",
            source_number="苏妇发〔2026〕8号",
            title="江苏省妇女联合会关于做好家庭教育指导服务工作的通知",
            kind="通知",
            received_from="公文交换站",
            recipients="各设区市妇联",
            copies=2,
            pages=6,
            summary="要求月底前报送家庭教育指导服务站点名单和下半年安排。",
        ),
        9,
        "instructed",
    ),
    Sample(
        Received(
            organ="泰州市人民政府办公室",
            source_number="泰政办函〔2026〕31号",
            title="泰州市人民政府办公室关于报送妇女儿童发展规划监测数据的函",
            kind="函",
            urgency="加急",
            received_from="机要交换",
            recipients="市妇儿工委各成员单位",
            copies=1,
            pages=3,
        ),
        3,
        "proposed",
    ),
    Sample(
        Received(
            origin="lateral",
            organ="泰州市总工会",
            title="泰州市总工会女职工工作简报",
            kind="简报",
            category="阅件",
            received_from="邮寄",
            pages=8,
        ),
        4,
        "circulated",
    ),
    Sample(
        Received(
            origin="letters",
            organ="泰兴市黄桥镇居民",
            title="关于反映家庭纠纷、请求调解的来信",
            kind="信件",
            received_from="来访",
            pages=2,
        ),
        1,
    ),
    Sample(
        Received(
            origin="confidential",
            organ="江苏省妇女联合会办公室",
            title="内部情况通报（样）",
            kind="通报",
            secrecy="内部",
            category="阅件",
            received_from="机要交换",
        ),
        2,
    ),
)


def load() -> None:
    """Register the samples and bring each as far as it is meant to be; one more paper is handed in by a member."""
    clerk = actor_called(reading(), CLERK)
    for number, sample in enumerate(SAMPLES, 1):
        content = _dated(sample)
        document_id = intake.register(content, clerk, f"sample-{number}").document_id
        _bring(document_id, sample.come)
    receiving.hand_in(
        Received(
            origin="meeting",
            organ="江苏省妇女联合会",
            title="全省妇联系统维权工作会议材料",
            received_from="会议",
            received_on=clock.today().isoformat(),
            remarks="纸质原件送办公室",
        ),
        actor_called(reading(), "wangfang"),
    )


def _dated(sample: Sample) -> Received:
    today = clock.today()
    scope = tuple(sorted((one.person_id, one.name) for one in map(_person, (CHAIR, VICE_CHAIR))))
    return replace(
        sample.content,
        dated=(today - timedelta(days=sample.days)).isoformat(),
        received_on=today.isoformat(),
        scope=scope if sample.content.origin == "confidential" else (),
    )


def _bring(document_id: int, come: str) -> None:
    if come == "circulated":
        readers = tuple(f"person:{_person(one).person_id}" for one in (VICE_CHAIR, "yanhongmei", "panyue"))
        _act(document_id, "circulate_at_once", CLERK, opinion="请阅。", change=Circulating(readers))
        _act(document_id, "read", "yanhongmei")
    if come in {"proposed", "instructed"}:
        _act(document_id, "propose", CLERK, opinion="拟请权益部牵头办理，组宣部阅。")
    if come == "instructed":
        _act(document_id, "send_up", DIRECTOR, opinion="请主席阅示。", change=Assignment(next=_post(CHAIR)))
        lead, reader = _post("xieyulan"), f"person:{_person('yanhongmei').person_id}"
        change = Assignment((reader,), lead=lead, due_on=clock.today() + timedelta(days=14))
        _act(document_id, "instruct", CHAIR, opinion="请权益部抓紧落实，结果报我。", change=change)


def _act(document_id: int, key: str, username: str, opinion: str = "", change: object = None) -> None:
    advance(document_id, Order(key, opinion=opinion, change=change), _person(username))


def _person(username: str) -> Actor:
    return actor_called(reading(), username)


def _post(username: str) -> str:
    return f"post:{_person(username).seats[0].post_id}"
