import os, cProfile, pstats
from hypothesis import settings, HealthCheck, Phase
from hypothesis.stateful import run_state_machine_as_test
from tests.long.test_machine import office
def test_dev(office, database):
    p = cProfile.Profile()
    if os.environ.get("PROF"): p.enable()
    try:
        run_state_machine_as_test(office, settings=settings(max_examples=int(os.environ["N"]), stateful_step_count=50, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate] + ([Phase.shrink] if os.environ.get("SHRINK") else [])))
    finally:
        p.disable()
        if os.environ.get("PROF"): pstats.Stats(p).sort_stats("cumtime").print_stats(45)
