"""The index follows the documents: people, numbers, attachments, the file; and comes back when it is written anew."""

import io
import zipfile

from sqlalchemy import func, select, text, update

from routing import search
from routing.database import let_go, reading, writing
from routing.models import Attachment, ExtractedText
from routing.queries.search import Asked
from routing.queries.search import search as ask
from routing.search.schema import search_entry
from routing.search.tokens import TOKENISER_VERSION
from routing.services import extracting, indexing
from routing.text.plain import NO_READER
from tests.factories import CHAIR, CLERK, DRAFTER
from tests.files import samples


def found(house, words, by=CHAIR, **more):
    let_go()
    answer = ask(reading(), Asked(words, **more), house.person(by))
    let_go()
    return [one.row.id for one in answer.found]


def word(*lines):
    """A Word file that says these lines."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    octets = io.BytesIO(samples.word())
    with zipfile.ZipFile(octets) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    head = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    parts["word/document.xml"] = f"{head}{body}</w:body></w:document>".encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, octets in parts.items():
            new.writestr(name, octets)
    return made.getvalue()


def read_all():
    while extracting.run_next():
        let_go()
    let_go()


def states():
    rows = reading().execute(select(ExtractedText.state, ExtractedText.detail).order_by(ExtractedText.state)).all()
    let_go()
    return rows


def test_drafter_signer_sender_and_every_number_lead_to_a_document(house):
    sent, received = house.at("printing"), house.receive(organ="单县妇女联合会", title="关于曾小云同志任职的通知")
    chair, drafter = house.person(CHAIR).name, house.person(DRAFTER).name
    for words in (chair, drafter, f"维权周 {chair}", "wqz"):
        assert sent in found(house, words), words
    number = house.row(received).number
    for words in ("单县妇女联合会", "苏妇发 8", "苏妇发〔2026〕8号", number, "zxy", "zengxiaoyun"):
        assert found(house, words)[:1] == [received], words
    assert found(house, "", label="单县") == [received]
    assert found(house, "通知", label=chair) == [sent]


def test_a_filed_document_is_found_by_its_code_its_period_and_as_filed(house):
    open_one = house.at("awaiting_filing", title="泰州市妇女联合会关于表彰三八红旗手的通知")
    item = house.filed(term="长期")
    code, document = (
        reading().execute(text("SELECT code, document_id FROM archive_item WHERE id = :item"), {"item": item}).one()
    )
    assert found(house, code) == [document]
    assert found(house, code.partition("·")[2]) == [document]
    assert found(house, "通知", filed="filed") == [document]
    assert found(house, "通知", period="D30") == [document]
    assert found(house, "通知", period="Y") == []
    assert open_one in found(house, "通知", filed="unfiled")


def test_what_an_attachment_says_is_found_once_it_is_read_and_named_with_the_hit(house):
    files = house.attach("活动方案.docx", word("各地要认真组织巾帼大讲堂", "务求实效")) + house.attach(
        "花名册.csv", "姓名,单位\n曾长乐,妇幼保健院".encode("gb18030")
    )
    document = house.draft(attachments=files)
    assert found(house, "活动方案") == [document], "its name is known at once"
    assert found(house, "巾帼大讲堂") == []
    read_all()
    assert states() == [("read", ""), ("read", "")]
    answer = ask(reading(), Asked("妇幼保健院"), house.person(CHAIR))
    hit = answer.found[0]
    assert (hit.row.id, hit.file.name) == (document, "花名册.csv")
    low, high = hit.file.spans[0]
    assert hit.file.text[low:high] == "妇幼保健院"
    assert found(house, "巾帼大讲堂") == [document]
    house.correct(document, DRAFTER, attachments=())
    assert found(house, "巾帼大讲堂") == [], "it carries the file no longer"


def test_a_file_is_read_once_for_all_that_carry_it(house):
    one = house.draft(attachments=house.attach("一.txt", "巾帼志愿服务队".encode()))
    read_all()
    other = house.draft(attachments=house.attach("二.txt", "巾帼志愿服务队".encode()))
    assert reading().execute(select(func.count()).select_from(ExtractedText)).scalar_one() == 1
    assert sorted(found(house, "巾帼志愿服务队")) == [one, other]


def test_what_cannot_be_read_is_said_and_what_failed_is_tried_again(house):
    house.draft(attachments=house.attach("旧.txt", b"ok") + house.attach("图.png", samples.png()))
    with writing() as connection:
        connection.execute(update(Attachment).where(Attachment.name == "旧.txt").values(media_type="application/zip"))
        connection.execute(update(ExtractedText).values(state="failed", attempts=1))
    extracting.try_again()
    assert {state for state, _ in states()} == {"waiting"}
    with writing() as connection:
        connection.execute(update(ExtractedText).values(state="failed", attempts=extracting.ATTEMPTS))
    extracting.try_again()
    assert {state for state, _ in states()} == {"failed"}
    with writing() as connection:
        old = select(Attachment.digest).where(Attachment.name == "旧.txt").scalar_subquery()
        connection.execute(update(ExtractedText).where(ExtractedText.digest == old).values(state="waiting", attempts=0))
    read_all()
    assert ("unknown", "这种格式的文件不能读出文字，只能按文件名检索") in states()


def test_what_an_attachment_of_the_old_kind_says_is_found(house):
    files = house.attach("方案.doc", samples.old_word("各地要认真组织巾帼大讲堂")) + house.attach(
        "名册.xls", samples.old_sheets(花名册=[["姓名", "单位"], ["曾长乐", "妇幼保健院"]])
    )
    files += house.attach("总结.dps", samples.old_slides("维权周\n发放宣传册3000份", "谢谢", notes="鼋头渚"))
    document = house.draft(attachments=files)
    read_all()
    assert states() == [("read", "")] * 3
    for words in ("巾帼大讲堂", "妇幼保健院", "宣传册3000份", "鼋头渚"):
        assert found(house, words) == [document]


def test_what_nobody_could_read_before_an_upgrade_is_read_after_it(house):
    document = house.draft(attachments=house.attach("方案.doc", samples.old_word("巾帼大讲堂")))
    with writing() as connection:
        connection.execute(update(ExtractedText).values(state="unknown", detail=NO_READER, attempts=1))
    read_all()
    assert found(house, "巾帼大讲堂") == []
    extracting.try_again()
    read_all()
    assert found(house, "巾帼大讲堂") == [document]
    damaged = house.draft(attachments=house.attach("坏.doc", samples.compound(samples.OLD_WORD)))
    read_all()
    assert [state for state, _ in states()] == ["read", "unknown"]
    extracting.try_again()
    read_all()
    assert reading().execute(select(ExtractedText.attempts).order_by(ExtractedText.state)).scalars().all() == [2, 1]
    assert damaged not in found(house, "巾帼大讲堂")


def test_a_file_marked_as_a_state_secret_is_not_kept_as_text(house):
    house.draft(attachments=house.attach("密.txt", "机密★5年\n内容甲乙丙".encode()))
    read_all()
    assert states()[0].state == "secret"
    assert found(house, "内容甲乙丙") == []
    kept = reading().execute(select(ExtractedText.text)).scalar_one()
    assert kept == ""


def test_of_a_restricted_paper_no_file_is_read(house):
    house.receive(origin="confidential", scope=house.scope(CHAIR), attachments=house.attach("机要.txt", b"abc", CLERK))
    read_all()
    assert states() == []


def test_a_worker_that_dies_over_a_file_does_not_hold_it_for_ever(house):
    house.draft(attachments=house.attach("一.txt", "巾帼".encode()))
    with writing() as connection:
        connection.execute(
            update(ExtractedText).values(state="reading", attempts=2 * extracting.ATTEMPTS, at=ExtractedText.at)
        )
        connection.execute(text("UPDATE extracted_text SET at = '2020-01-01 00:00:00.000000'"))
    assert not extracting.run_next()
    assert states()[0].state == "failed"


def test_an_index_written_anew_finds_what_it_found(house):
    documents = [house.at("printing"), house.receive()]
    house.receive(origin="confidential", scope=house.scope(CHAIR))
    before = found(house, "通知"), found(house, house.person(CHAIR).name)
    assert indexing.begin_rebuild() == 3
    assert found(house, "通知") == []
    assert indexing.progress(reading()) is not None
    house.correct(house.draft(), DRAFTER, body="重建时起草的事项如下。")
    while indexing.catch_up():
        let_go()
    assert indexing.progress(reading()) is None
    assert found(house, "重建时起草") != []
    assert set(documents) <= set(found(house, "通知"))
    assert before[1] == found(house, house.person(CHAIR).name)


def written_by_an_earlier_release():
    with writing() as connection:
        connection.execute(update(search_entry).values(tokeniser_version=TOKENISER_VERSION - 1))


def test_after_new_rules_the_worker_writes_the_index_anew_by_itself(house):
    document = house.draft(title="关于做好“三八”维权周工作的通知")
    assert found(house, "sbwqz") == [document]
    written_by_an_earlier_release()
    indexing.renew()
    while indexing.catch_up():
        let_go()
    assert found(house, "sbwqz") == [document]
    indexing.renew()
    assert indexing.progress(reading()) is None, "once is enough"


def test_what_changes_before_the_worker_has_seen_to_new_rules_is_neither_refused_nor_lost(house):
    changed, forgotten, third = (
        house.draft(title=f"关于做好“三八”维权周第{number}次活动的通知") for number in "一二三"
    )
    written_by_an_earlier_release()
    house.correct(changed, DRAFTER, body="次日起草的事项如下。")
    with writing() as connection:
        indexing.forget(connection, forgotten)
    while indexing.catch_up():
        let_go()
    assert found(house, "次日起草") == [changed]
    assert {changed, third} <= set(found(house, "sbwqz"))


def test_a_document_that_is_forgotten_leaves_neither_entry_nor_token_nor_text(house):
    document = house.draft(title="关于甪直古镇的通知", attachments=house.attach("一.txt", "鼋头渚".encode()))
    read_all()
    assert found(house, "鼋头渚") == [document]
    with writing() as connection:
        indexing.forget(connection, document)
        search.begin_scrub(connection)
    for _ in range(100):
        with writing() as connection:
            more = search.scrub(connection)
        if not more:
            break
    assert found(house, "甪直") == []
    assert reading().execute(select(search_entry)).all() == []
    assert reading().execute(select(ExtractedText)).all() == []
    if reading().dialect.name == "sqlite":
        blocks = reading().execute(text("SELECT block FROM search_index_data")).scalars().all()
        assert not any("甪直".encode() in block or "鼋头".encode() in block for block in blocks)
