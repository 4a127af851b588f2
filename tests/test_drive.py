"""Real documents through the whole line over HTTP, on both databases, and what the drive says of bad input."""

import json
import re
from collections import Counter

import pytest
import sqlalchemy
from sqlalchemy.engine import make_url

from routing.search import index
from routing.text import odd
from tests.conftest import _create_postgresql, _drop_postgresql, _unique
from wsgi import app as wsgi_app

BODY = "现将有关事项通知如下：\n一、加强组织领导\n各地要高度重视，精心组织。\n泰州市妇女联合会\n2026年3月2日"
PAPER = {
    "title": "泰州市妇女联合会关于做好有关工作的通知",
    "doc_type": "通知",
    "recipients": "各市（区）妇联",
    "body": BODY,
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_database(request, tmp_path):
    """The address of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    url = _create_postgresql(f"drive_{_unique()}")
    yield url
    _drop_postgresql(url)


@pytest.fixture
def drive(tmp_path, monkeypatch):
    """Run the command on a file of those lines; what it ended with, said and printed."""
    monkeypatch.setitem(wsgi_app.config, "FILES", str(tmp_path / "files"))

    def run(lines, *options):
        file = tmp_path / "documents.jsonl"
        file.write_bytes(b"\n".join(line if isinstance(line, bytes) else as_line(line) for line in lines))
        with wsgi_app.app_context():  # as the flask command gives one
            return wsgi_app.test_cli_runner().invoke(args=["drive", str(file), *options])

    return run


def as_line(paper):
    return json.dumps(paper, ensure_ascii=False).encode()


def account(result):
    """The last line of the standard output."""
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.corpus
def test_every_real_document_comes_to_the_file_as_it_was_signed(corpus, drive, empty_database):
    lines = (corpus / "documents.jsonl").read_bytes().splitlines()
    real = [line for line in lines if json.loads(line)["category"] == "公文"]
    result = drive(real, "--database", empty_database)
    assert result.exit_code == 0, result.stderr
    told = account(result)
    assert told.pop("seconds") > 0
    assert told == {"documents": 57, "filed": 57, "gaps": 0, "text_changed": 0, "log_ok": True}
    engine = sqlalchemy.create_engine(empty_database)
    with engine.connect() as connection:
        _check_independently(connection, [json.loads(line) for line in real])
    engine.dispose()


def _check_independently(connection, papers):
    """The database itself, asked in plain SQL, without a word of the drive's own."""

    def rows(statement):
        return connection.execute(sqlalchemy.text(statement)).all()

    filed = rows(
        "SELECT d.title, d.state, d.number, d.revision_id, d.signed_revision_id, r.body, r.digest, d.signed_digest"
        " FROM document d JOIN revision r ON r.id = d.signed_revision_id ORDER BY d.id"
    )
    assert [row.title for row in filed] == [paper["title"] for paper in papers]
    assert {row.state for row in filed} == {"awaiting_filing"}
    for row, paper in zip(filed, papers, strict=True):
        assert row.body.startswith(paper["body"])
        assert re.fullmatch(r"(\n（[^\n]+。）)*", row.body[len(paper["body"]) :])  # what was added on the way
        assert row.digest == row.signed_digest
        assert row.revision_id == row.signed_revision_id
    assert sorted(row.serial for row in rows("SELECT serial FROM number")) == list(range(1, 58))
    assert sorted(row.number for row in filed) == sorted(row.text for row in rows("SELECT text FROM number"))
    assert not rows("SELECT id FROM slip WHERE closed_at IS NULL")
    actions = Counter(row.action for row in rows("SELECT action FROM transition"))
    assert actions["number"] >= 57  # those returned after numbering keep their number
    assert min(actions[key] for key in ("return", "withdraw", "send_to_resign")) > 0
    assert actions["revise"] > 20
    assert rows("SELECT name FROM attachment WHERE document_id IS NOT NULL")
    last = rows(
        "SELECT document_id, to_state FROM transition t WHERE serial = (SELECT max(serial) FROM transition o"
        " WHERE o.document_id = t.document_id)"
    )
    assert {row.to_state for row in last} == {"awaiting_filing"}


def test_odd_blanks_line_ends_and_kinds_are_taken_as_they_are(drive):
    result = drive(
        [
            {**PAPER, "body": f"\n\n  {BODY}　 \n\n \t\n"},
            {**PAPER, "body": BODY.replace("\n", "\r\n") + "\r\n\r\n", "doc_type": "令", "recipients": ""},
            {**PAPER, "body": "👩‍👧 𠮷野家 <b>&amp;</b> {{ 7 * 7 }} English words only here", "doc_type": None},
            b"",
        ]
    )
    assert result.exit_code == 0, result.stderr
    assert account(result)["filed"] == 3
    assert account(result)["text_changed"] == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"body": f"{BODY}\x01"}, "控制字符"),
        ({"body": "长" * 300_001}, "最多300000字"),
        ({"title": "长" * 201}, "最多200字"),
        ({"recipients": "各\n市"}, "换了行"),
    ],
)
def test_what_the_product_refuses_is_told_and_ends_non_zero(drive, change, reason):
    result = drive([PAPER, {**PAPER, **change}])
    assert result.exit_code == 1
    assert f"line 2: 《{(change.get('title') or PAPER['title'])[:40]}》" in result.stderr
    assert reason in result.stderr
    assert account(result)["documents"] == 2
    assert account(result)["filed"] == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{not json", "line 2: not a JSON object in UTF-8"),
        (b'{"title": "\xff"}', "line 2: not a JSON object in UTF-8"),
        (b"[]", "line 2: not a JSON object"),
        ({"title": "只有标题"}, 'line 2: "body" must be a text'),
        ({**PAPER, "title": " "}, 'line 2: "title" must be a text'),
        ({**PAPER, "recipients": 7}, 'line 2: "recipients" must be a text'),
    ],
)
def test_an_unreadable_line_is_named_before_anything_is_driven(drive, line, reason):
    result = drive([PAPER, line])
    assert result.exit_code == 1
    assert reason in result.stderr
    assert not result.stdout


def test_a_file_without_a_document_is_refused(drive):
    result = drive([b"", b"  "])
    assert result.exit_code == 1
    assert "no document" in result.stderr


def test_a_database_in_use_is_left_alone(drive, empty_database):
    engine = sqlalchemy.create_engine(empty_database)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE somebodys (id INTEGER)"))
    result = drive([PAPER], "--database", empty_database)
    assert result.exit_code == 1
    assert "not empty" in result.stderr
    assert sqlalchemy.inspect(engine).get_table_names() == ["somebodys"]
    engine.dispose()


def test_a_database_that_is_not_there_is_said(drive):
    nowhere = make_url("postgresql+psycopg://root@127.0.0.1:1/nowhere").render_as_string()
    result = drive([PAPER], "--database", nowhere)
    assert result.exit_code == 1
    assert "cannot be reached" in result.stderr


def test_a_text_that_is_altered_on_the_way_is_told(drive, monkeypatch):
    """A sheet that drops trailing blanks: the text is not the one that was sent."""
    clean = odd.clean
    monkeypatch.setattr(odd, "clean", lambda text: clean(text).rstrip())
    result = drive([PAPER, *([PAPER] * 6), {**PAPER, "body": f"{BODY}　"}])
    assert result.exit_code == 1
    assert account(result)["text_changed"] == 1
    assert "line 8" in result.stderr


def test_a_document_that_cannot_be_found_again_is_told(drive, monkeypatch):
    monkeypatch.setattr(index, "put", lambda _connection, _entry: None)
    result = drive([PAPER])
    assert result.exit_code == 1
    assert account(result)["filed"] == 1
    assert "line 1: not found by" in result.stderr
