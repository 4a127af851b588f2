"""One hundred real papers circulate for weeks among thirty people, with leave, urging and instructions.

At the end each reader's signature is there once, nobody outside a scope has seen anything, and the clocks agree with a
calendar worked out by hand.
"""

import json
import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import MetaData, Text, cast, select, update

from routing import clock, demo
from routing.database import let_go, reading
from routing.extensions import db
from routing.models import Absence, Holding, Organisation, Person, Post, Slip, Task
from routing.queries import documents, tray
from routing.services import receiving
from routing.services.errors import MissingDocumentError
from routing.services.orders import Assignment, Circulating, HandOver
from routing.services.received import Received
from routing.services.verifying import verify_all
from tests.factories import CHAIR, CLERK, DIRECTOR

# From the State Council's notice on the holidays of 2026: 1 to 7 October off, 20 September and 10 October worked.
OFF = {date(2026, 10, day) for day in range(1, 8)} | {date(2026, 9, 25), date(2026, 9, 26), date(2026, 9, 27)}
WORKED = {date(2026, 9, 20), date(2026, 10, 10)}
FIRST = date(2026, 9, 21)
SECRET = "绝不外传的题目"


def works(day):
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def by_hand(begun, days):
    """The closing of the so-many-th working day after a day."""
    day = begun
    while days:
        day += timedelta(days=1)
        days -= works(day)
    return clock.stored(datetime.combine(day, datetime.min.time()).replace(hour=17, minute=30))


@pytest.fixture
def weeks(house, monkeypatch, corpus):
    return Weeks(house, monkeypatch, corpus)


class Weeks:
    """The house and its clock, and who of thirty people reads what."""

    def __init__(self, house, monkeypatch, corpus):
        self.house, self.chance = house, random.Random(20260921)
        self.time = datetime.combine(FIRST, datetime.min.time()).replace(hour=9)
        monkeypatch.setattr(clock, "now", lambda: clock.stored(self.time))
        self.names = self.staff()
        with (corpus / "documents.jsonl").open() as lines:
            real = [one for one in map(json.loads, lines) if one["category"] == "公文"]
        self.real, self.papers, self.away = real, {}, {}

    def staff(self):
        """Thirty people take part in the work: those of the demo house, and more in its departments."""
        organisation = db.session.execute(select(Organisation)).scalar_one()
        posts = db.session.execute(select(Post).where(Post.capacity == "staff")).scalars().all()
        names = [username for _, _, _, people in demo.POSTS[:-3] for username, _ in people]
        for number in range(30 - len(names)):
            person = Person(organisation_id=organisation.id, username=f"reader{number}", name=f"工作人员{number}")
            db.session.add(person)
            db.session.flush()
            post = posts[number % len(posts)]
            start = date(2026, 1, 1)
            db.session.add(
                Holding(organisation_id=organisation.id, post_id=post.id, person_id=person.id, starts_on=start)
            )
            names.append(person.username)
        db.session.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))
        db.session.commit()
        return names

    def actor(self, username):
        return self.house.person(username)

    def key(self, username):
        return f"person:{self.actor(username).person_id}"

    def register(self, number):
        """The next paper arrives: who is to read it, and whether it may be known of outside its scope."""
        one = self.real[number % len(self.real)]
        readers = self.chance.sample(self.names, self.chance.randint(5, 15))
        restricted = number % 10 == 3
        scope = self.house.scope(*readers) if restricted else ()
        content = Received(
            origin="confidential" if restricted else self.chance.choice(("superior", "lateral", "subordinate")),
            organ=f"来文单位{number}",
            source_number=f"文〔2026〕{number}号",
            title=f"{SECRET}{number}" if restricted else str(one["title"])[:190],
            kind="通知",
            urgency=self.chance.choice(("", "", "", "加急", "特急")),
            received_on=clock.today().isoformat(),
            scope=scope,
        )
        paper = receiving.register(content, self.actor(CLERK)).document_id
        self.papers[paper] = {"readers": {self.key(name): name for name in readers}, "restricted": restricted}
        if restricted:
            return
        keys = tuple(self.key(name) for name in readers)
        in_turn = self.chance.random() < 0.3
        if number % 3:
            self.house.act(paper, "circulate_at_once", CLERK, change=Circulating(keys, in_turn=in_turn))
            return
        self.house.act(paper, "propose", CLERK, opinion="拟请阅办。")
        lead = self.actor("xieyulan").seats[0]
        change = Assignment(readers=keys, in_turn=in_turn, lead=f"post:{lead.post_id}")
        if number % 2:
            self.house.act(paper, "endorse", DIRECTOR, opinion="请权益部办理。", change=change)
            return
        chair = self.actor(CHAIR).seats[0].post_id
        self.house.act(paper, "send_up", DIRECTOR, change=Assignment(next=f"post:{chair}"))
        self.house.act(paper, "instruct", CHAIR, opinion="请抓紧落实，报结果。", change=change)

    def leave(self):
        """Somebody goes on leave for some days, and reads nothing meanwhile."""
        name, days = self.chance.choice(self.names), self.chance.randint(2, 6)
        if name in {CLERK, DIRECTOR, CHAIR} or name in self.away:
            return
        self.away[name] = self.time.date() + timedelta(days=days)
        actor = self.actor(name)
        db.session.add(
            Absence(
                organisation_id=actor.organisation_id,
                person_id=actor.person_id,
                starts_on=self.time.date(),
                ends_on=self.away[name],
                reason="公出",
                created_at=clock.now(),
                approved_by=actor.person_id,
                approved_at=clock.now(),
            )
        )
        db.session.execute(update(Organisation).values(chart_version=Organisation.chart_version + 1))
        db.session.commit()

    def half_a_day(self, *, all_of_it=False):
        """Whoever is there reads some of what lies before them; leads report, the office and the leaders see to it."""
        for name in self.names:
            if self.away.get(name, date.min) >= self.time.date():
                continue
            actor = self.actor(name)
            rows = reading().execute(
                select(Slip.id, Slip.document_id, Slip.kind)
                .where(Slip.holder.in_(actor.keys), Slip.closed_at.is_(None))
                .order_by(Slip.id)
            )
            for row in rows.all():
                if all_of_it or self.chance.random() < 0.4:
                    self.deal_with(row, name)

    def deal_with(self, row, name):
        key, words = {
            "circulate": ("read", ""),
            "task": ("report", "已按要求落实。"),
            "result": ("accept_result", ""),
            "closing": ("close_task", ""),
        }.get(row.kind, ("", ""))
        if key:
            opinion = words or self.chance.choice(("", "请有关部室落实。"))
            self.house.act(row.document_id, key, name, opinion=opinion, slip_id=row.id)
            let_go()

    def urge(self):
        others = Slip.holder != self.key(DIRECTOR)
        lying = select(Slip.document_id).where(Slip.closed_at.is_(None), Slip.kind == "circulate", others).distinct()
        for paper in reading().execute(lying.limit(3)).scalars().all():
            self.house.act(paper, "urge", DIRECTOR)

    def pass_time(self):
        self.time += timedelta(hours=4)
        if self.time.hour > 17:
            self.time = (self.time + timedelta(days=1)).replace(hour=9)
            while not works(self.time.date()):
                self.time += timedelta(days=1)


@pytest.mark.corpus
def test_one_hundred_papers_in_four_weeks(weeks):
    house, number = weeks.house, 0
    while number < 100:
        for _ in range(weeks.chance.randint(3, 6)):
            if number < 100:
                weeks.register(number)
                number += 1
        weeks.half_a_day()
        if weeks.chance.random() < 0.4:
            weeks.leave()
        weeks.pass_time()
        if weeks.time.hour == 9:
            weeks.urge()
    for _ in range(40):
        weeks.half_a_day(all_of_it=True)
        weeks.pass_time()

    for paper, told in weeks.papers.items():
        signed = [slip for slip in house.slips(paper) if slip.kind == "circulate"]
        assert sorted(slip.holder for slip in signed) == sorted(told["readers"]), "one slip a reader"
        assert all(f"person:{slip.closed_by}" == slip.holder for slip in signed), "signed by the reader"
        for slip in signed:
            if not slip.urgency:
                assert slip.due_at == by_hand(clock.local(slip.arrived_at).date(), 3)
    assert reading().execute(select(Task.id).where(Task.closed_at.is_(None))).all() == []
    nobody_outside_has_seen(weeks)
    for paper in weeks.papers:
        if weeks.chance.random() < 0.2:
            house.act(paper, "hand_over", DIRECTOR, change=HandOver(weeks.actor(DIRECTOR).person_id))
        house.act(paper, "finish", CLERK)
        assert house.row(paper).state == "incoming_kept"
    assert verify_all().faults == []


def nobody_outside_has_seen(weeks):
    """Of restricted papers: no list, search, count or page for outsiders; no word of it in any row but its own text."""
    for paper, told in weeks.papers.items():
        if not told["restricted"]:
            continue
        for name in weeks.names:
            if weeks.key(name) in told["readers"]:
                assert documents.view(reading(), paper, weeks.actor(name)).content.title.startswith(SECRET)
                continue
            with pytest.raises(MissingDocumentError):
                documents.view(reading(), paper, weeks.actor(name))
    for name in (CLERK, DIRECTOR, "jianglei", "hesufen"):
        actor = weeks.actor(name)
        for list_of in (tray.done, tray.mine, lambda *who: tray.open_slips(*who[:2], "all", who[2])):
            assert not [row for row in list_of(reading(), actor, 1) if SECRET in row.title]
    everything = MetaData()
    everything.reflect(reading())
    for table in everything.sorted_tables:
        if table.name.startswith("search_index"):
            continue  # of these the texts are in search_text
        for column in table.columns:
            if (table.name, column.name) != ("revision", "content"):
                found = reading().execute(select(column).where(cast(column, Text).like(f"%{SECRET}%")).limit(1)).all()
                assert not found, f"{table.name}.{column.name}"
