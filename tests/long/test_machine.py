"""A machine drives the whole service layer, and a plain model of the rule book says what must come of every step.

People do what they may and what they may not: draft, correct, move on, send back, take back, end, sign together, pass
on, ask, let know, stop the clock. After every step the database says what the model says, or the test fails with the
shortest way there. At the end of a run every document is brought to its end: none is ever stuck.
"""

import os
import uuid
from datetime import datetime
from itertools import zip_longest
from keyword import iskeyword
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from routing import policy
from routing.database import reading
from routing.services.facts import case_of, gather
from tests.long.model import Book, Refused, must
from tests.long.real import Site
from tests.long.rulebook import (
    CONSENTS,
    EDITABLE,
    ENDS,
    FORWARD,
    IN_HOUSE,
    ISSUED,
    LINE,
    NAMES,
    POSTS,
    STEP_OF,
    UNSIGNED,
    is_filled,
    only,
)
from workflows.errors import RuleError

LONG = bool(os.environ.get("HONGTOU_LONG"))
DRAFTERS = ("wangfang", "xieyulan", "luwenbin", "xuyaqin", "gumingyue", "panyue")
BODIES = (
    "现将有关事项通知如下：\n一、活动时间\n3月2日至8日。",
    "现将有关事项通知如下：\r\n一、活动时间\r\n3月3日至8日。　 \n\n",
    "👩‍👩‍👧 𠮷林支行的“𬭚”字\t请核对；'; DROP TABLE slip;--",
)
TEXT = {
    "title": "关于开展维权周活动的通知", "kind": "通知", "recipients": "各市（区）妇联", "copies_to": "", "urgency": "",
    "openness": "主动公开", "body": BODIES[0], "print_copies": 30, "countersigners": "", "importance": "",
}  # fmt: skip
COLUMNS = {
    "title": ("关于开展维权周活动的通知", "关于开展维权宣传周活动的通知"),
    "kind": ("通知", "决定"),
    "recipients": ("各市（区）妇联", "各直属妇委会", ""),
    "copies_to": ("", "市总工会"),
    "urgency": ("", "加急", "特急"),
    "body": BODIES,
    "print_copies": (30, 31, None),
    "countersigners": ("", "组织宣传部", "组织宣传部、妇女儿童工作委员会办公室", "权益部"),
    "importance": ("", "重要事项"),
}
AT_WORK = LINE[:-1]
# Where each action is tried by those whose it is; everywhere else, and by everybody, in `anything`.
WHERE = {
    **{key: (step,) for key, step in FORWARD.items()},
    "send_to_resign": ("numbering",), "return": AT_WORK[1:], "withdraw": LINE[:6], "rectify": LINE[1:9],
    "terminate": UNSIGNED, "annul": IN_HOUSE, "revoke": ISSUED, "repeal": ISSUED, "revise": EDITABLE,
    **dict.fromkeys(("list_recipient", "strike_recipient", "record_receipt"), ("distributing",)),
    **dict.fromkeys(
        ("convene", "sign_jointly", "decline_jointly", "add_member", "conclude", "transfer", "take_back", "consult",
         "advise", "copy", "pause", "resume"), AT_WORK,
    ),
    "acknowledge": (*LINE, "terminated"),
}  # fmt: skip
# What else makes an action worth trying.
WORTH = {
    "annul": lambda doc: doc["signed"] or doc["number"],
    "resume": lambda doc: any(slip["paused"] and not slip["outcome"] for slip in doc["slips"]),
    "revoke": lambda doc: doc["validity"] == "valid",
    "repeal": lambda doc: doc["validity"] == "valid",
    "strike_recipient": lambda doc: doc["list"],
    "record_receipt": lambda doc: doc["list"],
    "terminate": lambda doc: not doc["number"],
}
BESIDE = {"sign_jointly", "add_member", "consult", "advise", "copy", "acknowledge"}
OPINIONS = st.sampled_from(("同意。", "请再核，'\"<b>𠮷</b>", "第二行\n　尾", "", "  "))
REFUSALS = ("record", "end", "return")
YEAR = datetime.now(ZoneInfo("Asia/Shanghai")).year


@st.composite
def changed(draw, text):
    """The text with one column or two written anew, perhaps as they were."""
    names = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=2, unique=True))
    return {**text, **{name: draw(st.sampled_from(COLUMNS[name])) for name in names}}


def as_kept(text):
    """A text as it is kept: byte for byte, but that a line ends in one way."""
    return {**text, "body": text["body"].replace("\r\n", "\n").replace("\r", "\n")}


def differing(name, told, expected):
    """What differs, in short: of a list the first line that does."""
    if isinstance(told, list):
        pairs = zip_longest(told, expected)
        told, expected = next((pair for pair in pairs if pair[0] != pair[1]), (told, expected))
    return f"{name}: the house says {told}, the book {expected}"


def by(key):
    """The rule for one action: by somebody whose it is, mostly."""

    def take(self, data):
        n, who = data.draw(st.sampled_from(self.offers()[key]), label="document, by")
        self.take(data, n, who, key)

    take.__name__ = f"{key}_" if iskeyword(key) else key
    return precondition(lambda self: self.offers()[key])(rule(data=st.data())(take))


class Office(RuleBasedStateMachine):
    """Two or three documents in one house."""

    site: Site

    def __init__(self):
        super().__init__()
        self.book = Book(self.site.begin())
        self.offered, self.agreed = None, True
        self.mark, self.forms = uuid.uuid4().hex, 0  # which never decides what is done

    @precondition(lambda self: len(self.book.documents) < 3)
    @rule(data=st.data(), who=st.sampled_from(DRAFTERS), until=st.sampled_from(AT_WORK[:10]))
    def draft(self, data, who, until):
        """Somebody drafts a document, which comes as far as that, unless something is in its way."""
        text = data.draw(changed(TEXT), label="text")
        self.site.draft(who, text)
        doc = self.book.draft(who, as_kept(text))
        self.compare()
        while doc["state"] != until and is_filled(doc["text"]):
            self.on(doc)

    @precondition(lambda self: self.running())
    @rule(data=st.data(), steps=st.integers(1, 4), opened=st.booleans())
    def go_on(self, data, steps, opened):
        """A document goes on by the proper people, who open it first, or not."""
        doc = data.draw(st.sampled_from(self.running()), label="document")
        doc = self.book.documents[doc]
        for _ in range(steps):
            if doc["state"] not in ENDS:
                self.on(doc, opened)

    @precondition(lambda self: self.offers()["number"])
    @rule(data=st.data(), body=st.sampled_from(BODIES), resigned=st.booleans())
    def correct_what_was_signed(self, data, body, resigned):
        """The office finds a mistake after the signature: the chair must see it again."""
        n, who = data.draw(st.sampled_from(self.offers()["number"]), label="document, by")
        self.both(n, who, "revise", "", 0, {"text": {**self.book.documents[n]["text"], "body": body}})
        self.both(n, who, "send_to_resign" if resigned else "number", "", 0, {})

    @precondition(lambda self: self.offers()["return"])
    @rule(data=st.data(), steps=st.integers(1, 3))
    def send_back_and_correct(self, data, steps):
        """Back to the drafter, who corrects it or not; whose consent still stands is not asked again."""
        n, who = data.draw(st.sampled_from(self.offers()["return"]), label="document, by")
        doc = self.book.documents[n]
        self.both(n, who, "return", "请改", 0, {"to": "drafting"})
        if doc["state"] == "drafting":
            text = data.draw(st.one_of(st.just(doc["text"]), changed(doc["text"])), label="text")
            self.both(n, doc["drafter"], "revise", "", 0, {"text": text})
            for _ in range(steps):
                self.on(doc)

    @precondition(lambda self: self.running())
    @rule(data=st.data(), who=st.sampled_from(sorted(NAMES)))
    def open_slips(self, data, who):
        n = data.draw(st.sampled_from(self.running()), label="document")
        self.site.look(n, who)
        self.book.look(self.book.documents[n], who)
        self.compare()

    @precondition(lambda self: self.book.documents)
    @rule(data=st.data(), who=st.sampled_from(sorted(NAMES)), key=st.sampled_from(sorted(WHERE)))
    def anything(self, data, who, key):
        """Anybody tries anything anywhere; mostly it is not theirs."""
        n = data.draw(st.sampled_from(range(len(self.book.documents))), label="document")
        self.take(data, n, who, key)

    for _key in WHERE:
        vars()[f"do_{_key}"] = by(_key)
    del _key

    def teardown(self):
        try:
            for doc in self.book.documents if self.agreed else ():
                for _ in range(60):
                    if doc["state"] in ENDS:
                        break
                    self.on(doc, checked=False)
                assert doc["state"] in ENDS
            if self.agreed and self.book.documents:
                self.compare()
                for n in range(len(self.book.documents)):
                    assert not self.site.faults(n)
                assert not self.site.gaps()
        finally:
            self.site.end()

    # What a step does

    def running(self):
        return [n for n, doc in enumerate(self.book.documents) if doc["state"] not in ENDS]

    def offers(self):
        """By action: where it is open, and by whom."""
        if self.offered is None:
            self.offered = {
                key: [
                    (n, who)
                    for n, doc in enumerate(self.book.documents)
                    if doc["state"] in states and WORTH.get(key, bool)(doc)
                    for who in self.book.may(doc, key)
                ]
                for key, states in WHERE.items()
            }
        return self.offered

    def take(self, data, n, who, key):
        doc = self.book.documents[n]
        given = self.given(data, doc, key)
        opinion = data.draw(OPINIONS, label="opinion")
        behind = data.draw(st.sampled_from((0, 0, 0, 0, 0, 0, None, 1, 2)), label="pages behind")
        self.both(n, who, key, opinion, behind, given)

    def given(self, data, doc, key):
        """What goes along with the action."""

        def one_of(label, values):
            return data.draw(st.sampled_from(values), label=label)

        match key:
            case "return":
                here = LINE.index(doc["state"]) if doc["state"] in LINE else len(LINE)
                return {"to": one_of("to", LINE[: max(1, here)])}
            case "convene" | "add_member" | "consult" | "copy" | "transfer":
                most = {"convene": 3, "transfer": 1}.get(key, 2)
                drafters = [post for post in POSTS if only(doc["drafter"], post)]
                asked = (*sorted(POSTS), *drafters, *drafters)
                posts = data.draw(st.lists(st.sampled_from(asked), min_size=1, max_size=most), label="posts")
                if key != "convene":
                    return {"posts": posts}
                rule_, refusal = one_of("rule", ("all", "any", "count", "order")), one_of("refusal", REFUSALS)
                return {"posts": posts, "rule": rule_, "refusal": refusal, "need": one_of("need", range(4))}
            case "revise":
                return {"text": data.draw(changed(doc["text"]), label="text")}
            case "count_in":
                return {"copies": one_of("copies", ((1, 2), (2, 1), (1, 1)))}
            case "list_recipient":
                return {"recipient": one_of("recipient", ("市委办公室", "市总工会"))}
            case "strike_recipient" | "record_receipt":
                return {"line": one_of("line", range(3))}
        return {}

    def on(self, doc, opened=True, checked=True):
        who, key, given = self.book.way_on(doc)
        n = next(n for n, one in enumerate(self.book.documents) if one is doc)  # two may be alike
        if opened:
            self.site.look(n, who)
            self.book.look(doc, who)
        self.both(n, who, key, "请按此办", None, given, checked, right=True)

    def both(self, n, who, key, opinion, behind, given, checked=True, right=False):
        """Take the action in the book and in the house: both let it through, or both refuse it."""
        doc, self.forms = self.book.documents[n], self.forms + 1
        self.agreed = False
        expected, version = "", None if behind is None else len(doc["log"]) + 1 - behind
        receipt = f"{self.mark}-{self.forms}"
        kept = {**given, "text": as_kept(given["text"])} if "text" in given else given
        nothing = key == "revise" and kept["text"] == doc["text"]
        try:
            must(nothing or not behind or BESIDE.issuperset(line[0] for line in doc["log"][-behind:]), "stale")
            self.book.do(doc, who, key, opinion, **kept)
        except Refused as error:
            expected = str(error)
        try:
            repeated, found = self.site.do(n, who, key, opinion, version=version, receipt=receipt, **given), ""
            if again := not nothing and self.forms % 5 == 0:  # the same form, sent twice, acts once
                again = not self.site.do(n, who, key, opinion, version=version, receipt=receipt, **given)
            assert not again, "acted twice"
        except RuleError as error:
            found, repeated = error.message, False
        assert bool(expected) == bool(found), (
            f"{who}: {key} on {n}: the book says {expected!r}, the house {found!r}; {doc}"
        )
        assert not (right and found), f"{who} cannot {key} on the way to the end: {found}"
        assert repeated == nothing
        self.offered = None
        if checked:
            self.compare()
            assert not self.site.faults(n)
            assert doc["state"] in ENDS or self.has_a_way_on(n), "stuck"
        self.agreed = True

    def compare(self):
        self.offered = None
        for doc, told in zip(self.book.documents, self.site.told(), strict=True):
            expected = self.as_told(doc)
            for name, value in expected.items():
                if name == "slips":  # in which order those who sign together were asked does not matter
                    told[name], value = sorted(told[name], key=repr), sorted(value, key=repr)  # noqa: PLW2901
                assert told[name] == value, differing(name, told[name], value)
        serials = [doc["number"] for doc in self.book.documents if doc["number"]]
        assert sorted(serials) == list(range(self.book.numbers - len(serials) + 1, self.book.numbers + 1))

    def as_told(self, doc):
        number = doc["number"]
        names = ("state", "department", "drafter", "text", "void", "validity", "list", "copies", "log")
        return {
            **{name: doc[name] for name in names},
            "texts": (doc["texts"], doc["texts"]),
            "signed": (doc["signed"][0], doc["signed"][2]) if doc["signed"] else None,
            "as_signed": self.book.as_signed(doc),
            "number": (f"泰妇字({YEAR})第{number}号" if number else "", number),
            "log_length": len(doc["log"]),
            "version": len(doc["log"]) + 1,
            "slips": [{name: value for name, value in slip.items() if name != "to"} for slip in doc["slips"]],
        }

    def has_a_way_on(self, n):
        """Does the house itself offer a step forward, a return or an end to somebody?"""
        doc, connection = self.book.documents[n], reading()
        keys = (STEP_OF[doc["state"]], "send_to_resign", "conclude", "sign_jointly", "terminate", "annul", "return")
        for who, actor in self.site.people.items():
            facts = gather(connection, self.site.ids[n], actor)
            for key in keys:
                action = facts.workflow.action(key)
                stands = policy.standing(action, actor, facts.slips, facts.round, facts.document.drafter_id)
                mine = stands is not None and (key not in CONSENTS or who != doc["drafter"])
                if mine and action.leads_from(doc["state"]):
                    case = case_of(connection, facts, action, stands.slip, None)
                    listing = key in ("distribute", "count_in")  # what these need is written down first
                    if listing or not facts.workflow.unmet(case, action):
                        return True
        return False


@pytest.fixture
def office(app, database):
    """The machine on that database."""
    return type("Office", (Office,), {"site": Site(app, database)})


def test_the_house_does_what_its_rule_book_says(office, database):
    quick = database.startswith("sqlite")
    runs = (2_000 if LONG else 100) if quick else (200 if LONG else 10)
    run_state_machine_as_test(
        office,
        settings=settings(
            max_examples=runs,
            stateful_step_count=50,
            derandomize=not LONG,
            print_blob=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
