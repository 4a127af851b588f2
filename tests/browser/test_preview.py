"""The page beside the sheet follows the typing; the whole of it opens beside, and the sheet stays as it is."""

import base64
import re

from tests.browser.sites import HAND

PICTURE = "#preview img.preview-page"


def pages(person):
    """Wait for the next picture; which page it is and of how many."""
    label = person.page.locator("#preview h2 .muted").inner_text()
    return tuple(map(int, re.search(r"第(\d+)页，共(\d+)页", label).groups()))


def picture(person):
    return person.page.locator(PICTURE).get_attribute("src")


def changed(person, before):
    """Wait until another picture is there."""
    person.page.wait_for_function("([where, was]) => document.querySelector(where)?.src !== was", arg=[PICTURE, before])
    return picture(person)


def test_the_page_follows_title_and_text_as_they_are_typed(enter):
    drafter = enter("wangfang")
    drafter.go("/documents/new")
    drafter.page.get_by_label("标题", exact=False).first.fill("关于开展维权周活动的通知")
    drafter.page.locator(PICTURE).wait_for()
    first = picture(drafter)
    drafter.page.locator("#body").press_sequentially("现将有关事项通知如下：")
    second = changed(drafter, first)
    assert base64.b64decode(second.partition(",")[2]).startswith(b"\x89PNG")
    drafter.page.locator("#body").fill("一、要精心组织，注重实效，确保各项工作落到实处。\n" * 60)
    changed(drafter, second)
    drafter.page.wait_for_function("() => /第[2-9]页/.test(document.querySelector('#preview h2').innerText)")
    here, whole = pages(drafter)
    assert here == whole > 1


def test_the_whole_preview_opens_beside_and_the_sheet_can_still_be_saved(enter):
    drafter = enter("wangfang", viewport=HAND)
    drafter.go("/documents/new")
    drafter.page.locator("#title").fill("关于开展维权周活动的通知")
    with drafter.context.expect_page() as opened:
        drafter.page.get_by_role("button", name="预览全文").tap()
    opened.value.get_by_alt_text("第1页").wait_for()
    width = opened.value.evaluate("document.documentElement.scrollWidth")
    assert width <= HAND["width"]
    drafter.page.bring_to_front()
    drafter.page.locator("button[name=save]").tap()
    drafter.see("文稿已保存")
