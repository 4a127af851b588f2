"""A house of one's own: an organisation with its three officers, who choose their passwords themselves."""

from datetime import date
from typing import Final

from sqlalchemy import select

from routing import clock, demo
from routing.extensions import db
from routing.models import Holding, Person, Post
from routing.services.accounts import activation_token
from workflows.roles import Capacity

OFFICERS: Final = (Capacity.SYSTEM_OFFICER, Capacity.SECURITY_OFFICER, Capacity.AUDIT_OFFICER)


def found_with_officers(name: str, administrator: str) -> list[tuple[str, str, str]]:
    """Found an organisation; return for each officer the post, the user name and a one-time token."""
    organisation = demo.found_organisation(name, name)
    usernames = dict(zip(OFFICERS, (administrator, "secadmin", "auditor"), strict=True))
    for position, capacity in enumerate(OFFICERS):
        post = Post(
            organisation_id=organisation.id, name=capacity.label, capacity=capacity.value, position=90 + position
        )
        person = Person(organisation_id=organisation.id, username=usernames[capacity], name=capacity.label)
        db.session.add_all((post, person))
        db.session.flush()
        start: date = clock.today()
        db.session.add(Holding(organisation_id=organisation.id, post_id=post.id, person_id=person.id, starts_on=start))
    db.session.commit()
    people = {row.username: row.id for row in db.session.execute(select(Person.username, Person.id))}
    return [(capacity.label, username, activation_token(people[username])) for capacity, username in usernames.items()]
