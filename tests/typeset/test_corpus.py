"""Real documents, set as they are: all 57 公文 of the corpus, and 100 of its laws."""

import json
from datetime import UTC, datetime

import pytest

from routing.judge import judge
from routing.typeset.official import set_paper
from routing.typeset.paper import OfficialPaper
from tests.typeset import preflight

pytestmark = pytest.mark.corpus

WHEN = datetime(2026, 3, 8, 2, 0, tzinfo=UTC)
LAWS = 100
NOT_IN_THE_DATA = {"number"}
"""What the judge misses because the source gives none; nothing on the page can mend it."""


def chosen(corpus):
    """All 公文, the shortest laws and the longest one: (公文, laws)."""
    records = [json.loads(line) for line in (corpus / "documents.jsonl").read_text().splitlines()]
    papers = [record for record in records if record["category"] == "公文"]
    laws = sorted((one for one in records if one["category"] != "公文"), key=lambda one: (len(one["body"]), one["id"]))
    return papers, [*laws[: LAWS - 1], laws[-1]]


def complaints(records):
    """What the judge has against the pages of these records, and where the layout itself says that it failed."""
    for record in records:
        done = set_paper(OfficialPaper.from_corpus(record), when=WHEN)
        facts = done.facts
        if facts["body_page"] != 1:
            yield record["title"], "body_page", ""
        if facts["signature_page"] > facts["body_end_page"]:
            yield record["title"], "signature", ""
        for finding in judge(done.pdf).broken:
            if record["number"] or finding.rule not in NOT_IN_THE_DATA:
                yield record["title"], finding.rule, finding.where


def test_the_judge_has_nothing_against_any_of_the_57_documents(corpus):
    papers, _ = chosen(corpus)
    assert len(papers) == 57
    assert list(complaints(papers)) == []


def test_the_judge_has_nothing_against_100_laws(corpus):
    _, laws = chosen(corpus)
    assert len(laws) == LAWS
    assert list(complaints(laws)) == []


def test_preflight_accepts_20_documents_as_pdf_a_1b(corpus, tmp_path):
    papers, laws = chosen(corpus)
    pdfs = {
        f"{record['id']}.pdf": set_paper(OfficialPaper.from_corpus(record), when=WHEN, standard="a-1b").pdf
        for record in sorted(papers, key=lambda one: len(one["body"]))[:15] + laws[:5]
    }
    accepted, said = preflight.valid(pdfs, tmp_path)
    assert accepted == set(pdfs), said
