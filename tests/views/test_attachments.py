"""附件: downloaded by those who may read the document, never shown in the page."""

from hashlib import sha256

import pytest

from tests.factories import CHAIR, DRAFTER, HEAD, Browser
from tests.files import samples as files


@pytest.fixture
def attached(house):
    (file,) = house.attach("关于“名单”的附件.docx", files.word())
    return file


def test_a_file_comes_back_byte_for_byte_as_a_download(house, attached):
    document = house.draft(attachments=(attached,))
    answer = Browser(house.app, DRAFTER).get(f"/attachments/{attached.attachment_id}")
    assert sha256(answer.data).hexdigest() == attached.digest
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert house.content(document).attachments == (attached,)


def test_who_may_not_read_the_document_does_not_get_its_file(house, attached):
    house.draft(attachments=(attached,))
    address = f"/attachments/{attached.attachment_id}"
    assert Browser(house.app, "panyue").get(address).status_code == 404
    for username in (HEAD, CHAIR):
        assert Browser(house.app, username).get(address).status_code == 200


def test_a_file_of_no_document_yet_is_its_owners_alone(house, attached):
    address = f"/attachments/{attached.attachment_id}"
    assert Browser(house.app, DRAFTER).get(address).status_code == 200
    for username in (HEAD, CHAIR):
        assert Browser(house.app, username).get(address).status_code == 404


def test_a_file_of_one_document_is_not_drawn_into_another(house, attached):
    from routing.services import attaching

    house.draft(attachments=(attached,))
    drafter = house.person(DRAFTER)
    assert attaching.files([attached.attachment_id], drafter) == ()
    assert attaching.files([attached.attachment_id], drafter, [attached.attachment_id]) == (attached,)
    house.draft(attachments=(attached,))
    assert Browser(house.app, HEAD).get(f"/attachments/{attached.attachment_id}").status_code == 200
