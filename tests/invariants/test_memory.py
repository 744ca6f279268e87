"""Models come and go without leaving memory behind, and without warnings."""

import gc
import tracemalloc
import warnings

from worlds import small

from ecosim.model import SalesEcosystem

MODELS = 1000
WARM_UP = 50
FLAT = 200_000  # bytes that a thousand models may leave behind in all


def test_a_thousand_models_built_and_dropped_keep_memory_flat() -> None:
    scenario = small("mid-market-saas", "hybrid", reps=2, accounts=3)
    tracemalloc.start()
    try:
        for number in range(MODELS + WARM_UP):
            if number == WARM_UP:
                gc.collect()
                before, _ = tracemalloc.get_traced_memory()
            SalesEcosystem(scenario, number)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < FLAT


def test_models_that_ran_are_let_go_as_well() -> None:
    scenario = small("mid-market-saas", "hybrid", reps=2, accounts=3)
    SalesEcosystem(scenario, 0, stepped=True).run()
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(20):
            SalesEcosystem(scenario, number, stepped=True).run()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < FLAT


def test_a_mesa_run_gives_no_warning_of_things_to_come() -> None:
    with warnings.catch_warnings():
        for kind in (FutureWarning, DeprecationWarning, PendingDeprecationWarning):
            warnings.simplefilter("error", kind)
        model = SalesEcosystem(small("mid-market-saas", "hybrid"), 0, stepped=True)
        assert len(model.run().ledger) > 0
