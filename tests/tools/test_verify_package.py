"""The stand-alone verifier: it runs without the project, and finds each kind of tampering by its own check."""

import csv
import hashlib
import io
import json
import zipfile

import pytest

from tests.packages import listed_anew, sealed_anew, unpacked, verified, zipped
from tools.verify_package import COLUMNS, Fault, Zip, chained, ed25519_verify, json_lines, link, parsed

# RFC 8032, 7.1: public key, message, signature.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
)


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS, ids=range(len(VECTORS)))
def test_a_signature_of_the_published_vectors_holds_and_any_other_does_not(key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))
    assert ed25519_verify(key, message, signature)
    assert not ed25519_verify(key, message + b"x", signature)
    for place in (0, 31, 32, 63):
        altered = bytearray(signature)
        altered[place] ^= 1
        assert not ed25519_verify(key, message, bytes(altered))
    assert not ed25519_verify(
        bytes.fromhex(VECTORS[0][0] if key.hex() != VECTORS[0][0] else VECTORS[1][0]), message, signature
    )
    assert not ed25519_verify(key[:-1], message, signature)
    # The same scalar plus the order of the group: a signature that others could make of a valid one (5.1.7).
    order = 2**252 + 27742317777372353535851937790883648493
    larger = int.from_bytes(signature[32:], "little") + order
    assert not ed25519_verify(key, message, signature[:32] + larger.to_bytes(32, "little"))


@pytest.fixture
def folder(package, tmp_path):
    return unpacked(package, tmp_path)


def item(folder, part=""):
    """The first file of that kind in the item that has an attachment."""
    return next(folder.glob(f"data/件/*QYB*/{part}"))


def test_a_sound_package_passes_packed_and_unpacked_and_by_its_own_copy(package, folder, tmp_path):
    (tmp_path / "package.zip").write_bytes(package)
    for path in (tmp_path / "package.zip", folder):
        told = verified(path)
        assert (told.returncode, told.stderr) == (0, "")
        assert "通过：2 件档案完整" in told.stdout
    key = told.stdout.rpartition("公钥指纹应为 ")[2].strip()
    assert verified(folder, "--key", key.upper()).returncode == 0
    assert "不是由这把钥匙封的" in verified(folder, "--key", key[:-1] + ("0" if key[-1] != "0" else "1")).stdout
    assert (folder / "verify.py").read_bytes() == (
        zipfile.ZipFile(io.BytesIO(package)).read(f"{folder.name}/verify.py")
    )
    assert verified(tmp_path / "nothing").returncode == 2


def flipped(folder):
    path = item(folder, "文件/01-*.pdf")
    octets = bytearray(path.read_bytes())
    octets[len(octets) // 2] ^= 1
    path.write_bytes(octets)


def removed(folder):
    item(folder, "文件/04-*.docx").unlink()


def added(folder):
    (item(folder) / "文件" / "05-附件-新的.pdf").write_bytes(b"%PDF-1.7")


def another_item(folder):
    (folder / "data/件/Z109-WS·2026-Y-BGS-0009").mkdir()
    (folder / "data/件/Z109-WS·2026-Y-BGS-0009/元数据.xml").write_text("<电子文件元数据/>")


def catalogue_changed(folder):
    path = folder / "data/目录.csv"
    path.write_bytes(path.read_bytes().replace("维权周".encode(), "维权月".encode()))


def catalogue_cut(folder):
    path = folder / "data/目录.csv"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def metadata_changed(folder):
    path = item(folder, "元数据.xml")
    path.write_text(path.read_text().replace("王芳", "李芳"))


def metadata_broken(folder):
    path = item(folder, "元数据.xml")
    path.write_text(path.read_text()[:-20])


def log_changed(folder):
    path = item(folder, "办理记录.jsonl")
    path.write_text(path.read_text().replace("周静宜", "周静怡", 1))


def log_cut(folder):
    path = item(folder, "办理记录.jsonl")
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def log_line_taken_out(folder):
    path = item(folder, "办理记录.jsonl")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:3] + lines[4:]))


def text_changed(folder):
    path = item(folder, "文稿.jsonl")
    line = json.loads(path.read_text().splitlines()[0])
    path.write_text(json.dumps({**line, "digest": "0" * 64}, ensure_ascii=False) + "\n")


def rules_changed(folder):
    path = next(folder.glob("data/规则/*.json"))
    path.write_text(path.read_text() + " ")


def rules_added(folder):
    octets = b"{}"
    (folder / f"data/规则/{hashlib.sha256(octets).hexdigest()}.json").write_bytes(octets)


CHANGES = {
    rules_added: "没有办理记录依据它",
    flipped: "摘要与清单不符|文件摘要与元数据不符",
    removed: "缺少文件",
    added: "多出文件",
    another_item: "多出文件|目录里没有这一件",
    catalogue_changed: "目录与元数据不一致",
    catalogue_cut: "目录里没有这一件",
    metadata_changed: "",
    metadata_broken: "不是合规的 XML",
    log_changed: "接不上",
    log_cut: "业务实体与办理记录行数不一致",
    log_line_taken_out: "业务实体与办理记录行数不一致",
    text_changed: "不是办理记录所指的那一稿",
    rules_changed: "规则文件与它的名称不符",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_was_changed_is_found_by_the_manifest_by_the_seal_and_by_the_contents(change, folder, tmp_path):
    change(folder)
    plain = verified(folder)
    assert plain.returncode == 1
    assert "不通过：" in plain.stdout
    assert any(words in plain.stdout for words in ("摘要与清单不符", "缺少文件", "多出文件"))
    listed_anew(folder)  # somebody makes the manifests fit
    anew = verified(folder)
    assert anew.returncode == 1
    assert "封印" in anew.stdout.rpartition("不通过：")[2]
    sealed_anew(folder, tmp_path / "other.key")  # and seals it with a key of their own
    forged = verified(folder)
    said = CHANGES[change]
    if said:
        assert forged.returncode == 1
        assert any(words in forged.stdout for words in said.split("|")), forged.stdout
    assert "不是由这把钥匙封的" in verified(folder, "--key", "0" * 32).stdout


@pytest.mark.parametrize("tag", ["bag-info.txt", "移交清册.pdf", "说明.txt", "封印.sig"])
def test_a_tag_file_that_was_changed_is_found_though_the_tag_manifest_was_made_anew(folder, tag):
    path = folder / tag
    first, last = (b"0", b"1") if tag == "封印.sig" else ("泰州".encode(), "扬州".encode())
    path.write_bytes(path.read_bytes().replace(first, last) + b"\n" * (tag != "封印.sig"))
    listed_anew(folder)
    told = verified(folder)
    assert told.returncode == 1
    assert ("签名" if tag == "封印.sig" else f"封印之后被改动：{tag}") in told.stdout


def test_a_log_chained_anew_behind_a_changed_line_no_longer_fits_its_metadata(folder, tmp_path):
    path = item(folder, "办理记录.jsonl")
    before, lines = "", []
    for line in map(json.loads, path.read_text().splitlines()):
        told = {name: value for name, value in line.items() if name != "chain"} | {"opinion": "同意。"}
        before = link(before, told)
        lines.append(json.dumps(told | {"chain": before}, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n")
    sealed_anew(folder, tmp_path / "other.key")
    told = verified(folder)
    assert told.returncode == 1
    assert "办理记录缺行" in told.stdout


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda octets: octets[:-200], "不是完整的 ZIP"),
        (lambda octets: b"%PDF-1.7 no package", "不是完整的 ZIP"),
        (lambda octets: octets[:5_000] + b"\0" * 40 + octets[5_040:], "已损坏"),
    ],
    ids=["cut short", "another file", "bytes lost within the file"],
)
def test_a_file_that_is_no_whole_package_is_named_as_such(package, tmp_path, broken, said):
    path = tmp_path / "package.zip"
    path.write_bytes(broken(package))
    told = verified(path)
    assert (told.returncode, told.stderr) == (1, "")
    assert said in told.stdout


def test_another_version_is_refused_in_words(folder):
    info = folder / "bag-info.txt"
    info.write_text(info.read_text().replace("Hongtou-Package-Version: 1", "Hongtou-Package-Version: 7"))
    assert "版本是“7”，本程序只认版本 1" in verified(folder).stdout


def made_zip(entries):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, octets in entries:
            packed.writestr(name, octets)
    target.seek(0)
    return target


def test_what_is_made_to_harm_is_refused_before_it_is_read():
    with pytest.raises(Fault, match="压缩炸弹"):
        Zip(made_zip([("p/data/x", bytes(101 * 1024 * 1024))]))
    with pytest.raises(Fault, match="超过上限"):
        Zip(made_zip([("p/x", bytes(2 * 1024 * 1024))]), largest=1024 * 1024)
    with pytest.raises(Fault, match="只有一个目录"):
        Zip(made_zip([("p/x", b""), ("q/x", b"")]))
    with pytest.raises(Fault, match="DTD"):
        parsed(b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>', "x")


@pytest.mark.parametrize("name", ["p/../../etc/x", "p//x", "p/C:/x"])
def test_a_path_that_leads_out_is_refused(tmp_path, name):
    path = tmp_path / "package.zip"
    path.write_bytes(made_zip([(name, b"")]).getvalue())
    told = verified(path)
    assert told.returncode == 1
    assert "不合规" in told.stdout


def test_the_catalogue_opens_in_a_spreadsheet_as_it_is(package):
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        octets = packed.read(next(name for name in packed.namelist() if name.endswith("目录.csv")))
    assert octets.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""))
    assert head == COLUMNS
    assert [row[0] for row in rows] == ["1", "2"]


def test_a_chain_is_checked_line_by_line(package, tmp_path):
    (tmp_path / "package.zip").write_bytes(zipped(unpacked(package, tmp_path)))
    whole = Zip(str(tmp_path / "package.zip"))
    name = next(name for name in sorted(whole.names) if name.endswith("办理记录.jsonl"))
    lines = list(json_lines(whole, name))
    assert list(chained(iter(lines), name)) == lines
    with pytest.raises(Fault, match="第2行"):
        list(chained(iter([lines[0], *lines[2:]]), name))
