"""Archive copies: set once, the same for ever, signed where there is a certificate, refused where they were changed."""

import threading
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import select, update

from routing.database import let_go, reading, writing
from routing.models import AdministrationLog, IssuedPaper, SignedPaper
from routing.models.paper import PaperSetting
from routing.queries import papers
from routing.seals import specimen
from routing.services import copies, issuing, setting
from routing.services.administration.office import administering
from routing.services.administration.paper import save_paper
from routing.services.attaching import store
from routing.services.errors import TamperedError, UnsettableError
from routing.services.verifying import verify_all
from routing.typeset import sealing
from tests import certificates
from tests.factories import CHAIR, CLERK
from workflows.roles import Capacity


def shown(house, document, by=CLERK):
    let_go()
    view = house.view(document, by)
    return issuing.shown(view, view.document.revision_serial)


def pdf(house, document, by=CLERK, **which):
    return issuing.pdf(shown(house, document, by), house.person(by), **which)


def with_seal(house):
    """The letterhead has a 印章图样 from now on."""
    digest = store().put(BytesIO(specimen("泰州市妇女联合会")), 100_000).digest
    with administering(house.person("sysadmin"), Capacity.SYSTEM_OFFICER) as desk:
        save_paper(desk, 1, "本会文头", {"seal_mode": "picture", "seal_digest": digest, "seal_name": "印章.svg"})


def spoil(digest):
    """Somebody who can write in the store changes a file and leaves its name."""
    place = store()._place(digest)
    octets = bytearray(place.read_bytes())
    octets[len(octets) // 2] ^= 1
    place.write_bytes(octets)


def test_a_copy_is_set_once_and_is_what_the_row_says(house):
    document = house.at("printing")
    first, again = shown(house, document), shown(house, document, CHAIR)
    assert first.copy == again.copy
    assert first.copy.number == house.row(document).number
    assert first.copy.digest == store().put(BytesIO(pdf(house, document)), 10**6).digest
    assert first.copy.report
    assert not first.trouble
    assert {finding["rule"] for finding in first.copy.report if not finding["kept"]} <= {"number-form"}


def test_before_the_number_there_is_no_copy(house):
    document = house.at("numbering")
    assert shown(house, document).copy is None
    assert reading().execute(select(IssuedPaper.id)).all() == []


@pytest.mark.sqlite_only
def test_it_can_be_set_again_to_the_same_bytes_whatever_was_changed_since(house):
    with_seal(house)
    document = house.at("printing")
    found, octets = shown(house, document), pdf(house, document)
    with writing() as connection:
        connection.execute(update(PaperSetting).values(mark_suffix="文件", seal_mode="none"))
    house.walk(document, "distributing")
    let_go()
    copy = papers.issued_rows(reading(), document)[0]
    paper, looks = issuing.paper_of(copy, found.content), papers.Looks(**copy.settings["looks"])
    assert setting.set_out(paper, looks, copy.numbered_at).pdf == octets
    assert pdf(house, document) == octets


def test_two_workers_at_once_keep_one_copy(house, app):
    document = house.at("printing")
    view = house.view(document, CLERK)
    line = papers.issuing_line(view.workflow, view.lines)
    found, together = [], threading.Barrier(2)

    def work():
        with app.app_context():
            together.wait()
            found.append(issuing._issue(view, line, papers.standing(view, 1)).id)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    let_go()
    assert len(set(found)) == 1
    assert len(papers.issued_rows(reading(), document)) == 1
    assert not issuing.shown(view, 1).trouble


@pytest.mark.sqlite_only
def test_what_was_signed_and_numbered_anew_gets_a_copy_of_its_own(house):
    document = house.at("printing")
    first = shown(house, document).copy
    house.act(document, "return", by=CLERK, opinion="数字有误", target="numbering")
    assert shown(house, document).copy is None
    house.correct(document, CLERK, body="现更正如下：\n请按时报送。")
    assert shown(house, document).paper.draft
    house.act(document, "send_to_resign", by=CLERK)
    house.walk(document, "printing")
    second = shown(house, document).copy
    assert second.number == first.number
    assert second.digest != first.digest
    assert len(papers.issued_rows(reading(), document)) == 2
    assert verify_all().faults == []


def test_an_annulled_document_goes_out_no_more(house):
    document = house.at("printing")
    shown(house, document)
    house.act(document, "annul", by=CHAIR, opinion="不再发文")
    assert shown(house, document).copy is None
    assert shown(house, document).paper.draft


def test_a_changed_file_is_given_to_nobody_and_the_auditor_is_told(house):
    document = house.at("printing")
    copy = shown(house, document).copy
    spoil(copy.digest)
    with pytest.raises(TamperedError, match="校验码不符"):
        pdf(house, document)
    line = reading().execute(select(AdministrationLog.done, AdministrationLog.before)).one()
    assert copy.number in line.done
    assert copy.digest in line.before
    assert verify_all().faults == [
        f"document {document}《{house.row(document).title}》, archive copy of {copy.number}: "
        "its file is gone or was altered"
    ]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("column", sorted(set(IssuedPaper.__table__.columns.keys()) - {"id", "document_id"}))
def test_every_changed_column_of_the_row_is_found(house, column):
    document = house.at("printing")
    copy = shown(house, document).copy
    values = copy._mapping[column]
    changed = {**copy._mapping, column: _other(values)}
    assert copies.fault_of(copy) == ""
    assert copies.fault_of(type("Row", (), dict(changed))()) == "its row was altered"


def _other(value):
    if isinstance(value, str):
        return f"{value[:-1]}0" if not value.endswith("0") else f"{value[:-1]}1"
    return [*value, "x"] if isinstance(value, list) else {**value, "x": 1} if isinstance(value, dict) else _later(value)


def _later(value):
    return value + 1 if isinstance(value, int) else value.replace(year=2000)


def test_with_a_certificate_a_signed_copy_lies_beside_it(house, app, tmp_path):
    app.config["CERTIFICATE"] = str(certificates.written(tmp_path))
    app.config["CERTIFICATE_PASSPHRASE"] = certificates.PASSPHRASE
    document = house.at("printing")
    found = shown(house, document)
    octets = pdf(house, document)
    assert found.copy.signer == certificates.NAME
    assert sealing.verify(octets, issuing.certificate())
    assert octets.startswith(pdf(house, document, unsigned=True))
    assert shown(house, document).copy.signed_digest == found.copy.signed_digest
    assert verify_all().faults == []
    spoil(found.copy.signed_digest)
    with pytest.raises(TamperedError):
        pdf(house, document)


def test_a_certificate_that_cannot_be_used_hinders_nothing_and_is_made_up_for_later(house, app, tmp_path):
    app.config["CERTIFICATE"] = str(certificates.written(tmp_path))
    app.config["CERTIFICATE_PASSPHRASE"] = "wrong"
    document = house.at("printing")
    assert "口令不对" in shown(house, document).trouble
    assert pdf(house, document).startswith(b"%PDF")
    assert "口令不对" in issuing.equipment().certificate
    app.config["CERTIFICATE_PASSPHRASE"] = certificates.PASSPHRASE
    assert shown(house, document).copy.signer == certificates.NAME
    assert len(reading().execute(select(SignedPaper.digest)).all()) == 1
    assert issuing.equipment().certificate_holds


def test_a_page_that_cannot_be_set_leaves_the_number_as_it_is(house):
    document = house.at("printing")
    content = replace(house.content(document), title="关于\U0010fffd的通知")
    looks = papers.looks(reading(), house.row(document).series_id)
    paper = setting.build(content, looks, papers.Standing())
    with pytest.raises(UnsettableError, match="没有字体能够显示"):
        setting.set_out(paper, looks, house.row(document).created_at)
    assert house.row(document).number
    house.walk(document, "awaiting_filing")


def test_nobody_changes_or_deletes_a_copy(house):
    shown(house, house.at("printing"))
    for statement in (update(IssuedPaper).values(pages=9), IssuedPaper.__table__.delete()):
        with pytest.raises(Exception, match="append-only"), writing() as connection:
            connection.execute(statement)
