import os, collections
from hypothesis import settings, HealthCheck, Phase, seed
from hypothesis.stateful import run_state_machine_as_test
from tests.long.test_machine import office, Office
import tests.long.model as M


def test_dev(office, database):
    yes, no = collections.Counter(), collections.Counter()
    orig = M.Book.do

    def do(self, doc, who, key, opinion="", **g):
        at = doc["state"]
        try:
            r = orig(self, doc, who, key, opinion, **g)
        except M.Refused:
            no[key] += 1
            raise
        yes[key] += 1
        yes["@" + doc["state"]] += 1
        return r

    M.Book.do = do
    f = run_state_machine_as_test
    st = settings(
        max_examples=int(os.environ["N"]),
        stateful_step_count=50,
        derandomize=not os.environ.get("SEED"),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate] + ([Phase.shrink] if os.environ.get("SHRINK") else []),
    )
    try:
        f(seed(int(os.environ.get("SEED") or 0))(office) if os.environ.get("SEED") else office, settings=st)
    finally:
        M.Book.do = orig
        print("YES", dict(yes))
        print("NO", dict(no))
