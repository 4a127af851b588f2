"""What a report says, for the page and for the command line."""

import pickle
import re

import pytest

from routing.judge import RULES, Layout, judge
from routing.judge.findings import MOST_FAULTS
from tests.judge.pages import spoilt, whole


def test_every_rule_says_in_chinese_what_is_asked_and_where_it_is_written():
    for rule in RULES:
        assert re.search(r"[\u4e00-\u9fff]", rule.asks), rule.key
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.key)
        assert re.fullmatch(r"\d+(\.\d+)*|GB/T 15834|ISO 19005|版面", rule.clause), rule.clause


def test_a_report_is_grouped_by_the_chapters_of_the_standard():
    report = judge(whole("plain"))
    assert [name for name, _ in report.groups()][:3] == ["用纸和版面", "版头", "主体"]
    assert sum(len(findings) for _, findings in report.groups()) == len(report.findings)
    assert report.summary == f"按文件格式核对 {len(report.findings)} 条，全部符合。"


def test_the_json_form_names_rule_clause_and_place():
    report = judge(spoilt("plain", number="泰妇字〔2026〕01号"))
    assert not report.clean
    broken = [finding for finding in report.as_dict() if not finding["kept"]]
    assert [(finding["rule"], finding["clause"]) for finding in broken] == [("number-form", "7.2.5")]
    assert broken[0]["where"].startswith("第1页第")
    assert all(finding["where"] == "" for finding in report.as_dict() if finding["kept"])


def test_a_rule_broken_everywhere_names_some_places_and_counts_the_rest():
    report = judge(spoilt("plain", ("base.typ", "size = 16pt", "size = 15pt")))
    sizes = [finding for finding in report.broken if finding.rule == "body-size"]
    assert len(sizes) == MOST_FAULTS + 1
    assert re.fullmatch(r"另有 \d+ 处同样的问题", sizes[-1].where)


@pytest.mark.parametrize("expected", ["letter", Layout.LETTER])
def test_a_paper_in_another_format_than_expected_is_judged_by_the_expected_one(expected):
    report = judge(whole("plain"), expected)
    assert report.layout is Layout.LETTER
    assert {"letter-mark", "letter-rule", "letter-foot-rule"} <= {finding.rule for finding in report.broken}


def test_a_report_goes_from_one_process_to_another():
    report = judge(whole("plain"))
    assert pickle.loads(pickle.dumps(report)).as_dict() == report.as_dict()
