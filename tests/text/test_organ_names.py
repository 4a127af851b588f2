"""Two names of one organ are known for that; names of different organs, however many letters they share, are not."""

import json
from itertools import combinations

import pytest

from routing.text.organ_names import same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("省妇联", "江苏省妇女联合会"), ("江苏省妇联", "江苏省妇女联合会"), ("全国妇联", "中华全国妇女联合会"),
        ("市委办公室", "中共泰州市委员会办公室"), ("泰州市政府办公室", "泰州市人民政府办公室"),
        ("市人大常委会办公室", "泰州市人民代表大会常务委员会办公室"), ("团市委", "共青团泰州市委员会"),
        ("市民政局", "泰州市民政局"), ("民政局", "泰州市民政局"), ("民政部", "中华人民共和国民政部"),
        ("泰州市住建局", "泰州市住房和城乡建设局"), ("泰州市残联", "泰州市残疾人联合会"),
        ("市科协", "泰州市科学技术协会"), ("市工商联", "泰州市工商业联合会"),
        ("海陵区妇联", "泰州市海陵区妇女联合会"),
        ("江苏省妇女联和会", "江苏省妇女联合会"), ("兴华市妇女联合会", "兴化市妇女联合会"),
        ("泰州教育局", "泰州市教育局"),
    ],
)  # fmt: skip
def test_a_short_form_and_a_slip_of_the_pen_mean_the_same_organ(one, other):
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("民政局", "市人民政府办公室"), ("泰州市民政局", "泰州市人民政府办公室"), ("泰州市民政局", "泰州市财政局"),
        ("泰州市民政局", "泰州市人民政府口岸管理局"), ("泰州市教育局", "泰州市体育局"),
        ("海陵区民政局", "泰州市民政局"),
        ("兴化市妇联", "泰州市妇联"), ("江苏省妇联", "泰州市妇联"), ("泰州市妇联", "泰州市侨联"),
        ("市委", "共青团泰州市委员会"), ("泰州市委", "泰州市委办公室"), ("泰州市人民政府", "泰州市人民政府办公室"),
        ("泰州市委组织部", "泰州市委宣传部"), ("国务院", "国务院办公厅"), ("江苏省民政厅", "江苏省财政厅"),
    ],
)  # fmt: skip
def test_likeness_of_letters_is_no_sign_that_one_organ_is_another(one, other):
    assert not same(one, other)
    assert not same(other, one)


@pytest.mark.corpus
def test_hardly_any_two_organs_of_real_documents_are_taken_for_one(corpus):
    records = map(json.loads, (corpus / "documents.jsonl").read_text().splitlines())
    organs = sorted({name for one in records for name in one["issuer"].split("、") if name})
    taken = {pair for pair in combinations(organs, 2) if same(*pair)}
    assert taken <= {("国家教委", "国家教育委员会"), ("农业部", "农牧渔业部")}, "these are"
