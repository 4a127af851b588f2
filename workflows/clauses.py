"""The clauses that the software carries out: every action names one of these as its 依据.

House rules: 泰州市妇女联合会工作制度. National rules: 党政机关公文处理工作条例 (中办发〔2012〕14号),
国家档案局令第8号, DA/T 22-2015.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its permanent id, where it stands, and what it asks, in one sentence."""

    key: str
    source: str
    article: str
    text: str

    @property
    def citation(self) -> str:
        """The clause as an office cites it, e.g. 《行文发文制度》第二条."""
        return f"《{self.source}》{self.article}"


_HOUSE_DISPATCH = "行文发文制度"
_HOUSE_CIRCULATION = "文件处理传阅制度"
_HOUSE_ARCHIVE = "档案文件管理查阅规定"
_HOUSE_LEAVE = "考勤制度"
_NATIONAL = "党政机关公文处理工作条例"
_RETENTION = "机关文件材料归档范围和文书档案保管期限规定"
_ARRANGEMENT = "归档文件整理规则"
_CHECKING = "文书类电子档案检测一般要求"

CLAUSES: dict[str, Clause] = {
    clause.key: clause
    for clause in (
        Clause("FW-1", _HOUSE_DISPATCH, "第一条", "以本会名义发文，统一使用本会文头，按年度顺序编号。"),
        Clause(
            "FW-2",
            _HOUSE_DISPATCH,
            "第二条",
            "部室拟稿，办公室核稿，分管主席把关审定，主席签发，办公室编号、打印。",
        ),
        Clause("FW-3", _HOUSE_DISPATCH, "第三条", "拟稿使用标准发文稿纸，逐栏填写齐全。"),
        Clause(
            "FW-4",
            _HOUSE_DISPATCH,
            "第四条",
            "拟稿部室校对、装订、分发，校对人签字；底稿和印件共三份交办公室存档。",
        ),
        Clause("DA-1", _HOUSE_ARCHIVE, "第一条", "本会文件及底稿由办公室专人保管，次年第一季度立卷归档。"),
        Clause("DA-2", _HOUSE_ARCHIVE, "第二条", "各部室形成的材料及时收集；收到的上级和下级文件随时交办公室。"),
        Clause("DA-3", _HOUSE_ARCHIVE, "第三条", "外出开会带回的文件，用后交办公室。"),
        Clause("DA-4", _HOUSE_ARCHIVE, "第四条", "档案按永久、长期、短期分类整理，立卷归档。"),
        Clause(
            "DA-5",
            _HOUSE_ARCHIVE,
            "第五条",
            "查阅与本部室业务有关的档案，一般在办公室阅览；确需借出的，办理借阅登记，按期归还，注意保密。",
        ),
        Clause("DA-6", _HOUSE_ARCHIVE, "第六条", "外单位借阅档案，须持单位介绍信，经办公室负责人批准。"),
        Clause("CY-1", _HOUSE_CIRCULATION, "第一条", "来文由办公室统一收发，主任签批后送主席室和有关部室。"),
        Clause("CY-2", _HOUSE_CIRCULATION, "第二条", "主席批示的立即转办；机要文件严格按范围传阅；急件随到随办。"),
        Clause("CY-3", _HOUSE_CIRCULATION, "第三条", "传阅、办理的文件及时转送，不压、不积、不丢。"),
        Clause("CY-4", _HOUSE_CIRCULATION, "第四条", "阅办人签名或签署意见，办公室负责催办、督办。"),
        Clause(
            "KQ-3",
            _HOUSE_LEAVE,
            "第三条",
            "请假半天以内，部室工作人员由部室负责人批准；半天以上，由分管副主席批准；一天以上，都由主席批准。",
        ),
        Clause(
            "TL-19",
            _NATIONAL,
            "第十九条",
            "公文起草应当情况确实、观点明确；涉及其他部门职权范围的，须征求有关部门意见，力求达成一致。",
        ),
        Clause(
            "TL-20",
            _NATIONAL,
            "第二十条",
            "公文文稿签发前，由发文机关办公厅（室）审核行文理由、内容、文种和格式。",
        ),
        Clause("TL-21", _NATIONAL, "第二十一条", "经审核不宜发文或需要修改的，退回起草单位并说明理由。"),
        Clause("TL-22", _NATIONAL, "第二十二条", "公文由本机关负责人签发，签署意见、姓名和完整日期。"),
        Clause(
            "TL-24",
            _NATIONAL,
            "第二十四条",
            "收文办理：签收、登记、初审、承办、传阅、催办、答复；不合规定的退回并说明理由。",
        ),
        Clause(
            "TL-25",
            _NATIONAL,
            "第二十五条",
            "签发后先复核，需作实质性修改的报原签批人复审，再登记、印制、核发。",
        ),
        Clause(
            "TL-27", _NATIONAL, "第二十七条", "需要归档的公文及有关材料，按有关档案法律法规及时收集齐全、整理归档。"
        ),
        Clause(
            "TL-35",
            _NATIONAL,
            "第三十五条",
            "不具备归档和保存价值的公文，经批准后可以销毁；销毁须严格履行审批登记手续，确保不丢失、不漏销。",
        ),
        Clause("TL-36", _NATIONAL, "第三十六条", "工作人员离岗离职时，应当将暂存、借用的公文按照有关规定移交、清退。"),
        Clause("TL-33", _NATIONAL, "第三十三条", "公文被撤销的，视为自始无效；被废止的，自废止之日起失效。"),
        Clause(
            "GD-8",
            _RETENTION,
            "国家档案局令第8号",
            "机关文件材料的归档范围、不归档范围和保管期限（永久、30年、10年），按经同意的本单位归档范围和保管期限表执行。",
        ),
        Clause(
            "DAT-70",
            _CHECKING,
            "DA/T 70-2018",
            "归档、移交和长期保存时，检测电子档案的真实性、完整性、可用性、安全性，并留存检测报告。",
        ),
        Clause(
            "DAT-22", _ARRANGEMENT, "DA/T 22-2015", "归档文件以件为单位组件、分类、排列、编号、编目，档号逐件编制。"
        ),
    )
}
