"""The worker that `make run` embeds: it sends, lives in its server's memory, and dies with it however it dies."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from routing.database import writing
from routing.services.notifying import Notice, put
from tests.factories import HEAD
from tests.posting.servers import MailHost, listening
from tests.services.test_notifying import post_of, wishes

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
                [Notice(house.person(HEAD).organisation_id, "slip", (post_of(house, HEAD),), "待办", "通知")],
            )
        until(lambda: len(mail.taken) == 1)
        children = server.children()
        server.send_signal(how)
        until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children))


@pytest.mark.sqlite_only
def test_where_workers_run_apart_the_server_has_none(database, serve):
    server = serve(HONGTOU_WORKER="apart")
    until(lambda: len(server.children()) == 2)
    time.sleep(1)
    assert len(server.children()) == 2
