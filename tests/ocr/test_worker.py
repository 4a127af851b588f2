"""The real process: asked, killed, late, idle; and nothing heavy in whoever asks."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from routing.ocr import worker, working
from routing.ocr.errors import OcrError
from routing.ocr.worker import read_apart, worker_id
from tests.ocr import papers

ROOT = Path(worker.__file__).parents[2]
HEAVY = "onnxruntime", "cv2", "numpy", "rapidocr", "PIL", "pypdfium2"


def test_a_web_worker_that_has_a_scan_read_loads_nothing_heavy(tmp_path):
    file = tmp_path / "notice.pdf"
    file.write_bytes(papers.pdf())
    asking = (
        "import sys; from pathlib import Path; from routing.ocr.worker import read_apart\n"
        f"read = read_apart(Path({str(file)!r}).read_bytes(), 'application/pdf')\n"
        "print(read.fields['source_number'].value)\n"
        f"print(sorted({set(HEAVY)!r} & set(sys.modules)))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", asking], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert told.stdout == f"{papers.EXPECTED['source_number']}\n[]\n"


def test_the_web_application_loads_nothing_of_it_nor_anything_else_that_is_heavy_and_seldom_asked_for():
    unwanted = {*HEAVY[:4], "pypdf", "openpyxl", "cryptography", "lxml"}
    asking = f"import sys, wsgi\nprint(sorted({unwanted!r} & set(sys.modules)))\n"
    told = subprocess.run(
        [sys.executable, "-c", asking], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout == "[]\n"


def test_errors_arrive_as_they_were_raised():
    with pytest.raises(OcrError, match="空的"):
        read_apart(b"", "image/png")


def test_what_is_late_is_ended_and_the_next_scan_is_read():
    before = worker_id()
    with pytest.raises(OcrError, match="没有完成"):
        read_apart(papers.blank(), "image/png", timeout=0)
    assert gone(before)
    assert read_apart(papers.blank(), "image/png").pages == 1


def test_a_process_that_was_killed_is_started_again():
    before = worker_id()
    os.kill(before, signal.SIGKILL)
    assert read_apart(papers.pdf(), "application/pdf").fields
    assert worker_id() != before


def test_the_process_ends_when_it_has_been_idle_though_a_connection_is_held():
    code = "from routing.ocr import working; working.IDLE = 0.2; working._prepare = int; working.main()"
    name = f"test-idle-{os.getpid()}"
    serving = subprocess.Popen([sys.executable, "-c", code, name], stdin=subprocess.PIPE, cwd=ROOT)
    with serving.stdin as pipe:
        pipe.write(b"key")
    from multiprocessing.connection import Client

    until, connection = time.monotonic() + 20, None
    while connection is None and time.monotonic() < until:
        try:
            connection = Client(f"\0{name}", "AF_UNIX", b"key")
        except ConnectionError:
            time.sleep(0.02)
    assert serving.wait(30) == 0
    connection.close()


def test_nothing_but_the_reading_is_done_there():
    with pytest.raises(OcrError, match="不做这件事"):
        worker.HELPER.call("os:system", ("true",), {}, 60)
    assert working.IDLE > 60


def gone(process):
    """Wait until a process has ended."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for started in worker.HELPER.started:
            started.poll()  # reaps it, so that it is no zombie
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.05)
    return False
