"""The real process: started, asked, killed, stopped, grown."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from routing.typeset import worker, working
from routing.typeset.engine import typeset
from routing.typeset.errors import MissingGlyphError, WorkerError
from routing.typeset.paper import OfficialPaper
from routing.typeset.worker import run_apart, warm, worker_id

WHEN = datetime(2026, 3, 8, 2, 0)
PAPER = OfficialPaper.from_corpus({"title": "关于报送材料的通知", "issuer": "泰州市妇女联合会", "body": "请报送材料。"})
SET = "routing.typeset.official:set_paper"


def gone(process):
    """Wait until a process has ended."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for started in worker._started:
            started.poll()  # reaps it, so that it is no zombie
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.05)
    return False


def test_a_page_set_apart_is_the_page_set_here():
    apart = run_apart(SET, PAPER, when=WHEN)
    from routing.typeset.official import set_paper

    assert apart == set_paper(PAPER, when=WHEN)


def test_a_web_worker_that_asks_for_pages_loads_nothing_heavy():
    asking = (
        "import sys; from datetime import datetime; from routing.typeset.worker import run_apart\n"
        "from routing.typeset.paper import OfficialPaper\n"
        "paper = OfficialPaper.from_corpus({'title': '通知', 'body': '请报送。'})\n"
        f"done = run_apart('{SET}', paper, when=datetime(2026, 3, 8))\n"
        "report = run_apart('routing.judge:judge', done.pdf)\n"
        "print(done.pages, len(report.findings) > 10)\n"
        "print(sorted({'typst', 'fontTools', 'docx', 'pyhanko', 'pypdfium2', 'jieba', 'segno'} & set(sys.modules)))\n"
    )
    root = Path(worker.__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", asking], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout == "1 True\n[]\n"


def test_a_process_that_was_made_ready_in_the_background_is_there_and_nobody_hears_of_what_went_wrong():
    warm(SET, PAPER, when=WHEN).join(60)
    process = worker._started[-1].pid
    warm(SET, OfficialPaper.from_corpus({"title": "通知", "body": "请报送😀。"}), when=WHEN).join(60)
    assert worker_id() == process


def test_errors_arrive_as_they_were_raised():
    with pytest.raises(MissingGlyphError) as caught:
        run_apart(SET, OfficialPaper.from_corpus({"title": "通知", "body": "请报送😀。"}), when=WHEN)
    assert caught.value.characters == "😀"
    with pytest.raises(ValueError, match="no such template") as caught:
        run_apart("routing.typeset.engine:typeset", "没有.typ", {}, when=WHEN)
    assert typeset.__name__ in caught.value.__notes__[0]  # where it arose over there


@pytest.mark.parametrize(
    "called", ["os:system", "routing.typeset.engine:_path", "routing.typesetting:run", "routing:os"]
)
def test_nothing_but_the_tools_is_done_apart(called):
    with pytest.raises(WorkerError):
        run_apart(called, "true")


def test_a_process_that_was_killed_is_started_again():
    before = worker_id()
    os.kill(before, signal.SIGKILL)
    assert run_apart(SET, PAPER, when=WHEN).pages == 1
    assert worker_id() != before


def test_a_job_that_takes_too_long_is_ended_and_the_next_one_done():
    before = worker_id()
    with pytest.raises(WorkerError, match="没有完成"):
        run_apart(SET, PAPER, when=WHEN, seconds=0)
    assert gone(before)
    assert run_apart(SET, PAPER, when=WHEN).pages == 1


def test_many_threads_share_one_process():
    processes, pages = set(), []

    def ask():
        for _ in range(3):
            pages.append(run_apart(SET, PAPER, when=WHEN).pages)
            processes.add(worker_id())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pages == [1] * 24
    assert len(processes) == 1


def test_a_forked_web_worker_shares_the_process_on_a_connection_of_its_own():
    before = worker_id()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            told = f"{worker_id()} {run_apart(SET, PAPER, when=WHEN).pages}"
        except BaseException as error:
            told = repr(error)
        os.write(write, told.encode())
        os._exit(0)
    assert run_apart(SET, PAPER, when=WHEN).pages == 1
    os.waitpid(child, 0)
    assert os.read(read, 1000).decode() == f"{before} 1"


def test_a_process_that_nobody_needs_any_more_ends(tmp_path):
    serving = _serving(tmp_path, "LINGER = 0.2")
    assert serving.wait(30) == 0


def test_a_process_that_has_grown_makes_room_for_a_fresh_one(tmp_path):
    serving = _serving(tmp_path, "LIMIT = 1024")
    assert serving.wait(30) == 0


def _serving(folder, setting):
    """The process with another setting, at an address of its own."""
    code = f"from routing.typeset import working; working.{setting}; working.main()"
    command = [sys.executable, "-c", code, f"test-{folder.name}-{os.getpid()}"]
    serving = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=Path(working.__file__).parents[2])
    with serving.stdin as pipe:
        pipe.write(b"key")
    return serving
