"""Mail through a real server: what it says is understood, and what may have gone is told from what did not."""

from datetime import datetime

import pytest

from routing.posting import smtp
from routing.posting.errors import LaterError, RefusedError, UnreachableError, UnsureError
from tests import certificates
from tests.posting.servers import MailHost, listening

MAIL = smtp.Mail(
    "key-1", "红头 <oa@example.gov.cn>", "wf@example.gov.cn", "【红头】待办：\n通知", "王芳，您好", datetime(2026, 3, 2)
)


@pytest.fixture
def host():
    with listening(MailHost) as host:
        yield host


def send(host, **options):
    smtp.send(smtp.server_from(host.url), MAIL)


def test_a_mail_arrives_as_it_was_written_with_a_message_id_of_its_own(host):
    send(host)
    [mail] = host.taken
    assert (mail["To"], mail["Subject"], mail["Message-ID"]) == (
        "wf@example.gov.cn", "【红头】待办： 通知", "<key-1@example.gov.cn>",
    )  # fmt: skip
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().strip() == "王芳，您好"


@pytest.mark.parametrize(
    ("says", "error", "words"),
    [
        ({"RCPT": "550 5.1.1 no such user"}, RefusedError, "550 5.1.1 no such user"),
        ({"RCPT": "451 try again"}, LaterError, "451"),
        ({"RCPT": "421 closing"}, UnreachableError, "421"),
        ({"TAKEN": "554 spam"}, RefusedError, "554 spam"),
        ({"TAKEN": "452 full"}, LaterError, "452"),
        ({"DATA": "554 no"}, RefusedError, "554"),
        ({"MAIL": "550 who are you"}, UnreachableError, "不接受发件人"),
        ({"CONNECT": "554 go away"}, UnreachableError, "554"),
    ],
)
def test_what_the_server_says_is_told_in_its_own_words(host, says, error, words):
    host.says = says
    with pytest.raises(error, match=words):
        send(host)
    assert host.taken == []


def test_a_server_that_is_down_or_hangs_took_nothing(host):
    host.hangs = "CONNECT"
    with pytest.raises(UnreachableError, match="没有答复"):
        send(host)
    host.close()
    with pytest.raises(UnreachableError, match="连不上"):
        send(host)


def test_a_server_that_falls_silent_after_the_whole_mail_may_have_taken_it(host):
    host.hangs = "TAKEN"
    with pytest.raises(UnsureError, match="可能已送达"):
        send(host)
    assert len(host.taken) == 1


def test_what_happens_at_parting_is_no_matter(host):
    host.hangs = "QUIT"
    send(host)
    assert len(host.taken) == 1


def test_no_password_goes_over_an_open_line(host):
    host.says = {"EHLO": "250 AUTH PLAIN"}
    with pytest.raises(UnreachableError, match="tls=off"):
        smtp.send(smtp.server_from(f"smtp://oa:secret@127.0.0.1:{host.port}"), MAIL)


def test_the_address_of_a_server_is_read_with_all_it_may_hold():
    server = smtp.server_from("smtps://oa%40x:p%2Fw@mail.example.gov.cn?timeout=5&ca=/etc/ca.pem")
    assert server == smtp.MailServer("mail.example.gov.cn", 465, "smtps", "oa@x", "p/w", 5.0, "/etc/ca.pem")
    assert "p/w" not in repr(server)
    assert smtp.server_from("smtp://mail:2525?tls=off").tls == "off"
    for wrong in (
        "mail.example.gov.cn",
        "http://mail",
        "smtp://mail?tsl=off",
        "smtp://mail?tls=maybe",
        "smtp://mail:x",
    ):
        with pytest.raises(ValueError):
            smtp.server_from(wrong)


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    """A server's context with a certificate that it made for itself, and where that certificate lies."""
    folder = tmp_path_factory.mktemp("mail")
    return certificates.for_a_host(folder, "127.0.0.1"), folder / "host.pem"


def test_where_the_server_offers_it_the_line_is_encrypted_before_password_and_mail(host, certified):
    host.tls, certificate = certified
    server = smtp.server_from(f"smtp://oa:geheim@127.0.0.1:{host.port}?timeout=5&ca={certificate}")
    smtp.send(server, MAIL)
    assert [mail["To"] for mail in host.taken] == ["wf@example.gov.cn"]
    in_the_open = [verb for verb, encrypted in host.heard if not encrypted]
    assert in_the_open == ["EHLO", "STARTTLS"]
    assert {"AUTH", "MAIL", "RCPT", "DATA"} <= {verb for verb, encrypted in host.heard if encrypted}


def test_a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent(host, certified):
    host.tls, _ = certified
    with pytest.raises(UnreachableError, match="证书不能核实"):
        smtp.send(smtp.server_from(f"smtp://oa:geheim@127.0.0.1:{host.port}?timeout=5"), MAIL)
    assert host.taken == []
    assert "AUTH" not in {verb for verb, _ in host.heard}
