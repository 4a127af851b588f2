"""The fonts' way from a Debian mirror into the user's cache: a real mirror, on this machine."""

import functools
import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import threading

import pytest

from routing.typeset import fetching
from routing.typeset.fetching import PACKAGES, Package, cache_folder, fetch
from tests.typeset import small_fonts

FANG = Package(
    "fonts-small-fang",
    ("usr/share/fonts/Fang.ttf", "usr/share/fonts/Light.ttf"),
    "usr/share/doc/f/copyright",
    "仿宋",
    1,
)
KAI = Package("fonts-small-kai", ("usr/share/fonts/Kai.ttf",), "usr/share/doc/k/copyright", "楷体", 1)

pytestmark = pytest.mark.skipif(not shutil.which("apt-get"), reason="fonts are fetched by Debian's apt-get")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the mirror's folder, and counts what is asked for."""

    asked: list[str] = []

    def log_message(self, *_):
        self.asked.append(self.path)


@pytest.fixture(scope="module")
def mirror(tmp_path_factory):
    """A folder with two packages and their list, served over HTTP; yields the folder and its address."""
    folder = tmp_path_factory.mktemp("mirror")
    (folder / "Packages").write_text("".join(_packed(package, folder) for package in (FANG, KAI)))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def apt(mirror, tmp_path, monkeypatch):
    """Debian's client, set up for the mirror alone; Quiet.asked tells what it asked for."""
    room = tmp_path / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (room / name).mkdir(parents=True)
    (room / "sources.list").write_text(f"deb [trusted=yes] {mirror[1]} ./\n")
    (room / "status").touch()
    (room / "apt.conf").write_text(
        f'Dir::Etc::SourceList "{room}/sources.list";\nDir::Etc::SourceParts "-";\nDir::State::Lists "{room}/lists";\n'
        f'Dir::State::status "{room}/status";\nDir::Cache "{room}/cache";\nAcquire::http::Proxy "DIRECT";\n'
    )
    monkeypatch.setenv("APT_CONFIG", str(room / "apt.conf"))
    Quiet.asked.clear()
    return room


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "fonts"


def _packed(package, folder):
    """Build a package, and what the mirror's list says of it."""
    room = folder / f"{package.name}.d"
    for font in package.fonts:
        small_fonts.make(room / font, package.face, "泰")
    (room / package.licence).parent.mkdir(parents=True)
    (room / package.licence).write_text("SIL OFL")
    (room / "usr/share/fonts/Unwanted.ttf").write_text("x")
    control = (
        f"Package: {package.name}\nVersion: 1.0\nArchitecture: all\nMaintainer: A <a@example.com>\nDescription: fonts\n"
    )
    (room / "DEBIAN").mkdir()
    (room / "DEBIAN" / "control").write_text(control)
    file = folder / f"{package.name}_1.0_all.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", room, file], check=True, capture_output=True)
    shutil.rmtree(room)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{control}Filename: ./{file.name}\nSize: {file.stat().st_size}\nSHA256: {digest}\n\n"


def _held(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_needed_fonts_and_licences_are_fetched_and_nothing_else_is_left(apt, folder, tmp_path, capsys):
    assert fetch([FANG, KAI], folder, system=tmp_path) == []
    assert _held(folder) == [
        "Fang.ttf",
        "Kai.ttf",
        "Light.ttf",
        "licences/fonts-small-fang.txt",
        "licences/fonts-small-kai.txt",
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["Fang.ttf", "Kai.ttf", "Light.ttf", "licences"]
    assert "fetching 仿宋 (1/2): fonts-small-fang, about 1 MB" in capsys.readouterr().err


def test_a_second_run_asks_for_nothing(apt, folder, tmp_path, capsys):
    fetch([KAI], folder, system=tmp_path)
    Quiet.asked.clear()
    capsys.readouterr()
    assert fetch([KAI], folder, system=tmp_path) == []
    assert Quiet.asked == []
    assert capsys.readouterr().err == ""


def test_a_font_that_went_missing_is_fetched_again(apt, folder, tmp_path):
    fetch([FANG, KAI], folder, system=tmp_path)
    (folder / "Light.ttf").unlink()
    assert fetch([FANG, KAI], folder, system=tmp_path) == []
    assert (folder / "Light.ttf").is_file()


def test_what_the_system_has_is_linked_to_and_not_fetched(apt, folder, tmp_path):
    installed = small_fonts.make(tmp_path / KAI.fonts[0], "楷体", "泰")
    assert fetch([KAI], folder, system=tmp_path) == []
    assert (folder / "Kai.ttf").resolve() == installed
    assert Quiet.asked == []
    installed.unlink()  # the system's package was removed
    assert fetch([KAI], folder, system=tmp_path) == []
    assert (folder / "Kai.ttf").is_file()


def test_a_package_that_is_not_to_be_had_is_told_and_the_next_run_tries_again(apt, mirror, folder, tmp_path, capsys):
    aside = (mirror[0] / "fonts-small-kai_1.0_all.deb").rename(tmp_path / "aside.deb")
    assert fetch([FANG, KAI], folder, system=tmp_path / "none") == ["楷体"]
    assert "not fetched:" in capsys.readouterr().err
    assert [name for name in _held(folder) if name.endswith("ttf")] == ["Fang.ttf", "Light.ttf"]
    aside.rename(mirror[0] / "fonts-small-kai_1.0_all.deb")
    assert fetch([FANG, KAI], folder, system=tmp_path / "none") == []


def test_a_package_that_was_altered_on_its_way_is_not_taken(apt, mirror, folder, tmp_path):
    file = mirror[0] / "fonts-small-kai_1.0_all.deb"
    whole = file.read_bytes()
    file.write_bytes(whole[:-8] + b"altered!")
    assert fetch([KAI], folder, system=tmp_path / "none") == ["楷体"]
    assert _held(folder) == []
    file.write_bytes(whole)


def test_a_package_without_the_font_is_told(apt, folder, tmp_path, capsys):
    other = Package(KAI.name, ("usr/share/fonts/Other.ttf",), KAI.licence, "楷体", 1)
    assert fetch([other], folder, system=tmp_path / "none") == ["楷体"]
    assert "fonts-small-kai has no usr/share/fonts/Other.ttf" in capsys.readouterr().err


def test_two_clones_that_fetch_at_once_do_not_harm_each_other(apt, folder, tmp_path):
    threads = [threading.Thread(target=fetch, args=([FANG, KAI], folder, tmp_path / "none")) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fetch([FANG, KAI], folder, system=tmp_path / "none") == []


def test_without_a_network_the_command_says_so_plainly_and_ends_well(apt, tmp_path):
    (apt / "sources.list").write_text("deb [trusted=yes] http://127.0.0.1:9 ./\n")
    asked = {**os.environ, "HONGTOU_FONTS_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, fetching.__file__], env=asked, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0
    assert done.stdout == ""
    told = done.stderr.splitlines()
    assert "could not be had" in told[-1]
    assert "HONGTOU_FONTS" in told[-1]


def test_the_caches_place_can_be_set(monkeypatch, tmp_path):
    monkeypatch.delenv("HONGTOU_FONTS_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "hongtou" / "fonts"
    monkeypatch.setenv("HONGTOU_FONTS_CACHE", str(tmp_path / "else"))
    assert cache_folder() == tmp_path / "else"


def test_the_real_packages_fonts_are_here():
    """`make test` has fetched them."""
    assert all((cache_folder() / font.rpartition("/")[2]).is_file() for package in PACKAGES for font in package.fonts)
