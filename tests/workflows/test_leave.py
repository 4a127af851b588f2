"""Who gives leave by how long it is: the table itself."""

import pytest

from workflows.clauses import CLAUSES
from workflows.leave import HALF_DAY, ONE_DAY, TABLE, Rank, rule_for, rules_of
from workflows.roles import Role

HEAD, VICE_CHAIR, CHAIR = Role.DEPARTMENT_HEAD, Role.VICE_CHAIR, Role.CHAIR


@pytest.mark.parametrize(
    ("rank", "half", "one", "more"),
    [
        (Rank.STAFF, HEAD, VICE_CHAIR, CHAIR),
        (Rank.HEAD, None, VICE_CHAIR, CHAIR),
        (Rank.VICE_CHAIR, CHAIR, CHAIR, CHAIR),
        (Rank.CHAIR, None, None, None),
    ],
)
def test_who_gives_leave_is_a_matter_of_rank_and_length(rank, half, one, more):
    assert [rule_for(rank, halves).by for halves in (0, 1, 2, 3, 40)] == [half, half, one, more, more]


@pytest.mark.parametrize("rank", Rank)
def test_the_rules_of_a_rank_go_from_short_to_long_and_leave_no_length_out(rank):
    *some, last = rules_of(rank)
    assert [rule.most for rule in some] == [HALF_DAY, ONE_DAY][: len(some)]
    assert last.most is None


def test_every_rule_names_its_clause_and_says_what_it_is():
    assert {rule.clause for rule in TABLE} == {"KQ-3"} <= set(CLAUSES)
    assert [rule.label for rule in rules_of(Rank.STAFF)] == [
        "部室工作人员半天以内：部室负责人批准", "部室工作人员一天以内：分管副主席批准", "部室工作人员：主席批准",
    ]  # fmt: skip
