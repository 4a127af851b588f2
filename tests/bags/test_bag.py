"""What packages are made of, by itself: names, catalogue, metadata, chain, key, bag."""

import csv
import io
import json
import stat
import zipfile
from dataclasses import replace
from datetime import datetime

import bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.bags import catalogue, chain, metadata
from routing.bags.bag import Bag
from routing.bags.facts import DocumentFacts, FileFacts, ItemFacts
from routing.bags.names import file_of, folder_of
from routing.bags.seal import Key
from tools.verify_package import COLUMNS, Fault, ed25519_verify

ITEM = ItemFacts(
    code="Z109-WS·2026-Y-BGS-0001",
    electronic="Z109-00000001",
    fonds="Z109",
    fonds_name="泰州市妇女联合会",
    organisation="泰州市妇女联合会",
    category="WS",
    year=2026,
    period="Y",
    period_label="永久",
    house_term="永久",
    unit_code="BGS",
    unit="办公室",
    department="办公室",
    serial=1,
    title="关于表彰最美家庭的决定",
    number="泰妇字(2026)第1号",
    responsible="泰州市妇女联合会",
    dated="20260308",
    kind="决定",
    urgency="",
    recipients="",
    copies_to="",
    secrecy="",
    pages=3,
    remarks="",
    box="",
    expires_on="",
    filed_at="2026-03-08T01:05:00",
    filed_by="何素芬",
    entered_at="2026-03-08T01:05:00",
    decided_by="",
    decided_at="",
    files=(
        FileFacts(
            1, "original", "正本", "正本.pdf", "0" * 64, 7, "application/pdf", 3, "2026-03-08T01:05:00", 1
        ),
    ),
    documents=(
        DocumentFacts(
            1, "outgoing", "发文", "已归档", "关于表彰", "1号", "决定", "20260308", "办公室", "王芳",
            "2026-03-08T01:05:00", 1, 1, "0" * 64,
        ),
    ),
)  # fmt: skip


def test_names_are_what_every_file_system_takes_and_the_same_for_the_same_item():
    assert folder_of("Z109-WS·2026-Y-BGS-0001") == "Z109-WS·2026-Y-BGS-0001"
    assert folder_of("../a\\b:c") == "_a_b_c"
    assert file_of(1, "original", "正本 关于?的通知.pdf") == "01-正本_关于_的通知.pdf"
    assert file_of(4, "attachment", "花名册.docx") == "04-附件-花名册.docx"
    assert file_of(5, "strange", "没有后缀") == "05-文件-没有后缀"
    assert len(file_of(2, "attachment", "长" * 300 + ".pdf")) < 110


@given(
    st.dictionaries(
        st.sampled_from(["title", "number", "responsible", "remarks", "recipients", "filed_by"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    )
)
def test_metadata_is_read_back_as_it_was_written_whatever_stands_in_it(columns):
    item = replace(ITEM, **{name: metadata.legal(value) for name, value in columns.items()})
    octets = metadata.write(item)
    assert metadata.read(octets, item.code) == item
    assert metadata.write(metadata.read(octets, item.code)) == octets
    assert metadata.amended(octets, {"remarks": item.remarks}) == octets
    row = next(csv.reader(io.StringIO(catalogue.line(1, item, "x").decode(), newline="")))
    assert dict(zip(COLUMNS, row, strict=True))["题名"].lstrip("'") == item.title.lstrip("'")


def test_metadata_with_a_document_type_or_of_another_kind_is_refused():
    with pytest.raises(Fault, match="DTD"):
        metadata.read(b'<!DOCTYPE x [<!ENTITY a "a">]><x/>', "x")
    with pytest.raises(Fault, match="XML"):
        metadata.read(b"no xml", "x")


@pytest.mark.parametrize("title", ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)"])
def test_no_spreadsheet_takes_a_title_for_a_formula(title):
    row = next(csv.reader(io.StringIO(catalogue.line(1, replace(ITEM, title=title), "x").decode(), newline="")))
    assert row[COLUMNS.index("题名")] == f"'{title}"


def test_a_chain_depends_on_every_line_before():
    lines = [{"serial": n, "at": datetime(2026, 3, n)} for n in (1, 2, 3)]
    first = list(chain.chained(lines))
    lines[0]["at"] = datetime(2026, 3, 9)
    second = list(chain.chained(lines))
    assert [one["chain"] != other["chain"] for one, other in zip(first, second, strict=True)] == [True] * 3
    assert [json.loads(line) for line in chain.written(first).splitlines()] == first


def test_the_key_is_made_once_kept_from_others_and_signs_what_the_verifier_checks(tmp_path):
    key = Key(tmp_path / "new" / "package.key")
    assert Key(tmp_path / "new" / "package.key").public == key.public
    assert stat.S_IMODE((tmp_path / "new" / "package.key").stat().st_mode) == 0o600
    assert ed25519_verify(key.public, "红头".encode(), bytes.fromhex(key.sign("红头".encode())))


def test_a_bag_holds_by_another_hand(tmp_path):
    target = io.BytesIO()
    with Bag(target, "Z109-FB-2026-001", datetime(2026, 3, 8, 9, 5)) as bag:
        bag.put(f"data/{file_of(1, 'attachment', '百分之100%.txt')}", b"1")
        assert bag.copy("data/a.pdf", io.BytesIO(b"%PDF-1.7"), 8) == bag._payload["data/a.pdf"]
        with pytest.raises(ValueError, match="already"):
            bag.put("data/a.pdf", b"")
        bag.close(Key(tmp_path / "package.key"), {"Source-Organization": "泰州市\n妇女联合会"})
    with zipfile.ZipFile(target) as packed:
        packed.extractall(tmp_path)
    found = bagit.Bag(str(tmp_path / "Z109-FB-2026-001"))
    found.validate()
    assert found.info["Source-Organization"] == "泰州市 妇女联合会"
