"""The demo organisation: made-up people in the real house's departments and posts. Never in production."""

from datetime import date
from typing import Final

from sqlalchemy import select

from routing import clock
from routing.extensions import db
from routing.models import (
    Department,
    Holding,
    Letterhead,
    NumberSeries,
    Organisation,
    Oversight,
    Person,
    Phrase,
    Post,
)
from routing.services.accounts import hash_password
from routing.services.numbering import DISPOSAL, INCOMING, LOAN
from workflows.roles import Capacity

PASSWORD: Final = "Hongtou-2026"  # noqa: S105 - told on the demo page; production refuses demo accounts
ORGANISATION: Final = "泰州市妇女联合会"

DEPARTMENTS: Final = (
    ("办公室", "办公室"),
    ("组织宣传部", "组宣部"),
    ("城乡发展部", "发展部"),
    ("儿童工作部", "儿童部"),
    ("权益部", "权益部"),
    ("妇女儿童工作委员会办公室", "妇儿工委办"),
)

# Post, capacity, department, and its holders as (user name, name).
POSTS: Final = (
    ("主席", Capacity.CHAIR, None, (("zhoujingyi", "周静宜"),)),
    ("常务副主席", Capacity.VICE_CHAIR, None, (("shenqiulan", "沈秋岚"),)),
    ("副主席", Capacity.VICE_CHAIR, None, (("gumingyue", "顾明月"),)),
    ("办公室主任", Capacity.OFFICE_DIRECTOR, "办公室", (("luwenbin", "陆文斌"),)),
    ("办公室文书", Capacity.OFFICE_CLERK, "办公室", (("xuyaqin", "许雅琴"), ("tangxiaomei", "汤小梅"))),
    ("档案员", Capacity.ARCHIVIST, "办公室", (("hesufen", "何素芬"),)),
    ("办公室工作人员", Capacity.STAFF, "办公室", (("jianglei", "蒋蕾"),)),
    ("组织宣传部部长", Capacity.DEPARTMENT_HEAD, "组织宣传部", (("yanhongmei", "严红梅"),)),
    ("组织宣传部工作人员", Capacity.STAFF, "组织宣传部", (("panyue", "潘悦"),)),
    ("城乡发展部部长", Capacity.DEPARTMENT_HEAD, "城乡发展部", (("caoguilan", "曹桂兰"),)),
    ("城乡发展部工作人员", Capacity.STAFF, "城乡发展部", (("fengting", "冯婷"),)),
    ("儿童工作部部长", Capacity.DEPARTMENT_HEAD, "儿童工作部", (("weishufen", "魏淑芬"),)),
    ("儿童工作部工作人员", Capacity.STAFF, "儿童工作部", (("dongxue", "董雪"),)),
    ("权益部部长", Capacity.DEPARTMENT_HEAD, "权益部", (("xieyulan", "谢玉兰"),)),
    ("权益部工作人员", Capacity.STAFF, "权益部", (("wangfang", "王芳"),)),
    ("妇儿工委办主任", Capacity.DEPARTMENT_HEAD, "妇女儿童工作委员会办公室", (("luojing", "罗静"),)),
    ("妇儿工委办工作人员", Capacity.STAFF, "妇女儿童工作委员会办公室", (("tianli", "田丽"),)),
    ("系统管理员", Capacity.SYSTEM_OFFICER, None, (("sysadmin", "唐志远"),)),
    ("安全管理员", Capacity.SECURITY_OFFICER, None, (("secadmin", "韩立新"),)),
    ("审计管理员", Capacity.AUDIT_OFFICER, None, (("auditor", "薛敏"),)),
)
OVERSIGHT: Final = {
    "常务副主席": ("办公室", "组织宣传部", "城乡发展部"),
    "副主席": ("儿童工作部", "权益部", "妇女儿童工作委员会办公室"),
}
PHRASES: Final = {
    "submit": ("请审核。", "急件，请尽快审核。"),
    "review": ("同意。", "同意，请办公室核稿。", "内容属实，同意上报。"),
    "proofread": ("已核。", "格式已按国标调整，请审定。"),
    "approve": ("同意，请主席签发。", "同意。", "拟同意，请主席定。"),
    "sign": ("发。", "同意。", "速发。"),
    "resign": ("改动处请主席复审。",),
    "proof_check": ("已校。", "校对无误。"),
    "propose": ("拟请部室阅办。", "拟请主任签批。", "拟呈主席阅示。"),
    "endorse": ("同意拟办意见。", "请按要求办理。", "请传阅。"),
    "send_up": ("请阅示。", "请主席批示。"),
    "instruct": ("请抓紧落实。", "已阅。", "请按要求办理，结果报我。"),
    "circulate": ("请阅。", "请阅知并按要求落实。"),
    "read": ("已阅。", "已阅，按要求落实。"),
    "report": ("已按要求办结。", "已上报。"),
    "decline": ("不属本会职责范围。", "缺少附件，请补齐。", "多头主送，请重新行文。"),
    "return": ("请补充依据。", "请核对数字、人名。", "文种不当，请修改。", "修改后重报。"),
    "appraise": ("同意鉴定意见。", "同意销毁。", "建议续存，理由："),
    "witness": ("已逐件核对，同意监销。", "已核对，与批准的清单一致。"),
    "terminate": ("情况变化，不再发文。", "与已发文件重复。"),
}


def is_empty() -> bool:
    """Is there no organisation at all yet?"""
    return db.session.execute(select(Organisation.id).limit(1)).first() is None


def load() -> None:
    """Load the organisation with its people. The caller commits nothing: this is one transaction."""
    organisation = found_organisation(ORGANISATION, "泰州市妇联", is_demo=True)
    start = date(clock.today().year - 1, 1, 1)
    departments = {}
    for position, (name, short_name) in enumerate(DEPARTMENTS):
        departments[name] = Department(
            organisation_id=organisation.id, name=name, short_name=short_name, position=position
        )
        db.session.add(departments[name])
    db.session.flush()
    hashed, posts = hash_password(PASSWORD), {}
    for position, (name, capacity, department, holders) in enumerate(POSTS):
        posts[name] = post = Post(
            organisation_id=organisation.id,
            name=name,
            capacity=capacity.value,
            department_id=departments[department].id if department else None,
            position=position,
        )
        db.session.add(post)
        people = [
            Person(
                organisation_id=organisation.id,
                username=username,
                name=person_name,
                password_hash=hashed,
                password_changed_at=clock.now(),
            )
            for username, person_name in holders
        ]
        db.session.add_all(people)
        db.session.flush()
        db.session.add_all(
            Holding(organisation_id=organisation.id, post_id=post.id, person_id=person.id, starts_on=start)
            for person in people
        )
    db.session.add_all(
        Oversight(
            organisation_id=organisation.id,
            post_id=posts[post].id,
            department_id=departments[department].id,
            starts_on=start,
        )
        for post, overseen in OVERSIGHT.items()
        for department in overseen
    )
    db.session.commit()


def found_organisation(name: str, short_name: str, *, is_demo: bool = False) -> Organisation:
    """Found an organisation with its letterhead, its number series and the usual phrases (FW-1)."""
    organisation = Organisation(name=name, short_name=short_name, is_demo=is_demo)
    db.session.add(organisation)
    db.session.flush()
    letterhead = Letterhead(
        organisation_id=organisation.id, name="本会文头", mark=name, signature=name, printed_by=f"{name}办公室"
    )
    db.session.add(letterhead)
    db.session.flush()
    db.session.add(NumberSeries(organisation_id=organisation.id, letterhead_id=letterhead.id, word="泰妇字"))
    db.session.add_all(
        NumberSeries(
            organisation_id=organisation.id,
            letterhead_id=letterhead.id,
            word=word,
            form="incoming",
            position=100 + position,
            origin=origin,
        )
        for position, (word, origin) in enumerate(INCOMING)
    )
    db.session.add(
        NumberSeries(
            organisation_id=organisation.id,
            letterhead_id=letterhead.id,
            word=LOAN[0],
            form="loan",
            position=200,
            origin=LOAN[1],
        )
    )
    db.session.add(
        NumberSeries(
            organisation_id=organisation.id,
            letterhead_id=letterhead.id,
            word=DISPOSAL[0],
            form=DISPOSAL[1],
            position=210,
            origin=DISPOSAL[1],
        )
    )
    db.session.add_all(
        Phrase(organisation_id=organisation.id, kind=kind, text=text, position=position)
        for kind, texts in PHRASES.items()
        for position, text in enumerate(texts)
    )
    return organisation
