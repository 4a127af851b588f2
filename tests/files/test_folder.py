"""What a folder keeps through kills, races and rot."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from routing.files.errors import TooLarge
from routing.files.folder import FolderStore

ROOT = Path(__file__).parents[2]
WRITER = """
import io, itertools, os, sys
from routing.files.folder import FolderStore
store = FolderStore(sys.argv[1])
for number in itertools.count():
    content = b"%d-%d" % (os.getpid(), number) + os.urandom(3_000_000)
    print(store.put(io.BytesIO(content), limit=len(content)).digest, flush=True)
"""

HALF_WAY = """
import sys, time
from routing.files.folder import FolderStore
class Slow:
    asked = 0
    def read(self, size):
        self.asked += 1
        if self.asked == 2:
            print("half way", flush=True)
            time.sleep(600)
        return bytes(size)
FolderStore(sys.argv[1]).put(Slow(), limit=10**9)
"""


@pytest.fixture
def store(tmp_path) -> FolderStore:
    return FolderStore(tmp_path)


def kept(store: FolderStore) -> list[Path]:
    return [path for path in store.path.glob("??/??/*") if path.is_file()]


def arriving(store: FolderStore) -> list[Path]:
    return list((store.path / "arriving").iterdir())


def test_files_are_for_the_services_eyes_only(store):
    digest = store.put(io.BytesIO(b"x"), limit=1).digest
    place = store.path / digest[:2] / digest[2:4] / digest
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


def started(script: str, store: FolderStore) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", script, store.path], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_kill_half_way_through_put_leaves_only_what_the_sweep_removes(store):
    writer = started(HALF_WAY, store)
    assert writer.stdout.readline() == "half way\n"
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    assert not kept(store)
    assert len(arriving(store)) == 1
    assert store.sweep() == 0, "it may still be arriving"
    assert store.sweep(timedelta(0)) == 1
    assert not arriving(store)


def test_kills_at_any_moment_leave_no_half_file_and_lose_no_acknowledged_one(store):
    acknowledged = set()
    for cycle in range(8):
        writer = started(WRITER, store)
        first = writer.stdout.readline()
        time.sleep(cycle * 0.007)
        os.kill(writer.pid, signal.SIGKILL)
        rest, _ = writer.communicate()
        acknowledged.update(line.strip() for line in (first + rest).splitlines(keepends=True) if line[-1] == "\n")
    assert len(acknowledged) >= 8
    assert acknowledged <= {path.name for path in kept(store)}
    for path in kept(store):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


def test_sixteen_uploads_of_the_same_bytes_at_once_keep_one_whole_file(store):
    content = os.urandom(1_000_000)
    with ThreadPoolExecutor(16) as pool:
        results = set(pool.map(lambda _: store.put(io.BytesIO(content), limit=len(content)), range(48)))
    assert len(results) == 1
    assert [path.read_bytes() for path in kept(store)] == [content]
    assert not arriving(store)


def test_a_sound_copy_is_left_alone_and_a_rotten_one_replaced(store):
    digest = store.put(io.BytesIO(b"sound"), limit=5).digest
    place = kept(store)[0]
    before = place.stat().st_ino
    store.put(io.BytesIO(b"sound"), limit=5)
    assert place.stat().st_ino == before
    place.write_bytes(b"rotte")
    assert not store.check(digest)
    store.put(io.BytesIO(b"sound"), limit=5)
    assert store.check(digest)


def test_what_is_too_large_leaves_nothing_on_the_disk(store):
    with pytest.raises(TooLarge):
        store.put(io.BytesIO(b"12345"), limit=4)
    assert not kept(store)
    assert not arriving(store)


def test_bytes_and_all_folders_are_synced_before_put_returns(store, monkeypatch):
    synced, real = [], os.fsync

    def fsync(descriptor):
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    digest = store.put(io.BytesIO(b"x"), limit=1).digest
    first = store.path / digest[:2]
    assert synced[0].parent.name == "arriving"
    assert synced[1:] == [first / digest[2:4], first, store.path]
