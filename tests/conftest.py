# SPDX-License-Identifier: MIT
"""How the tests run.

    make check-quick   everything that is not marked slow or long (under 3 minutes)
    make check         everything that is not marked long (under 30 minutes)
    make check-long    what is marked long

A test is marked by `@pytest.mark.slow` or `@pytest.mark.long`, a whole file by
`pytestmark = pytest.mark.slow`. No test may take longer than 120 seconds,
unless `@pytest.mark.limit(SECONDS)` says so.

The last line of a run is `N passed, N failed`, with `, N skipped` where
something was skipped; each skipped test stands above it with its reason. A run
that did not pass a single test has failed.
"""
import os
import pathlib
import signal
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

LIMIT_S = 120
MARKERS = (
    "slow: runs in `make check`, not in `make check-quick`",
    "long: runs in `make check-long` only",
    "limit(seconds): the time that the test may take",
)


class TooLong(BaseException):
    """The test's time is over. No `except Exception` may hold it up."""


def take_default_signals():
    """What a job in the background or `nohup` has ignored would be so in all that
    is tested, too. A handler that does nothing is gone in what is started."""
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, lambda _signal, _frame: None)


def pytest_configure(config):
    take_default_signals()
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    run = os.environ.pop("PAMLET_RUN", None)
    if run and not is_worker(config) and not config.option.collectonly:
        from evidence import results

        config.pluginmanager.register(results.Run(run), "evidence")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    marker = item.get_closest_marker("limit")
    limit_s = marker.args[0] if marker else LIMIT_S

    def stop(_signal, _frame):
        raise TooLong(f"longer than {limit_s} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(limit_s)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def sandbox(tmp_path):
    """An empty root with pamlet in it (lib/sandbox.py)."""
    from lib.sandbox import Sandbox

    made = Sandbox(tmp_path / "root")
    yield made
    made.close()


@pytest.fixture
def seat(sandbox):
    """seat(ARGUMENT...) puts a person in front of a gate (lib/person.py)."""
    from lib.person import Person

    people = []

    def sit(*arguments, **how):
        people.append(Person(sandbox, *arguments, **how))
        return people[-1]

    sit.sandbox = sandbox
    yield sit
    for person in people:
        person.close()


@pytest.fixture
def probe(sandbox):
    """Puts /probe, the command behind the gate, into the sandbox."""
    from lib import probe
    from lib.sandbox import needs_users

    needs_users()
    sandbox.probe(probe.program())
    return "/probe"


@pytest.fixture
def evidence(request):
    """evidence(part, what, tried, short=0): a line of docs/EVIDENCE.md."""
    from evidence import results

    def tell(part, what, tried, short=0):
        request.node.user_properties.append(results.line(part, what, tried, short))

    return tell


def counts_of(reporter):
    """(passed, failed, skipped) of the whole run, each test counted once."""
    names = {
        kind: {getattr(report, "nodeid", None) for report in reporter.stats.get(kind, [])}
        for kind in ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
    }
    failed = names["failed"] | names["error"] | names["xfailed"] | names["xpassed"]
    return len(names["passed"] - failed), len(failed), len(names["skipped"] - failed)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    """A run in which nothing passed is no success."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    listing = session.config.option.collectonly
    if reporter is None or is_worker(session.config) or listing:
        return
    passed, failed, _ = counts_of(reporter)
    if session.exitstatus == 0 and (failed or not passed):
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"skipped: {report.nodeid}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or is_worker(config) or config.option.collectonly:
        return
    passed, failed, skipped = counts_of(reporter)
    if failed == 0 and getattr(reporter, "_session", None) and exit_status(reporter) != 0:
        # What failed was the run itself: nothing was found, or it was stopped.
        failed = 1
    run = config.pluginmanager.get_plugin("evidence")
    if run:
        run.save(passed, failed, skipped)
    line = f"{passed} passed, {failed} failed"
    print(line + (f", {skipped} skipped" if skipped else ""), flush=True)


def exit_status(reporter):
    return int(getattr(reporter._session, "exitstatus", 1))


def is_worker(config):
    """True in a process that xdist started; only its parent counts."""
    return hasattr(config, "workerinput") or "PYTEST_XDIST_WORKER" in os.environ
