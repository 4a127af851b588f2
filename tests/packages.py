"""Archive packages for tests: made of a house's items, taken apart, tampered with, and sealed again by a stranger."""

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

from routing.bags.seal import Key, statement
from routing.database import reading
from routing.queries import handing as queries
from routing.queries.handing import Chosen
from routing.services import errands
from routing.services.attaching import store
from routing.services.handing import asking, packing, taking, transferring  # noqa: F401 - they register their work
from tools import verify_package as form

VERIFIER = Path(form.__file__)
ARCHIVIST = "hesufen"
TAGS = {"封印.txt", "封印.sig", "tagmanifest-sha256.txt"}


def packed(house, purpose=asking.COPY, **chosen):
    """A package of the house's items, made to the end; return its row."""
    archivist = house.person(ARCHIVIST)
    package_id, errand_id = asking.ask(Chosen(**chosen), purpose, archivist)
    done(errand_id, archivist)
    return queries.package(reading(), package_id, archivist)


def done(errand_id, actor, state="done"):
    """Have all that was asked for done; return the errand's row, which is in that state."""
    while errands.run_next():
        pass
    row = errands.errand(errand_id, actor)
    assert row.state == state, row.message
    return row


def octets_of(package):
    with store().open(package.digest) as stream:
        return stream.read()


def members(octets):
    """The members of a package by their path within it."""
    with zipfile.ZipFile(io.BytesIO(octets)) as packed:
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def payload(octets):
    return {name: found for name, found in members(octets).items() if name.startswith("data/")}


def unpacked(octets, folder):
    """The package as somebody unpacks it; return its folder."""
    with zipfile.ZipFile(io.BytesIO(octets)) as packed:
        packed.extractall(folder)
        return folder / packed.namelist()[0].partition("/")[0]


def zipped(folder):
    """A folder as a package's file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                target.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    return made.getvalue()


def listed_anew(folder):
    """Make the manifests of an unpacked package fit what lies there now, as somebody without the key can."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    payload = {name: found for name, found in files.items() if name.startswith("data/")}
    _write(folder / "manifest-sha256.txt", payload)
    info = folder / "bag-info.txt"
    size = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    info.write_text(re.sub(r"Payload-Oxum: .*", size, info.read_text()))
    tags = [path for path in folder.iterdir() if path.is_file() and path.name != "tagmanifest-sha256.txt"]
    _write(folder / "tagmanifest-sha256.txt", {path.name: path.read_bytes() for path in tags})


def sealed_anew(folder, key_file):
    """Seal an unpacked package with another key: now only its contents, or the fingerprint, give it away."""
    listed_anew(folder)
    key = Key(key_file)
    tags = [path for path in folder.iterdir() if path.is_file() and path.name not in TAGS]
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tags}
    number = form.first_look(form.Folder(str(folder))).number
    sealed = statement(number, datetime(2026, 3, 8).isoformat(), key.public, digests)
    (folder / "封印.txt").write_bytes(sealed)
    (folder / "封印.sig").write_text(key.sign(sealed))
    listed_anew(folder)


def verified(path, *options):
    """What the verifier says, run as the receiving archive runs it: alone, outside the project."""
    return subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(path), *options], capture_output=True, text=True, cwd="/", check=False
    )


def _write(path, files):
    lines = (f"{hashlib.sha256(found).hexdigest()}  {name}\n" for name, found in sorted(files.items()))
    path.write_text("".join(lines))
