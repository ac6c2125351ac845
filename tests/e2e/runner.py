"""Runs the tests of a file: every function of its own that is no helper, each
in a fresh folder, with a state folder of its own."""
import os
import pathlib
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[2]
FAULTS = (AssertionError, subprocess.SubprocessError, ValueError, IndexError,
          KeyError, OSError, StopIteration)


def tests_of(module, helpers):
    """Functions of the module, in its order, without the helpers named."""
    return [value for name, value in module.items()
            if callable(value) and name not in helpers
            and getattr(value, "__module__", "") == "__main__"
            and not isinstance(value, type)]


def place_of(fault):
    """The line of the test that failed."""
    trace = fault.__traceback__
    return trace.tb_next.tb_lineno if trace.tb_next else trace.tb_lineno


def run_tests(module, helpers=(), prepare=lambda: None, skip=()):
    """Runs them, prints what failed, and exits. `prepare` makes what each test
    finds in its folder; `skip` names tests that cannot run here."""
    failed = done = 0
    for test in tests_of(module, helpers):
        if test.__name__ in skip:
            continue
        done += 1
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            os.environ["XDG_STATE_HOME"] = f"{folder}/.state"
            try:
                prepare()
                test()
            except FAULTS as fault:
                failed += 1
                print(f"{test.__name__}: line {place_of(fault)}: "
                      f"{fault!r}"[:1500])
            os.chdir(TREE)
    print(f"{done - failed} passed, {failed} failed")
    sys.exit(1 if failed or not done else 0)
