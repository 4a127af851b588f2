"""批量办理: one opinion, a line in each document's log, and only what was opened."""

import pytest

from routing.presenting import batch as words
from routing.services import batch
from routing.services.advance import open_slips
from routing.services.errors import InvalidChangeError
from tests.factories import VICE_CHAIR, Browser


def lying(house, opened=True):
    document = house.at("vice_chair_review")
    if opened:
        open_slips(document, house.person(VICE_CHAIR))
    return document, house.row(document).version


def test_each_document_gets_its_own_line_with_the_one_opinion(house):
    chosen = [lying(house), lying(house)]
    results = batch.act("approve", chosen, "都同意", house.person(VICE_CHAIR))
    assert [one.refusal for one in results] == ["", ""]
    for document, _ in chosen:
        assert house.row(document).state == "signing"
        assert house.view(document).lines[-1].opinion == "都同意"


def test_what_was_not_opened_is_not_consented_to(house):
    seen, unseen = lying(house), lying(house, opened=False)
    results = batch.act("approve", [seen, unseen], "同意", house.person(VICE_CHAIR))
    assert [bool(one.refusal) for one in results] == [False, True]
    assert house.row(unseen[0]).state == "vice_chair_review"


def test_one_that_was_changed_meanwhile_holds_up_no_other(house):
    (first, version), second = lying(house), lying(house)
    house.correct(first, VICE_CHAIR, title="泰州市妇女联合会关于另一件事的通知")
    results = batch.act("approve", [(first, version), second], "同意", house.person(VICE_CHAIR))
    assert "已被" in results[0].refusal
    assert house.row(second[0]).state == "signing"


def test_nothing_chosen_is_said(house):
    with pytest.raises(InvalidChangeError, match="至少勾选一件"):
        batch.act("approve", [], "同意", house.person(VICE_CHAIR))


def test_the_page_takes_the_ticked_ones_and_shows_the_results_on_a_page_that_can_be_loaded_again(house):
    (done, version), (stale, old) = lying(house), lying(house)
    house.correct(stale, VICE_CHAIR, title="泰州市妇女联合会关于另一件事的通知")
    browser = Browser(house.app, VICE_CHAIR)
    page = browser.get("/tray/batch")
    assert f'value="{done}-{version}"' in page.text
    chosen = [f"{done}-{version}", f"{stale}-{old}"]
    answer = browser.post("/tray/batch", {"key": "approve", "chosen": chosen, "opinion": "同意"}, page)
    assert (answer.status_code, answer.location) == (303, "/tray/batch/results")
    for _ in range(2):
        shown = browser.get("/tray/batch/results").text
        assert "已办1件，1件没有办理" in shown
        assert f'href="/documents/{done}"' in shown
        assert "没有办理：这份文件已被顾明月" in shown[shown.index(f'href="/documents/{stale}"') :]
    assert house.log(done).count("approve") == 1
    assert house.row(stale).state == "vice_chair_review"


def test_without_results_there_is_the_list(house):
    assert Browser(house.app, VICE_CHAIR).get("/tray/batch/results").location == "/tray/batch"


def test_of_many_reasons_only_some_are_kept_word_for_word_and_no_document_is_left_out():
    results = [batch.Result(number, "", f"原因{number}") for number in range(50)]
    read_back = words.results(words.kept(results, 7), 7)
    assert {one["document"] for one in read_back} == set(range(50))
    assert all(one["refusal"] for one in read_back)
    assert len(str(words.kept(results, 7))) < 1_200
    assert words.results(words.kept(results, 7), 8) == []
