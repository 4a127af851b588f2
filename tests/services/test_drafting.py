"""拟稿: what is typed is kept as it was typed, and what may not be stored is stored nowhere."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from routing.database import let_go, reading
from routing.models import Attachment, Document, DraftCopy, NumberSeries, Revision
from routing.services import drafting
from routing.services.errors import InvalidChangeError, MissingDocumentError
from routing.services.verifying import verify_all
from tests.factories import CLERK, DRAFTER, HEAD, NOTICE, Browser
from workflows.errors import NotOpenHereError, NotYoursError

# Whatever can be written; a NUL and half a surrogate the sheet refuses with a message.
WRITTEN = st.text(
    st.one_of(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]),
        st.sampled_from("\r\n\t \u3000，。一、👩‍👧𠮷é"),
    ),
    max_size=200,
)
KEY = "new-0123456789abcdef"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=WRITTEN)
def test_everything_typed_is_kept_byte_for_byte_from_the_draft_to_the_signature(lived_in, body):
    body = f"正文{body}"
    document = lived_in.draft(body=body)
    lived_in.walk(document, "numbering")
    row = lived_in.row(document)
    signed = reading().execute(select(Revision.body).where(Revision.id == row.signed_revision_id)).scalar_one()
    normal = body.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    assert signed.encode() == normal.encode()
    assert row.signed_digest == row.revision_digest


@pytest.mark.parametrize(
    "columns",
    [
        {"title": "关于“𠮷”字的通知👩‍👩‍👧"},
        {"recipients": "各市（区）妇联，'; DROP TABLE document;--"},
        {"copies_to": "市委办公室  "},
        {"body": "\n\n  头尾的空格和空行都留着  \n\n"},
        {"print_copies": 9999},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_every_column_comes_back_as_it_was_saved(house, columns):
    document = house.draft(**columns)
    assert house.content(document) == replace(NOTICE, **columns)
    assert not verify_all().faults


def test_one_may_draft_for_ones_own_department_only(house):
    office = house.person(CLERK).departments[0]
    with pytest.raises(InvalidChangeError, match="您所在的部室"):
        drafting.create(NOTICE, office, 1, house.person(DRAFTER))


def test_a_closed_series_takes_no_new_documents(house):
    from sqlalchemy import update

    from routing.database import writing

    with writing() as connection:
        connection.execute(update(NumberSeries).values(closed=True))
    with pytest.raises(InvalidChangeError, match="发文字号"):
        house.draft()


def test_only_the_holder_may_correct_and_only_where_it_may_be_corrected(house):
    document = house.at("department_review")
    with pytest.raises(NotYoursError):
        house.correct(document, DRAFTER, body="改")
    house.correct(document, HEAD, body="改")
    house.walk(document, "printing")
    with pytest.raises(NotOpenHereError):
        house.correct(document, CLERK, body="再改")


def test_a_document_that_is_not_there_cannot_be_revised(house):
    with pytest.raises(MissingDocumentError):
        drafting.revise(999, NOTICE, house.person(DRAFTER))


# What is being typed


def test_what_is_typed_is_kept_as_it_is_and_the_last_wins(house):
    drafter = house.person(DRAFTER)
    for title in ("甲", "乙" * 500):
        drafting.keep(drafter, KEY, {"title": title, "body": " 半句\r\n", "kept": [1]})
    kept = drafting.kept(drafter, KEY)
    assert kept.content == {"title": "乙" * 500, "body": " 半句\r\n", "kept": [1]}
    assert reading().execute(select(func.count()).select_from(DraftCopy)).scalar_one() == 1


def test_nobody_reads_or_throws_away_what_another_is_typing(house):
    drafter, head = house.person(DRAFTER), house.person(HEAD)
    drafting.keep(drafter, KEY, {"title": "甲"})
    assert drafting.kept(head, KEY) is None
    drafting.discard(head, KEY)
    assert drafting.kept(drafter, KEY).content["title"] == "甲"


# 涉密


SECRET = "绝不能存下来的内容"


def nothing_of_it_is_stored():
    tables = ("revision", "document", "draft_copy", "search_text", "attachment", "transition")
    return not any(
        SECRET in str(row) for table in tables for row in reading().execute(text(f"SELECT * FROM {table}")).all()
    )


@pytest.mark.parametrize("secrecy", ["秘密", "机密", "绝密"])
def test_a_secret_text_is_refused_with_the_law_and_stored_nowhere(house, secrecy):
    with pytest.raises(NotOpenHereError, match="保守国家秘密法》第三十一条第三项"):
        house.draft(title=SECRET, body=SECRET, secrecy=secrecy)
    document = house.draft()
    with pytest.raises(NotOpenHereError, match="保守国家秘密法"):
        house.correct(document, DRAFTER, title=SECRET, body=SECRET, secrecy=secrecy)
    with pytest.raises(NotOpenHereError, match="保守国家秘密法"):
        drafting.keep(house.person(DRAFTER), KEY, {"title": SECRET, "body": SECRET, "secrecy": secrecy})
    assert nothing_of_it_is_stored()
    assert house.row(document).revisions == 1


def test_what_was_kept_before_the_text_was_marked_secret_is_gone(house):
    drafter = house.person(DRAFTER)
    drafting.keep(drafter, KEY, {"title": SECRET, "secrecy": ""})
    assert not nothing_of_it_is_stored()
    with pytest.raises(NotOpenHereError):
        drafting.keep(drafter, KEY, {"title": SECRET, "secrecy": "机密"})
    assert nothing_of_it_is_stored()


def sheet_of(house, **columns):
    return {
        "department": house.person(DRAFTER).departments[0],
        "series": 1,
        "title": SECRET,
        "body": SECRET,
        "kind": "通知",
        "openness": "不予公开",
        "urgency": "",
        "secrecy": "秘密",
        "draft_key": KEY,
        **columns,
    }


def test_over_http_neither_sheet_nor_autosave_nor_attachment_of_a_secret_text_is_stored(house):
    import io

    from tests.files import samples

    drafter = Browser(house.app, DRAFTER)
    kept = drafter.post(f"/drafts/{KEY}", sheet_of(house, secrecy=""), headers={"X-Requested-With": "fetch"})
    assert kept.status_code == 200
    refused = drafter.post(f"/drafts/{KEY}", sheet_of(house), headers={"X-Requested-With": "fetch"})
    assert refused.status_code == 422
    assert "保守国家秘密法" in refused.json["message"]
    sheet = sheet_of(house, files=(io.BytesIO(samples.word(SECRET)), f"{SECRET}.docx"))
    page = drafter.post("/documents/new", sheet, content_type="multipart/form-data")
    assert page.status_code == 422
    assert "保守国家秘密法" in page.text
    assert SECRET in page.text  # what was typed is still before the person, and nowhere else
    let_go()
    assert nothing_of_it_is_stored()
    assert reading().execute(select(func.count()).select_from(Attachment)).scalar_one() == 0
    assert reading().execute(select(func.count()).select_from(Document)).scalar_one() == 0


def test_over_http_a_text_comes_back_from_the_sheet_as_it_was_typed(house):
    body = "\r\n  第一行  \r\n\t第二行👩‍👧 𠮷\r\n\r\n"
    drafter = Browser(house.app, DRAFTER)
    sheet = sheet_of(house, secrecy="", title="标题", body=body, recipients="各部", print_copies="5", save="1")
    answer = drafter.post("/documents/new", sheet)
    assert answer.status_code == 303
    kept = body.replace("\r\n", "\n")
    document = int(answer.location.split("/")[2])
    let_go()
    assert house.content(document).body == kept
    again = drafter.get(answer.location).text
    area = again[again.index('name="body"') :]
    shown = area[area.index(">") + 1 : area.index("</textarea>")]
    assert shown.replace("\r\n", "\n").removeprefix("\n") == kept
