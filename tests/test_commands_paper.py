"""`flask --app wsgi typeset` and `judge`: what they print, what they leave, how they end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from routing import create_app
from routing.judge import judge
from tests.files import samples

ROOT = Path(__file__).parent.parent
NOTICE = {
    "title": "关于开展“三八”维权周活动的通知",
    "issuer": "泰州市妇女联合会",
    "number": "泰妇字〔2026〕3号",
    "date": "2026-03-01",
    "recipients": "各市（区）妇联",
    "body": "现将有关事项通知如下。\n一、活动时间\n3月1日至7日。",
}


@pytest.fixture
def run(tmp_path):
    """Run a command of an application whose database is not there and cannot be made."""
    app = create_app(
        {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'nowhere' / 'none.db'}"}, tmp_path / "instance"
    )
    return lambda *args: app.test_cli_runner().invoke(args=[str(arg) for arg in args])


def lines(folder, *records):
    file = folder / "公文.jsonl"
    told = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
    file.write_text("\n".join(told), encoding="utf-8")
    return file


def test_every_line_becomes_a_pdf_that_the_judge_finds_clean_without_a_database(run, tmp_path):
    file = lines(tmp_path, "\ufeff" + json.dumps(NOTICE), "", {**NOTICE, "title": "关于召开会议的通知"})
    answer = run("typeset", file, tmp_path / "made" / "pages")
    assert (answer.exit_code, answer.stdout) == (0, "2 typeset, 0 failed\n")
    assert "line 3: 0003-关于召开会议的通知.pdf, 1 pages" in answer.stderr
    made = sorted((tmp_path / "made" / "pages").iterdir())
    assert [pdf.name for pdf in made] == ["0001-关于开展“三八”维权周活动的通知.pdf", "0003-关于召开会议的通知.pdf"]
    assert all(judge(pdf.read_bytes()).clean for pdf in made)
    assert not (tmp_path / "nowhere").exists()


def test_letters_and_minutes_are_set_in_formats_of_their_own(run, tmp_path):
    letter = {**NOTICE, "title": "关于商请支持维权周活动的函", "number": "泰妇函〔2026〕3号", "doc_type": "函"}
    minutes = {
        **NOTICE, "title": "关于研究维权周活动的会议纪要", "number": "〔2026〕3号", "recipients": "",
        "body": f"{NOTICE['body']}\n出席：王芳、李梅",
    }  # fmt: skip
    assert run("typeset", lines(tmp_path, letter, minutes, NOTICE), tmp_path / "out").exit_code == 0
    reports = [judge(pdf.read_bytes()) for pdf in sorted((tmp_path / "out").iterdir())]
    assert [report.layout for report in reports] == ["letter", "minutes", "document"]
    assert [finding.where for report in reports for finding in report.broken] == []


def test_the_same_line_gives_the_same_bytes(run, tmp_path):
    file = lines(tmp_path, NOTICE)
    for folder in ("a", "b"):
        assert run("typeset", file, tmp_path / folder).exit_code == 0
    first, second = (next((tmp_path / folder).iterdir()).read_bytes() for folder in ("a", "b"))
    assert first == second


def test_names_are_safe_and_unique(run, tmp_path):
    titles = ["../../etc/passwd", "长" * 400, "一/二\\三:四*五\n六", "一/二\\三:四*五\n六", ".", "CON\t|<>"]
    answer = run("typeset", lines(tmp_path, *[{**NOTICE, "title": title} for title in titles]), tmp_path / "out")
    assert answer.exit_code == 0, answer.stderr
    names = sorted(path.name for path in (tmp_path / "out").rglob("*"))
    assert names == [
        "0001-etc_passwd.pdf", f"0002-{'长' * 60}.pdf", "0003-一_二_三_四_五_六.pdf", "0004-一_二_三_四_五_六.pdf",
        "0005-.pdf", "0006-CON.pdf",
    ]  # fmt: skip
    assert not (tmp_path.parent / "etc").exists()


BROKEN = {
    "not a JSON object in UTF-8": "{",
    "not a JSON object": "[1]",
    '"title" must be a text': {**NOTICE, "title": None},
    '"body" is empty': {**NOTICE, "body": " \n"},
    '"issuer" must be a text': {**NOTICE, "issuer": ["甲", "乙"]},
    "Invalid isoformat": {**NOTICE, "date": "2026年3月1日"},
    "U+1F600": {**NOTICE, "body": "请报送😀。"},
    "surrogates": NOTICE["title"].join(('{"body": "一", "title": "', '\\ud800"}')),
}


def test_a_line_that_cannot_be_set_is_told_and_the_others_are_set(run, tmp_path):
    answer = run("typeset", lines(tmp_path, *BROKEN.values(), NOTICE), tmp_path / "out")
    assert answer.exit_code == 1
    assert answer.stdout == "1 typeset, 8 failed\n"
    told = [line for line in answer.stderr.splitlines() if line.startswith("line ")]
    for number, (expected, line) in enumerate(zip(BROKEN, told, strict=False), 1):
        assert line.startswith(f"line {number}: ")
        assert expected in line
    assert [path.name[:4] for path in (tmp_path / "out").iterdir()] == ["0009"]


def test_a_file_without_documents_and_a_folder_that_cannot_be_made_are_told(run, tmp_path):
    empty = run("typeset", lines(tmp_path, "", " "), tmp_path / "out")
    assert (empty.exit_code, "there is no document in it" in empty.stderr) == (1, True)
    (tmp_path / "file").touch()
    refused = run("typeset", lines(tmp_path, NOTICE), tmp_path / "file" / "folder")
    assert refused.exit_code == 1
    assert "Error:" in refused.stderr


@pytest.fixture
def page(run, tmp_path):
    assert run("typeset", lines(tmp_path, NOTICE), tmp_path / "out").exit_code == 0
    return next((tmp_path / "out").iterdir())


def test_the_judge_prints_every_rule_with_its_clause(run, page):
    answer = run("judge", page)
    findings = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert len(findings) > 20
    assert all({"rule", "clause", "kept", "where"} <= finding.keys() and finding["kept"] for finding in findings)


def test_the_judge_ends_with_1_where_a_rule_is_broken(run, page):
    answer = run("judge", page, "--layout", "letter")
    assert answer.exit_code == 1
    broken = [finding for finding in json.loads(answer.stdout) if not finding["kept"]]
    assert all(finding["where"] and finding["clause"] for finding in broken)
    assert broken


@pytest.mark.parametrize("content", [b"", b"no PDF", samples.word(), b"%PDF-1.7\ntruncated"])
def test_what_is_no_pdf_is_told_and_ends_with_2(run, tmp_path, content):
    (tmp_path / "a.pdf").write_bytes(content)
    answer = run("judge", tmp_path / "a.pdf")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "a.pdf: " in answer.stderr
    assert run("judge", tmp_path / "none.pdf").exit_code == 2


def test_the_commands_run_from_the_shell(tmp_path):
    asked = [sys.executable, "-m", "flask", "--app", "wsgi", "typeset", lines(tmp_path, NOTICE), tmp_path / "out"]
    env = {**os.environ, "HONGTOU_INSTANCE": str(tmp_path / "instance")}
    done = subprocess.run(asked, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "1 typeset, 0 failed\n")
    assert not list((tmp_path / "instance").glob("*.db*"))
