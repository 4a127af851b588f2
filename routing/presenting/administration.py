"""The administration pages in words: cards, groups, periods, the state of an account."""

from datetime import date
from typing import Any, Final

import workflows
from routing import clock, display
from routing.presenting import calendar
from routing.services import numbering
from routing.services.administration.holdings import Period
from routing.services.administration.paper import LAYOUTS, SEALS
from routing.services.administration.stationery import phrase_kinds
from workflows.roles import Capacity

# Whoever cannot come in holds no post in fact: the post is vacant everywhere, though the term has not ended.
SUSPENDED: Final = "账号停用，不在任"


def cards(counts: Any, capacities: frozenset[Capacity], to_move: int = 0) -> list[dict[str, Any]]:
    """What this officer keeps: each with its address, its count, one sentence, and what is amiss."""
    system = (
        _card("/admin/people", "人员和账号", counts.people, "新增人员，停用账号，发激活链接。"),
        _card("/admin/departments", "部室", counts.departments, "部室的名称、简称和排列。"),
        _card("/admin/letterheads", "文头", counts.letterheads, "红头上的文字、落款、版面、印章图样和字体。"),
        _card("/admin/series", "发文字号", counts.series, "机关代字、写法和配用的文头。"),
        _card("/admin/phrases", "常用语", counts.phrases, "办理时一点就能填上的意见。"),
        _card(
            "/admin/calendar",
            "工作日历",
            clock.today().year,
            "放假、调休和本会的更正，办理期限照它算。",
            calendar.lacking(),
            "年的放假安排还没有收录",
        ),
        _card(
            "/admin/messages",
            "消息发送",
            counts.robots,
            "群机器人、邮件服务器和消息的发送情况。",
            counts.stuck,
            "条消息没有送达",
        ),
    )
    security = (
        _card(
            "/admin/posts", "岗位和任职", counts.posts, "有哪些岗位，谁从何时任到何时。", counts.vacant, "个岗位空缺"
        ),
        _card(
            "/admin/oversight",
            "分管",
            counts.departments,
            "各部室由哪位副主席分管。",
            counts.without_overseer,
            "个部室无人分管",
        ),
        _card(
            "/admin/rerouting",
            "办件移交",
            to_move,
            "人员、岗位、分管、部室变动后，移交没有办完的办件。",
            to_move,
            "件办件需要移交",
        ),
        _card(
            "/admin/people", "账号解锁", counts.people, "连续输错密码的账号在这里解锁。", counts.locked, "个账号锁定中"
        ),
    )
    both = (_card("/admin/rules", "流程", len(workflows.ALL), "流程图、制度与流程对照、流程推演。"),)
    return [
        *(system if Capacity.SYSTEM_OFFICER in capacities else ()),
        *(security if Capacity.SECURITY_OFFICER in capacities else ()),
        *both,
    ]


LETTERHEAD_HELP: Final = {
    "mark": "用全称或规范化简称，如“泰州市妇女联合会”；后面的“文件”二字写在标志后缀里。",
    "layout": "信函格式用于函，没有版记的分隔线；纪要格式的标志写“××会议纪要”。",
    "mark_suffix": "一般写“文件”；不要就留空。",
    "seal_mode": "用纸质印章的，版面留出盖章的位置；选图样的，印出来就有印章图样。",
    "seal": "PNG 或 SVG，1 MB 以内，底色透明为好。印章图样不是电子印章，不能代替用印和电子签名；不选文件就用原来的。",
    "copies_to": "新起草的文件先填上这些单位，拟稿人可以改。",
    "print_copies": "新起草的文件先填上这个份数；0表示不填。",
}


def letterheads(rows: list[Any]) -> list[dict[str, Any]]:
    """The letterheads, each with how its papers look."""
    return [
        {
            "id": row.id,
            "name": row.name,
            "mark": f"{row.mark}{row.mark_suffix}",
            "signature": row.signature,
            "printed_by": row.printed_by,
            "layout": LAYOUTS[row.layout],
            "seal": SEALS[row.seal_mode],
            "seal_href": f"/admin/letterheads/{row.id}/seal?{row.seal_digest[:12]}" if row.seal_digest else "",
            "copies_to": row.copies_to,
            "print_copies": row.print_copies,
        }
        for row in rows
    ]


def _card(href: str, label: str, count: int, sentence: str, amiss: int = 0, of: str = "") -> dict[str, Any]:
    return {
        "href": href,
        "label": label,
        "count": count,
        "sentence": sentence,
        "amiss": f"{amiss}{of}" if amiss else "",
    }


def post_groups(posts: list[Any], holdings: list[Any]) -> list[dict[str, Any]]:
    """Posts by department, those of the house first and closed ones last, each with who holds it today."""
    today = clock.today()
    holders: dict[int, list[str]] = {}
    for holding in reversed(holdings):
        if holding.active and is_on(holding, today):
            holders.setdefault(holding.post_id, []).append(holding.person_name)
    groups: dict[str, list[dict[str, Any]]] = {"领导": [], "三员": []}
    for post in posts:
        groups.setdefault(_group(post), []).append(_post(post, holders.get(post.id, []), today))
    return [{"label": label, "posts": found} for label, found in groups.items() if found]


def _group(post: Any) -> str:
    if post.closed_on is not None:
        return "已撤销"
    if post.department:
        return str(post.department)
    return "领导" if Capacity(post.capacity) in {Capacity.CHAIR, Capacity.VICE_CHAIR} else "三员"


def _post(post: Any, holders: list[str], today: date) -> dict[str, Any]:
    closed = post.closed_on is not None and post.closed_on <= today
    return {
        "id": post.id,
        "name": post.name,
        "capacity": Capacity(post.capacity).label,
        "holders": "、".join(holders),
        "slips": post.slips,
        "vacant": not holders and not closed,
        "closed": f"{display.day(post.closed_on)}起撤销" if post.closed_on else "",
    }


def vacancies(groups: list[dict[str, Any]]) -> list[str]:
    """Vacant posts that documents wait before, for the warning at the head of the list."""
    return [
        f"“{post['name']}”无人任职，那里有{post['slips']}件待办"
        for group in groups
        for post in group["posts"]
        if post["vacant"] and post["slips"]
    ]


def is_on(holding: Any, day: date) -> bool:
    """Does a period last on that day?"""
    return bool(holding.starts_on <= day and (holding.ends_on is None or holding.ends_on >= day))


def holding_rows(holdings: list[Any], oneself: int) -> list[dict[str, Any]]:
    """Holdings as lines: who or what, the period, whether it lasts, and what may be done about it."""
    today = clock.today()
    rows = []
    for each in holdings:
        on = is_on(each, today)
        state = "未开始" if each.starts_on > today else "已结束" if not on else "在任" if each.active else SUSPENDED
        mine = each.person_id == oneself
        rows.append(
            {
                "id": each.id,
                "person": each.person_name,
                "person_id": each.person_id,
                "post": each.post_name,
                "period": str(Period(each.post_id, each.person_id, each.starts_on, each.ends_on)),
                "state": state,
                "may_end": on and not mine,
                "may_cancel": state == "未开始" and not mine,
            }
        )
    return rows


def oversight_rows(departments: list[Any], arrangements: list[Any]) -> list[dict[str, Any]]:
    """Open departments with who oversees them now and from when, and what is arranged for later."""
    today = clock.today()
    rows = []
    for department in departments:
        if department.closed_on is not None and department.closed_on <= today:
            continue
        its = [each for each in arrangements if each.department_id == department.id]
        now = next((each for each in its if is_on(each, today)), None)
        later = [f"{display.day(each.starts_on)}起：{each.post_name}" for each in its if each.starts_on > today]
        rows.append(
            {
                "id": department.id,
                "name": department.name,
                "overseer": now.post_name if now else "",
                "since": f"{display.day(now.starts_on)}起" if now else "",
                "until": f"至{display.day(now.ends_on)}" if now and now.ends_on else "",
                "later": "；".join(later),
            }
        )
    return rows


def person_state(person: Any) -> str:
    """How an account stands, in a word."""
    if not person.active:
        return "已停用"
    if person.locked_until and person.locked_until > clock.now():
        return "锁定中"
    if not person.password_hash:
        return "待激活"
    return "正常"


def people_rows(people: list[Any], holdings: list[Any]) -> list[dict[str, Any]]:
    """People as lines with the posts they hold today."""
    today = clock.today()
    posts: dict[int, list[str]] = {}
    for holding in holdings:
        if holding.active and is_on(holding, today):
            posts.setdefault(holding.person_id, []).append(holding.post_name)
    return [
        {
            "id": person.id,
            "name": person.name,
            "username": person.username,
            "posts": "、".join(posts.get(person.id, ())),
            "state": person_state(person),
            "last_login": display.moment(person.last_login),
        }
        for person in people
    ]


def person_actions(person: Any, oneself: int, capacities: frozenset[Capacity]) -> list[dict[str, Any]]:
    """The buttons of a person's page: what this officer may do with this account."""
    if person.id == oneself:
        return []
    found: list[dict[str, Any]] = []
    if Capacity.SYSTEM_OFFICER in capacities and person.active:
        ask = f"发新的激活链接？{person.name}的原密码随即作废，已登录的地方全部退出。"
        found.append(_action("link", "发激活链接", "本人凭链接设置密码，三天内有效，只能用一次。", "primary", ask))
        ask = f"停用{person.name}的账号？已登录的地方立即退出，经手的记录都保留。"
        found.append(_action("off", "停用账号", "人员调离、退休时用；以后可以再启用。", "danger", ask))
    elif Capacity.SYSTEM_OFFICER in capacities:
        found.append(_action("on", "启用账号", "按原来的密码和现有的任职恢复使用。", "primary", ""))
    if Capacity.SECURITY_OFFICER in capacities and person_state(person) == "锁定中":
        found.append(_action("unlock", "解锁", "允许马上再次登录；密码不变。", "primary", ""))
    return found


def _action(key: str, label: str, explains: str, style: str, confirm: str) -> dict[str, Any]:
    return {"key": key, "label": label, "explains": explains, "style": style, "confirm": confirm}


def series_rows(rows: list[Any]) -> list[dict[str, Any]]:
    """The number series, each with the number that it will give next."""
    year = clock.today().year
    return [
        {
            "id": row.id,
            "word": row.word,
            "next": numbering.written(row.form, row.word, year, row.given + 1),
            "given": row.given,
            "letterhead": row.letterhead,
            "state": "已停用" if row.closed else "在用",
        }
        for row in rows
    ]


def examples(word: str, given: int) -> list[dict[str, str]]:
    """The next number of a series in each written form, with the pattern that series.js fills in while typing."""
    year = clock.today().year
    return [
        {
            "form": form,
            "text": numbering.written(form, word, year, given + 1),
            "pattern": numbering.written(form, "{word}", year, given + 1),
        }
        for form in numbering.FORMS
    ]


def phrase_groups(phrases: list[Any]) -> list[dict[str, Any]]:
    """The usual phrases by kind, kinds without any too."""
    return [
        {"kind": kind, "label": label, "phrases": [phrase for phrase in phrases if phrase.kind == kind]}
        for kind, label in phrase_kinds().items()
    ]


def departments_to_choose(departments: list[Any]) -> dict[int, str]:
    """Open departments, by id."""
    return {row.id: row.name for row in departments if row.closed_on is None}


def overseers_to_choose(posts: list[Any]) -> dict[int, str]:
    """The open posts of vice-chairs, by id."""
    return {row.id: row.name for row in posts if row.capacity == Capacity.VICE_CHAIR and row.closed_on is None}
