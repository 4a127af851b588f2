"""The worker that `make run` embeds: it sends, lives in its server's memory, and dies with it however it dies."""

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from routing.database import writing
from routing.services.notifying import Notice, put
from tests.factories import HEAD
from tests.posting.servers import MailHost, listening
from tests.services.test_notifying import post_of, wishes

MEGABYTE = 1024 * 1024
LARGE = 200 * MEGABYTE
ROOT = Path(__file__).parent.parent


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def serve(database, tmp_path):
    """Start the web server as `make run` does: serve(HONGTOU_WORKER="apart")."""
    started = []

    def start(**environment):
        given = {
            **os.environ,
            "HONGTOU_DATABASE": database,
            "PORT": str(free_port()),
            "HONGTOU_INSTANCE": str(tmp_path),
        }
        process = subprocess.Popen([ROOT / ".venv/bin/gunicorn", "wsgi:app"], cwd=ROOT, env={**given, **environment})
        started.append(process)
        return psutil.Process(process.pid)

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.wait(30)


def until(fits, seconds=30):
    end = time.monotonic() + seconds
    while not fits():
        assert time.monotonic() < end
        time.sleep(0.05)


SUBJECT = "维权周活动的待办"


def about(mail, subject):
    """What arrived about that: in working hours the house itself may write of other things meanwhile."""
    return [one for one in mail.taken if subject in one["Subject"]]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_embedded_worker_sends_and_ends_with_its_server(house, serve, how):
    with listening(MailHost) as mail:
        house.app.config["SMTP"] = mail.url
        wishes(house, HEAD, email="xyl@example.gov.cn")
        server = serve(HONGTOU_SMTP=mail.url, HONGTOU_MAIL_FROM="oa@example.gov.cn")
        until(lambda: len(server.children()) == 3)
        with writing() as connection:
            put(
                connection,
                [Notice(house.person(HEAD).organisation_id, "slip", (post_of(house, HEAD),), SUBJECT, "通知")],
            )
        until(lambda: len(about(mail, SUBJECT)) == 1)
        children = server.children()
        server.send_signal(how)
        until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children))


@pytest.mark.sqlite_only
def test_an_embedded_worker_that_dies_alone_is_started_again_and_sends(house, serve):
    with listening(MailHost) as mail:
        house.app.config["SMTP"] = mail.url
        wishes(house, HEAD, email="xyl@example.gov.cn")
        server = serve(HONGTOU_SMTP=mail.url, HONGTOU_MAIL_FROM="oa@example.gov.cn")
        until(lambda: len(server.children()) == 3)
        first = server.children()
        worker = min(first, key=lambda child: child.pid)  # it is forked before the server's own
        worker.kill()
        until(lambda: len([child for child in server.children() if child.status() != psutil.STATUS_ZOMBIE]) == 3)
        assert {child.pid for child in first[1:]} <= {child.pid for child in server.children()}
        with writing() as connection:
            holders = (post_of(house, HEAD),)
            put(connection, [Notice(house.person(HEAD).organisation_id, "slip", holders, SUBJECT, "通知")])
        until(lambda: len(about(mail, SUBJECT)) == 1)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("told", ["length", "chunks"])
def test_an_upload_of_200_mb_is_refused_in_words_and_never_held_in_memory(house, serve, told):
    server = serve(HONGTOU_WORKER="apart")
    until(lambda: len(server.children()) == 2)
    port = int(server.environ()["PORT"])
    until(lambda: answers(port))
    before = held(server)
    heads = [
        "POST /login HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: multipart/form-data; boundary=edge",
        f"Content-Length: {LARGE}" if told == "length" else "Transfer-Encoding: chunked",
    ]
    part = b'--edge\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall("\r\n".join([*heads, "", ""]).encode())
        most = before
        with suppress(BrokenPipeError, ConnectionResetError):  # it hangs up while we are still sending
            for octets in [part, *[b"0" * MEGABYTE] * (LARGE // MEGABYTE)]:
                line.sendall(b"%x\r\n%s\r\n" % (len(octets), octets) if told == "chunks" else octets)
                most = max(most, held(server))
        answer = b""
        with suppress(ConnectionResetError):
            while octets := line.recv(65_536):
                answer += octets
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert "128 MB" in answer.decode()
    assert most - before < 40 * MEGABYTE


def answers(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        return line.recv(20).startswith(b"HTTP/1.")
    return False


def held(server):
    """The memory of the server's workers, in octets."""
    return sum(child.memory_info().rss for child in server.children())


@pytest.mark.sqlite_only
def test_where_workers_run_apart_the_server_has_none(database, serve):
    server = serve(HONGTOU_WORKER="apart")
    until(lambda: len(server.children()) == 2)
    time.sleep(1)
    assert len(server.children()) == 2
