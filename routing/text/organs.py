"""Whether an organ stands above, beside or below the house, as far as its name tells: 省 above a 市, 区妇联 below."""

import re
from dataclasses import dataclass
from typing import Final

SUPERIOR, LATERAL, SUBORDINATE = "superior", "lateral", "subordinate"  # 上级, 平级, 下级来文
_RANKS: Final = {"省": 3, "自治区": 3, "市": 2, "自治州": 2, "地区": 2, "县": 1, "区": 1, "旗": 1, "自治县": 1,
                 "乡": 0, "镇": 0, "街道": 0, "村": 0, "社区": 0}  # fmt: skip
_PREFIX: Final = re.compile(r"(中国共产党|中共|中国人民政治协商会议|政协|共青团|团)(?=.*?[省市县区])")
_PLACE: Final = re.compile(r"[一-鿿]{1,8}?(自治区|自治州|自治县|街道|社区|地区|省|市|县|(?<!社)区|旗|(?<!城)乡|镇|村)")
# Without a name: 省妇联, 市委办公室, 区妇联.
_BARE: Final = re.compile(
    r"(自治区|省|县|区(?!域)|市(?![场域容]|民(?!政|族|宗)|政工程))|(街道|社区|乡|镇|村)(?=[妇党人]|委|政府)"
)
# No place, but the words of an office.
_GOES_ON: Final = re.compile(r"市[场域容]|市民(?!政|族|宗)|市政工程|区域|村镇|乡村|镇村|社区")
_NATION: Final = re.compile(
    r"中共中央|中央|国务院|全国|中华人民共和国|中华全国|中国妇女(?!报)|最高人民|国家.{1,12}[局委署会]|"
    r"(教育|民政|公安|司法|财政|人力资源和社会保障|农业农村|文化和旅游|科学技术|外交|水利|商务|住房和城乡建设|交通运输|自然资源|"
    r"生态环境|工业和信息化|应急管理|退役军人事务)部"
)
# What leads a place: these stand above its other organs; what belongs to the committee, as the house has it.
_LEADS: Final = re.compile(r"(委|委员会)(办公[室厅])?$|人民政府|^政府|人民代表大会|人大|政治协商会议|政协")
_INNER: Final = re.compile(r"^(委|委员会).")
_PEERS: Final = re.compile(
    r"妇女|妇联|妇儿工委|工会|科学技术协会|科协|工商业联合会|工商联|残疾人联合会|残联|管理委员会|管委会"
)
_WOMEN: Final = re.compile(r"妇女|妇联|妇儿工委|妇代会")


@dataclass(frozen=True, slots=True)
class Standing:
    """How high an organ's place ranks (3 省, 2 市, 1 县区, 0 乡镇), its name, what follows, and what led it (中共)."""

    rank: int
    place: str
    rest: str
    led: str


def expected(organ: str, house: str) -> frozenset[str]:
    """The kinds of series that fit an organ, for a house of that name; empty where the name does not tell."""
    name, own = "".join(organ.split()), standing("".join(house.split()))
    if own is None or name == house:
        return frozenset()
    if _NATION.match(name):
        return frozenset({SUPERIOR})
    its = standing(name)
    if its is None:
        return frozenset()
    if its.rank == own.rank:
        return _of_the_same_rank(its, own.place)
    below = frozenset({SUBORDINATE} if _WOMEN.search(its.rest) else {SUBORDINATE, LATERAL})
    return frozenset({SUPERIOR}) if its.rank > own.rank else below


def _of_the_same_rank(its: Standing, own_place: str) -> frozenset[str]:
    """Among the organs of places that rank as the house's own: what leads the place stands above."""
    if its.place and its.place != own_place:  # 兴化市 lies in 泰州市, 南京市 beside it: the name does not say
        return frozenset({LATERAL, SUBORDINATE})
    if "团" in its.led or _PEERS.search(its.rest):
        return frozenset({LATERAL})
    if _LEADS.search(its.rest):
        return frozenset({SUPERIOR})
    return frozenset({SUPERIOR, LATERAL} if its.led or _INNER.search(its.rest) else {LATERAL})


def standing(name: str) -> Standing | None:
    """What an organ's name says of its place; None where it names none."""
    prefix = _PREFIX.match(name)
    start = prefix.end() if prefix else 0
    led = prefix[0] if prefix else ""
    bare = _BARE.match(name, start)
    if bare:
        return Standing(_RANKS[bare[1] or bare[2]], "", name[bare.end() :], led)
    found = None
    while (match := _PLACE.match(name, start)) is not None:
        if _GOES_ON.match(name, start):
            break
        start = match.end()
        found = Standing(_RANKS[match[1]], match[0], name[start:], led)
    return found
