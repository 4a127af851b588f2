import itertools
import json

import pytest

from routing.typeset.titles import COMFORTABLE, ROOM, SAME_WIDTH, broken, width_of

LONG = "国务院关于在海南博鳌乐城国际医疗旅游先行区暂时调整实施《中华人民共和国药品管理法实施条例》有关规定的决定"


def test_a_title_that_fits_stays_on_one_line():
    assert broken("关于召开妇女工作会议的通知") == ("关于召开妇女工作会议的通知",)
    assert broken("") == ()


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "国务院办公厅关于推进政务新媒体健康有序发展的意见",
            ("国务院办公厅关于", "推进政务新媒体健康有序发展的意见"),
        ),
        (
            "国务院关于同意乌鲁木齐、昌吉、石河子高新技术产业开发区建设国家自主创新示范区的批复",
            ("国务院关于同意乌鲁木齐、昌吉、", "石河子高新技术产业开发区建设", "国家自主创新示范区的批复"),
        ),
        (
            "国务院办公厅对十届全国人大四次会议第7264号建议的答复",
            ("国务院办公厅对十届全国人大四次会议", "第7264号建议的答复"),
        ),
        (
            "国务院办公厅关于印发《政府网站集约化试点工作方案》的通知",
            ("国务院办公厅关于印发", "《政府网站集约化试点工作方案》的通知"),
        ),
    ],
)
def test_lines_end_where_the_sense_does(title, lines):
    assert broken(title) == lines


def test_an_organs_name_stays_whole_where_it_can():
    assert broken("上海市住房和城乡建设管理委员会关于住房限购审核前置有关问题的通知") == (
        "上海市住房和城乡建设管理委员会",
        "关于住房限购审核前置有关问题的通知",
    )


def test_a_title_of_many_lines_is_a_trapezium_or_a_diamond_of_as_few_lines_as_its_words_permit():
    title = (
        "泰州市妇女联合会、泰州市教育局、泰州市公安局、泰州市民政局、泰州市司法局、泰州市人力资源和社会保障局"
        "关于转发江苏省妇女联合会等部门《关于进一步加强新时代家庭家教家风建设和未成年人保护工作的实施意见》"
        "并做好全市儿童关爱服务阵地规范化建设有关工作的通知"
    )
    lines = broken(title)
    widths = [width_of(line) for line in lines]
    signs = [after > before for before, after in itertools.pairwise(widths) if abs(after - before) > SAME_WIDTH]
    assert "".join(lines) == title
    assert len(lines) <= -(-width_of(title) // ROOM) + 1
    assert signs == sorted(signs, reverse=True), f"grows, then becomes shorter: {lines}"


def test_a_word_wider_than_a_line_is_parted_after_all():
    lines = broken("关于" + "A" * 80 + "的通知")
    assert "".join(lines) == "关于" + "A" * 80 + "的通知"
    assert all(width_of(line) <= ROOM for line in lines)


@pytest.mark.corpus
def test_no_real_title_is_broken_badly(corpus):
    """Nothing lost, no line too wide, no forbidden mark, no number or short name parted, no hourglass."""
    titles = [json.loads(line)["title"] for line in (corpus / "documents.jsonl").read_text().splitlines()]
    wide = [title for title in titles if width_of(title) > ROOM]
    assert len(wide) > 100
    for title in wide:
        lines = broken(title)
        assert "".join(lines) == title
        assert all(width_of(line) <= ROOM for line in lines)
        for before, after in itertools.pairwise(lines):
            assert after[0] not in "，。、；：）》”的等"
            assert before[-1] not in "（《“"
            assert not (before[-1].isdigit() and after[0].isdigit())
        if len(lines) == 3:
            assert not width_of(lines[0]) > width_of(lines[1]) + 1 < width_of(lines[2]), lines


def test_a_title_may_fill_the_line_but_rather_does_not():
    assert max(map(width_of, broken(LONG))) <= COMFORTABLE + 0.5
