"""What the rules need to know about one document at the moment of an action: plain values, no database."""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Loan:
    """What the rules ask about a loan from the archive (借阅): its way, whose files they are, who borrows."""

    electronic: bool = False
    outside: bool = False
    own: bool = False
    letter: bool = False
    signed_for: bool = False
    unlendable: str = ""  # why not everything in it can be lent now


@dataclass(slots=True)
class Case:
    """The facts of one document. `state` is moved by the state machine; the rest is read only.

    Every property below is a condition that a workflow's action may name in `needs`; `reasons` say more than NEEDS of
    why one is not met.
    """

    state: str
    missing: tuple[str, ...] = ()
    secrecy: str = ""
    digest: str = ""
    signed_digest: str = ""
    number: str = ""
    validity: str = "valid"
    distribution: int = 0
    unreceived: tuple[str, ...] = ()
    handed_over: int = 0
    opened: bool = False
    changed: bool = True
    paused: bool = False
    shared: bool = False
    claimed: bool = False
    unconfirmed: tuple[str, ...] = ()
    restricted: bool = False
    original_back: bool = True
    loan: Loan = field(default_factory=Loan)
    opinions: int = 0
    witnesses: int = 0
    facts: dict[str, object] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def why(self, need: str) -> str:
        """What the person is told when a need is not met: of this very document where something is known of it."""
        return self.reasons.get(need) or NEEDS[need]

    @property
    def columns_filled(self) -> bool:
        return not self.missing

    @property
    def not_secret(self) -> bool:
        return self.secrecy in {"", INTERNAL}

    @property
    def text_as_signed(self) -> bool:
        return bool(self.signed_digest) and self.digest == self.signed_digest

    @property
    def text_changed_since_signing(self) -> bool:
        return not self.text_as_signed

    @property
    def unnumbered(self) -> bool:
        return not self.number

    @property
    def signed_or_numbered(self) -> bool:
        return bool(self.signed_digest or self.number)

    @property
    def distribution_listed(self) -> bool:
        return self.distribution > 0

    @property
    def receipts_complete(self) -> bool:
        return not self.unreceived

    @property
    def three_handed_over(self) -> bool:
        return self.handed_over == COPIES_FOR_THE_FILE

    @property
    def unopened(self) -> bool:
        return not self.opened

    @property
    def running(self) -> bool:
        return not self.paused

    @property
    def confirmed(self) -> bool:
        return not self.unconfirmed

    @property
    def unrestricted(self) -> bool:
        return not self.restricted

    @property
    def own_files(self) -> bool:
        return self.loan.own

    @property
    def beyond_own(self) -> bool:
        return not self.loan.own

    @property
    def inside_borrower(self) -> bool:
        return not self.loan.outside

    @property
    def outside_borrower(self) -> bool:
        return self.loan.outside

    @property
    def letter_complete(self) -> bool:
        return self.loan.letter

    @property
    def lendable(self) -> bool:
        return not self.loan.unlendable

    @property
    def on_paper(self) -> bool:
        return not self.loan.electronic

    @property
    def electronic(self) -> bool:
        return self.loan.electronic

    @property
    def unsigned(self) -> bool:
        return not self.loan.signed_for

    @property
    def committee_heard(self) -> bool:
        return self.opinions >= COMMITTEE

    @property
    def two_witnesses(self) -> bool:
        return self.witnesses >= WITNESSES

    @property
    def in_force(self) -> bool:
        return self.validity == "valid"


INTERNAL: Final = "内部"  # a work secret, which may be dealt with here; those of the state may not
COMMITTEE: Final = 2  # how many of the appraisal committee have written their opinions, at least
WITNESSES: Final = 2  # 监销人: two people (条例 art. 35)
COPIES_FOR_THE_FILE: Final = 3  # FW-4: the draft and the prints, three in all

# What the person is told when a need is not met.
NEEDS: Final[dict[str, str]] = {
    "columns_filled": "还有必填栏目没有填写",
    "not_secret": (
        "本系统为非涉密系统，不得处理秘密、机密、绝密文件（《保守国家秘密法》第三十一条第三项）。"
        "请改用涉密计算机拟制，并按保密规定流转纸质文件"
    ),
    "text_as_signed": "文稿在主席签发后有改动，须先送主席对改动后的文稿重新签发",
    "text_changed_since_signing": "文稿与主席签发时完全一致，不需要复签，可直接编号",
    "unnumbered": "这份文件已有字号，只能由主席终止发文：字号作废，并在登记簿注明理由",
    "signed_or_numbered": "这份文件还没有签发，也没有字号，可由经办人退回或终止",
    "distribution_listed": "分发清单还是空的，请先登记发给谁、几份、怎样送达",
    "receipts_complete": "分发清单中还有未签收的单位",
    "three_handed_over": "底稿和印件合计应为三份，请清点后填写",
    "unopened": "下一经办人已经打开办件，不能再拿回来；如需修改，请联系对方退回",
    "running": "这一步的计时已经暂停，请先恢复",
    "paused": "这一步的计时没有暂停",
    "shared": "这个岗位现在只有您一人，不用受理",
    "claimed": "这个办件没有被您受理",
    "confirmed": "从扫描件识别的栏目还没有逐项核对、确认",
    "restricted": "这不是机要文件，请用“登记，取收文编号”",
    "unrestricted": "机要文件只按知悉范围登记、传阅",
    "original_back": "纸质原件还没有收回办公室，请先登记原件交接",
    "committee_heard": "鉴定委员会的意见还不够：请用“请人会签”请委员会成员签署意见，至少两人签署以后再送主席审批",
    "two_witnesses": "还没有两名监销人签字：请用“请人会签”请两名监销人（不能是执行销毁的人）核对清单、签字",
    "in_force": "该文件已被撤销或废止",
    "own_files": "其中有其他部室的档案或内部文件，须经办公室主任审批",
    "beyond_own": "都是本部室的档案，不需要办公室主任审批，直接申请即可",
    "inside_borrower": "外单位借阅须凭介绍信登记",
    "outside_borrower": "这是本会人员的借阅，不用登记介绍信",
    "letter_complete": "外单位借阅须登记介绍信的编号、出具单位，并附扫描件（《档案文件管理查阅规定》第六条）",
    "lendable": "其中有的档案现在不能借出",
    "on_paper": "这是电子查阅，没有纸质档案交接",
    "electronic": "这是纸质借阅，须由档案员收回检查",
    "unsigned": "已经签收过了",
}
