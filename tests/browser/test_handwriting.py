"""A signer draws with the mouse on the desk and with a finger on the phone, and sees it on the sheet."""

from axe_playwright_python.sync_playwright import Axe

from tests.browser.sites import HAND
from tests.factories import House


def at_signing(site):
    with site.app.app_context():
        return House(site.app).at("signing")


def draw(page, *lines):
    """Draw lines on the pad, each a list of points in shares of its size."""
    pad = page.locator("#act-sign canvas")
    pad.hover()  # when it has come to rest where nothing covers it
    box = pad.bounding_box()
    for first, *rest in lines:
        page.mouse.move(box["x"] + first[0] * box["width"], box["y"] + first[1] * box["height"])
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
        page.mouse.up()


def test_a_signature_is_drawn_with_the_mouse_and_stands_on_the_sheet(enter, site):
    document = at_signing(site)
    chair = enter("zhoujingyi")
    chair.go(f"/documents/{document}")
    page = chair.page
    field = page.locator("#act-sign input[name=handwriting]")
    page.locator("#act-sign summary", has_text="手写签名").click()
    draw(page, [(0.1, 0.3), (0.5, 0.2)], [(0.3, 0.1), (0.1, 0.9)], [(0.6, 0.6), (0.7, 0.3), (0.8, 0.7)])
    assert field.evaluate("field => JSON.parse(field.value).strokes.length") == 3
    page.get_by_role("button", name="撤销一笔").click()
    assert field.evaluate("field => JSON.parse(field.value).strokes.length") == 2
    page.get_by_role("button", name="清除").click()
    assert field.input_value() == ""
    draw(page, [(0.1, 0.3), (0.5, 0.2)], [(0.3, 0.1), (0.1, 0.9)])
    chair.press("签发")
    signature = page.locator(".form-sheet").get_by_role("img", name="周静宜的手写签名")
    assert signature.locator("path").count() == 2
    box = signature.bounding_box()
    assert box["width"] > 15
    assert box["height"] > 15


def test_it_is_drawn_with_a_finger_and_may_be_left_out(enter, site):
    signed, left_out = at_signing(site), at_signing(site)
    chair = enter("zhoujingyi", viewport=HAND)
    chair.go(f"/documents/{signed}")
    chair.page.locator("#act-sign summary", has_text="手写签名").tap()
    draw(chair.page, [(0.1, 0.3), (0.5, 0.2), (0.9, 0.9)])
    assert chair.page.evaluate("document.documentElement.scrollWidth") <= HAND["width"]
    assert Axe().run(chair.page).response["violations"] == []
    chair.page.locator("#act-sign").get_by_role("button", name="签发").tap()
    chair.see("已办理")
    assert chair.page.locator(".form-sheet .hand").count() == 1
    chair.go(f"/documents/{left_out}")
    chair.press_bar("签发")
    assert chair.page.locator(".form-sheet .hand").count() == 0


def test_without_scripts_the_pad_is_not_there_and_signing_works(enter, site):
    document = at_signing(site)
    chair = enter("zhoujingyi", java_script_enabled=False)
    chair.go(f"/documents/{document}")
    assert chair.page.locator("[data-handwriting]").is_hidden()
    chair.press("签发")
