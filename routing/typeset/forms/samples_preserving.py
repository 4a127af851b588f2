"""销毁清册 and 四性检测报告 filled in, to look at and to learn from."""

from routing.typeset.forms.disposal import (
    CheckedEntry,
    DestroyedEntry,
    DestructionRegister,
    FaultyEntry,
    InspectionReport,
)
from routing.typeset.forms.parts import Opinion, Signed


def destruction_register(organisation: str) -> DestructionRegister:
    return DestructionRegister(
        organisation=organisation,
        number="销毁2026-0001",
        title="2015年短期档案到期鉴定销毁",
        basis="短期（10年）保管期满，按《机关文件材料归档范围和文书档案保管期限规定》和本会保管期限表鉴定。",
        made_on="2026年5月12日",
        entries=(
            DestroyedEntry(
                serial="1",
                reference="J021-WS·2015-D10-BGS-0007",
                number="泰妇字(2015)第7号",
                title="泰州市妇女联合会关于召开一季度工作例会的通知",
                date="2015年3月18日",
                pages="4",
                period="10年",
                expired="2025年12月31日",
                reason="一般事务性通知，无继续保存价值",
            ),
            DestroyedEntry(
                serial="2",
                reference="J021-WS·2015-D10-QYB-0012",
                title="[信访接待日排班表]",
                date="2015年7月2日",
                pages="2",
                period="10年",
                expired="2025年12月31日",
                reason="内容已汇入年度总结",
            ),
        ),
        total="共销毁2件、6页",
        appraised=(
            Opinion(text="同意销毁", name="谢玉兰", post="权益部部长", date="2026年4月20日"),
            Opinion(text="同意", name="严红梅", post="组织宣传部部长", date="2026年4月21日"),
            Opinion(text="同意鉴定意见", name="陆文斌", post="办公室主任", date="2026年4月22日"),
        ),
        approved=(Opinion(text="同意", name="周静宜", post="主席", date="2026年4月28日"),),
        witnesses=(
            Opinion(text="已逐件核对", name="许雅琴", post="办公室文书", date="2026年5月12日"),
            Opinion(text="已逐件核对", name="蒋蕾", post="办公室工作人员", date="2026年5月12日"),
        ),
        executed_by=Signed(name="何素芬", post="档案员"),
        executed_on="2026年5月12日 15:20",
        remarks="按批准的清单销毁，没有漏销。",
    )


def inspection_report(organisation: str) -> InspectionReport:
    return InspectionReport(
        organisation=organisation,
        subject="全部馆藏，共326件",
        occasion="每月检测",
        inspector="何素芬",
        begun="2026年5月1日 02:00",
        ended="2026年5月1日 02:04",
        verdict="发现1件有问题",
        entries=(
            CheckedEntry(
                serial="1",
                nature="真实性",
                sentence="每个文件的字节与归档时的校验码一致",
                basis="DA/T 70-2018 真实性",
                outcome="有问题",
                words="1件",
            ),
            CheckedEntry(
                serial="2",
                nature="安全性",
                sentence="查毒软件检查过，没有病毒",
                basis="DA/T 70-2018 安全性",
                outcome="没有检查",
                words="没有设置查毒软件",
            ),
        ),
        faulty=(
            FaultyEntry(
                reference="J021-WS·2024-D30-QYB-0003",
                title="泰州市妇女联合会关于开展维权周活动的通知",
                words="正本.pdf：文件的字节与归档时不同",
            ),
        ),
        look=(
            FaultyEntry(
                reference="J021-WS·2024-D10-ETB-0011",
                title="儿童工作部关于报送六一活动安排的函",
                words="请核对：《活动安排.docx》不是长期保存格式",
            ),
        ),
    )
