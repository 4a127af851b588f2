"""Forms filled in as they are in an ordinary week of the house: to look at, and to learn from."""

import math

from routing.typeset.forms.archive import (
    BoxNote,
    Catalogue,
    CatalogueCover,
    CatalogueEntry,
    LoanItem,
    LoanSlip,
    Spine,
    Spines,
    StampSheet,
)
from routing.typeset.forms.incoming import CirculationSlip, Label, ProcessingLabels, ProcessingSlip
from routing.typeset.forms.outgoing import DispatchRegister, DraftingSheet, NumberBook, RegisterEntry
from routing.typeset.forms.parts import Code, Opinion, Reader, Signed
from routing.typeset.paper import ArchiveStamp
from routing.typeset.strokes import Strokes

# A signature that nobody has: a few waves of a pen.
HAND = Strokes(
    (
        ((0.05, 0.3), (0.12, 0.27), (0.2, 0.25), (0.28, 0.22)),
        ((0.17, 0.1), (0.16, 0.35), (0.13, 0.6), (0.05, 0.85)),
        ((0.18, 0.45), (0.24, 0.6), (0.3, 0.75)),
        tuple((round(0.36 + 0.26 * t / 20, 4), round(0.45 - 0.25 * math.sin(t / 2.4), 4)) for t in range(21)),
        ((0.5, 0.15), (0.49, 0.5), (0.47, 0.9), (0.4, 0.8)),
        tuple((round(0.66 + 0.3 * t / 20, 4), round(0.5 + 0.2 * math.cos(t / 1.9) + t / 100, 4)) for t in range(21)),
    ),
    3.0,
)


def drafting_sheet(organisation: str) -> DraftingSheet:
    return DraftingSheet(
        organisation=organisation,
        number="泰妇字(2026)第12号",
        secrecy="非密",
        urgency="加急",
        signed=(Opinion(text="发", name="周静宜", post="主席", date="2026年3月2日", hand=HAND),),
        countersigned=(
            Opinion(text="同意", name="陆文斌", post="办公室主任", date="2026年2月27日"),
            Opinion(
                text="同意。经费从年度预算列支",
                name="严红梅",
                post="组织宣传部部长",
                date="2026年2月27日",
                on_behalf="顾明月",
            ),
        ),
        title="泰州市妇女联合会关于开展2026年“三八”国际妇女节维权周系列活动的通知",
        kind="通知",
        recipients="各市（区）妇联，市直有关单位妇委会",
        copied_to="省妇联办公室，市委办公室，市政府办公室",
        attachments=("1. 维权周活动安排表（3份）", "2. 活动情况统计表（3份）"),
        department="权益部",
        drafter="王芳",
        drafted_on="2026年2月25日",
        reviewed=(Opinion(text="同意，请办公室核稿", name="谢玉兰", post="权益部部长", date="2026年2月25日"),),
        proofread=(
            Opinion(
                text="已核，第二部分的时间请与市司法局再确认", name="许雅琴", post="办公室文书", date="2026年2月26日"
            ),
        ),
        approved=(Opinion(text="同意，请主席签发", name="顾明月", post="副主席", date="2026年2月28日"),),
        openness="主动公开",
        numbered=Signed(name="许雅琴", date="2026年3月2日"),
        typed=Signed(name="许雅琴", date="2026年3月2日"),
        proof_checked=Signed(name="王芳", date="2026年3月2日"),
        copies="30",
        printed_by="泰州市妇女联合会办公室",
        printed_on="2026年3月2日",
    )


def processing_slip(organisation: str) -> ProcessingSlip:
    return ProcessingSlip(
        organisation=organisation,
        number="收2026-0037",
        received_on="2026年3月9日",
        sender="江苏省妇女联合会",
        sender_number="苏妇发〔2026〕8号",
        title="江苏省妇女联合会关于做好2026年家庭教育指导服务工作的通知",
        recipients="各设区市妇女联合会",
        kind="通知",
        dated="2026年3月5日",
        secrecy="非密",
        copies="2",
        pages="6",
        urgency="加急",
        due="2026年3月20日",
        attachments=("家庭教育指导服务站点名册（1份）",),
        summary="要求各设区市妇联3月20日前报送工作方案，年内每个县（市、区）建成不少于10个指导服务站点。",
        proposals=(
            Opinion(
                text="拟请儿童工作部牵头，组织宣传部配合，3月18日前拟出方案。",
                name="许雅琴",
                post="办公室文书",
                date="2026年3月9日",
            ),
        ),
        endorsements=(Opinion(text="同意，请静宜同志阅示。", name="陆文斌", post="办公室主任", date="2026年3月9日"),),
        instructions=(
            Opinion(
                text="同意拟办意见。请儿童工作部抓紧，方案先报明月同志。",
                name="周静宜",
                post="主席",
                date="2026年3月9日",
                hand=HAND,
            ),
            Opinion(text="请与市教育局沟通站点名单。", name="顾明月", post="副主席", date="2026年3月10日"),
        ),
        readers=(
            Reader(name="顾明月", read=True, date="3月10日", hand=HAND),
            Reader(name="严红梅", read=True, date="3月10日"),
            Reader(name="谢玉兰", read=True, date="3月11日"),
            Reader(name="董雪"),
        ),
        department="儿童工作部",
        handler="董雪",
        result="工作方案已于2026年3月19日报省妇联。",
        received_by="许雅琴　3月9日",
        remarks="原件存办公室。",
        filed="归档",
        code=Code("HT:IN:2026-0037"),
    )


def processing_labels(organisation: str) -> ProcessingLabels:
    label = Label(
        number="收2026-0037",
        received_on="2026年3月9日",
        sender="江苏省妇女联合会",
        sender_number="苏妇发〔2026〕8号",
        title="江苏省妇女联合会关于做好2026年家庭教育指导服务工作的通知",
        urgency="加急",
        scope="主席室，办公室，儿童工作部",
        due="2026年3月20日",
        code=Code("HT:IN:2026-0037"),
    )
    return ProcessingLabels(organisation=organisation, labels=(label,) * 3)


def circulation_slip(organisation: str) -> CirculationSlip:
    return CirculationSlip(
        organisation=organisation,
        number="收2026-0041",
        sender="中共泰州市委办公室",
        sender_number="泰委办发〔2026〕15号",
        title="关于进一步加强和改进新时代群团工作的若干措施",
        secrecy="内部",
        copies="1",
        scope="主席室；办公室、组织宣传部、权益部负责人",
        sent_on="2026年3月12日",
        due="2026年3月19日",
        instructions=(
            Opinion(
                text="请主席室各位同志和有关部室负责人阅。", name="周静宜", post="主席", date="2026年3月12日", hand=HAND
            ),
        ),
        readers=(
            Reader(
                name="顾明月",
                post="副主席",
                text="已阅。建议列入主席办公会学习内容",
                read=True,
                date="3月12日",
                hand=HAND,
            ),
            Reader(name="陆文斌", post="办公室主任", text="已阅", read=True, date="3月13日"),
            Reader(
                name="严红梅",
                post="组织宣传部部长",
                text="已阅",
                read=True,
                date="3月13日",
                on_behalf="副部长",
            ),
            Reader(name="谢玉兰", post="权益部部长"),
        ),
    )


_TITLES = (
    ("泰州市妇女联合会关于印发2026年工作要点的通知", "通知", "办公室", "许雅琴"),
    ("泰州市妇女联合会关于申请拨付妇女儿童活动中心维修经费的请示", "请示", "办公室", "许雅琴"),
    ("泰州市妇女联合会关于表彰“最美家庭”的决定", "决定", "组织宣传部", "严红梅"),
    ("泰州市妇女联合会关于开展“三八”国际妇女节维权周系列活动的通知", "通知", "权益部", "王芳"),
    ("泰州市妇女联合会关于报送家庭教育工作情况的报告", "报告", "儿童工作部", "董雪"),
    ("泰州市妇女联合会关于商请协助开展农村妇女技能培训的函", "函", "城乡发展部", "冯婷"),
)


def _entries() -> tuple[RegisterEntry, ...]:
    return tuple(
        RegisterEntry(
            serial=str(n + 1),
            number=f"泰妇字(2026)第{n + 1}号",
            given_on=f"2026年{1 + n // 5}月{3 + n * 4 % 25}日",
            title=title,
            kind=kind,
            department=department,
            drafter=drafter,
            signed_by="周静宜",
            signed_on=f"2026年{1 + n // 5}月{2 + n * 4 % 25}日",
            sent="" if n == 2 else f"{3 + n}处{30 + n}份",
            state="作废" if n == 2 else "待归档",
            note="字号作废：经研究不再发文（周静宜，2026年1月14日 10:20）" if n == 2 else "",
            void=n == 2,
        )
        for n, (title, kind, department, drafter) in enumerate(_TITLES * 2)
    )


def dispatch_register(organisation: str) -> DispatchRegister:
    return DispatchRegister(
        organisation=organisation, volume="2026年 泰妇字", made_on="2026年4月1日", entries=_entries()
    )


def number_book(organisation: str) -> NumberBook:
    return NumberBook(
        organisation=organisation,
        volume="2026年 泰妇字",
        made_on="2026年4月1日",
        entries=_entries(),
        summary="本册自第1号至第12号，共12个号，其中作废1个；连续，无空号、重号。",
    )


_FONDS = {
    "fonds": "Z109",
    "fonds_name": "泰州市妇女联合会",
    "year": "2026",
    "retention": "永久",
    "unit": "办公室",
}


def catalogue_cover(organisation: str) -> CatalogueCover:
    return CatalogueCover(organisation=organisation, **_FONDS)


def catalogue(organisation: str) -> Catalogue:
    entries = tuple(
        CatalogueEntry(
            serial=str(n + 1),
            reference=f"Z109-WS·2026-Y-BGS-{n + 1:04}",
            number=f"泰妇字(2026)第{n + 1}号" if n != 4 else "",
            author=organisation,
            title=title if n != 4 else "[2026年妇女工作座谈会照片说明]",
            date=f"2026{1 + n // 5:02}{3 + n * 4 % 25:02}",
            pages=str(4 + n % 5),
            remarks="原件" if n == 1 else "",
        )
        for n, (title, *_) in enumerate(_TITLES * 2)
    )
    return Catalogue(organisation=organisation, entries=entries, **_FONDS)


def box_note(organisation: str) -> BoxNote:
    return BoxNote(
        organisation=organisation,
        condition="本盒共12件，54页。第5件为照片说明，题名由整理人自拟。第2件为原件。\n文件齐全，字迹清楚，无缺页、破损。",
        arranged_by=Signed(name="许雅琴"),
        arranged_on="2027年2月18日",
        checked_by=Signed(name="顾明月", hand=HAND),
        checked_on="2027年3月2日",
    )


def spines(organisation: str) -> Spines:
    shared = {name: value for name, value in _FONDS.items() if name != "fonds_name"}
    made = (("0001", "0012", 30.0), ("0013", "0031", 40.0), ("0032", "0040", 20.0))
    return Spines(
        organisation=organisation,
        spines=tuple(
            Spine(**shared, first=first, last=last, box=str(n), thickness=thickness)
            for n, (first, last, thickness) in enumerate(made, 1)
        ),
    )


def stamp_sheet(organisation: str) -> StampSheet:
    stamp = ArchiveStamp(fonds="Z109", year="2026", item="0001", unit="办公室", retention="永久", pages="6")
    return StampSheet(organisation=organisation, stamp=stamp)


def loan_slip(organisation: str) -> LoanSlip:
    clerk, reader = (Signed(name=name, date="2027年4月12日") for name in ("许雅琴", "刘洋"))
    return LoanSlip(
        organisation=organisation,
        number="借阅2027-0006",
        asked_on="2027年4月12日",
        borrower="刘洋",
        unit="海陵区妇女联合会",
        telephone="0523-8688 0000",
        way="查阅、复制",
        purpose="编写区妇联志，查考2026年“最美家庭”评选表彰情况。",
        letter="海妇介字第21号",
        letter_from="海陵区妇女联合会",
        items=tuple(
            LoanItem(
                reference=f"Z109-WS·2026-Y-BGS-{number}",
                title=f"泰州市妇女联合会关于表彰“最美家庭”的{kind}",
                pages=pages,
                copies="1",
            )
            for number, kind, pages in (("0003", "决定", "6"), ("0009", "补充通知", "2"))
        ),
        supported=(Opinion(text="情况属实，请办公室审批", name="谢玉兰", post="权益部部长", date="2027年4月12日"),),
        approved=(
            Opinion(
                text="同意在办公室查阅，可复制第2件", name="陆文斌", post="办公室主任", date="2027年4月12日", hand=HAND
            ),
        ),
        lent_on="2027年4月12日",
        due="2027年4月15日",
        lent_by=clerk,
        received_by=reader,
        given_back_by=reader,
        returned_on="2027年4月12日",
        returned_state="2件完好，无缺页",
        checked_by=clerk,
    )
