"""Who acts when the proper person cannot: the table itself."""

import pytest

from workflows.clauses import CLAUSES
from workflows.roles import Role
from workflows.standing_in import TABLE, Cause, is_reserved, rule_for


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: f"{rule.role}-{rule.cause}")
def test_every_rule_names_its_clause_and_says_why(rule):
    assert rule.clause in CLAUSES
    assert rule_for(rule.role, rule.cause) is rule, "one rule a role and cause"
    said = rule.said.format(post="权益部部长", other="分管副主席")
    assert "权益部部长" in said
    assert "由分管副主席" in said


def test_a_vacant_chair_has_no_stand_in_and_the_absent_one_none_for_what_is_reserved():
    assert rule_for(Role.CHAIR, Cause.VACANT) is None
    assert [kind for kind in ("通知", "函", "请示", "报告", "决定", "决议") if is_reserved(kind, important=False)] == [
        "请示", "报告", "决定", "决议",
    ]  # fmt: skip
    assert is_reserved("通知", important=True)
