"""What an organ's name says of where it stands; where it says nothing, nothing is said."""

import pytest

from routing.text.organs import LATERAL, SUBORDINATE, SUPERIOR, expected

CITY, DISTRICT, PROVINCE = "泰州市妇女联合会", "泰州市海陵区妇女联合会", "江苏省妇女联合会"
ABOVE, BESIDE, BELOW = {SUPERIOR}, {LATERAL}, {SUBORDINATE}


@pytest.mark.parametrize(
    ("organ", "fits"),
    [
        ("国务院办公厅", ABOVE), ("全国妇联", ABOVE), ("教育部", ABOVE), ("国家统计局", ABOVE),
        ("中共江苏省委办公厅", ABOVE),
        ("江苏省妇联", ABOVE), ("省妇联", ABOVE), ("省政府妇儿工委", ABOVE), ("江苏省民政厅", ABOVE),
        ("泰州市人民政府办公室", ABOVE), ("中共泰州市委员会", ABOVE), ("市委办公室", ABOVE), ("市政府办公室", ABOVE),
        ("政协泰州市委员会", ABOVE), ("泰州市人大常委会办公室", ABOVE),
        ("泰州市委宣传部", ABOVE | BESIDE), ("中共泰州市委组织部", ABOVE | BESIDE),
        ("泰州市教育局", BESIDE), ("市民政局", BESIDE), ("泰州市住房和城乡建设局", BESIDE),
        ("市市场监管局", BESIDE), ("泰州市市场监督管理局", BESIDE), ("泰州市总工会", BESIDE),
        ("团市委", BESIDE), ("共青团泰州市委员会", BESIDE), ("泰州市妇女儿童工作委员会", BESIDE),
        ("海陵区妇联", BELOW), ("泰州市海陵区妇女联合会", BELOW), ("泰州医药高新区妇联", BELOW),
        ("城东街道妇联", BELOW), ("村妇联", BELOW), ("海陵区人民政府", BELOW | BESIDE), ("罗塘街道", BELOW | BESIDE),
        ("兴化市妇联", BELOW | BESIDE), ("镇江市妇联", BELOW | BESIDE),
        ("泰州学院", set()), ("权益部", set()), ("市民卡公司", set()), ("社区工作协会", set()),
        ("张三", set()), ("", set()), (CITY, set()),
    ],
)  # fmt: skip
def test_a_name_tells_its_rank_to_a_city(organ, fits):
    assert expected(organ, CITY) == fits


def test_the_same_organ_stands_otherwise_to_another_house():
    assert expected("泰州市妇联", DISTRICT) == ABOVE
    assert expected("泰州市妇联", PROVINCE) == BELOW
    assert expected("城东街道妇联", DISTRICT) == BELOW
    assert expected("江苏省妇联", "某协会") == set(), "a house whose own name says nothing"
