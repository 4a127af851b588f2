"""Numbers, dates and marks, as they are printed and as recognition hands them over."""

from datetime import date

import pytest

from routing.ocr import patterns


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("国发〔2018〕41号", "国发〔2018〕41号"),
        ("国办发 (2019) 2 号", "国办发〔2019〕2号"),
        ("沪建房管［2016］567号", "沪建房管〔2016〕567号"),
        ("泰妇字【2026】第003号", "泰妇字〔2026〕3号"),
        ("国办函12018173号", "国办函〔2018〕73号"),
        ("国发{2O18〕4O号", "国发〔2018〕40号"),
        ("泰妇字〔2026〕1号    签发人：顾明月", "泰妇字〔2026〕1号"),
        ("关于做好工作的通知", ""),
    ],
)
def test_a_number_is_written_as_the_standard_asks(seen, meant):
    assert patterns.number_in(seen) == meant


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("2018年12月13日", date(2018, 12, 13)),
        ("二〇〇四年三月二十一日", date(2004, 3, 21)),
        ("二○二六年十月十日", date(2026, 10, 10)),
        ("2018年13月1日", None),
        ("2018年2月30日", None),
        ("于2018年12月13日前报送", None),
    ],
)
def test_a_row_is_a_date_or_none(seen, meant):
    assert patterns.is_date_line(seen) == meant


def test_marks_are_those_of_chinese_text():
    assert patterns.wide('关于印发"无废城市"建设试点(试行),有关事项') == "关于印发“无废城市”建设试点（试行），有关事项"


@pytest.mark.parametrize(
    ("title", "kind"),
    [("关于天气的通知", "通知"), ("关于天气的复函", "函"), ("关于天气的意见（试行）", "意见"), ("关于天气", "")],
)
def test_the_kind_is_the_last_word_of_the_title(title, kind):
    assert patterns.kind_of(title) == kind


def test_secrecy_is_read_with_its_term():
    assert patterns.secrecy_in("机密☆1年") == "机密★1年"
    assert patterns.secrecy_in("秘密") == "秘密"
    assert patterns.secrecy_in("保守秘密") == ""
    assert patterns.urgency_in("特 急") == "特急"
