"""A process that has imported the libraries of others and forks for each run of tests.

It works in a copy of the repository, and has imported neither the package nor its tests: every
fork imports them from there, and so meets the mutated file. Importing what is not mutated takes
five seconds, a fork half a second. Polars starts its threads with the first query, of which the
forking process never makes one.

A line of standard input is a JSON object: ``warm`` has paths of tests, whose libraries are
imported from then on, and ``run`` has ``files`` to collect, the ``tests`` to run out of them in
their order (all if there are none), the seconds of processor time ``cpu_s`` they may take, and
whether to ``trace`` which lines each test reaches. The answer is a JSON object, too.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    import coverage
    import pytest

OPTIONS = (
    *("-q", "--tb=short", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-m", "not browser and not slow and not heavy"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # plugins are imported already
)
INIT = ".__init__"
WAITS = 30
"""How many times as long as its processor time a run may take by the clock, beside others."""
GRACE_S = 60
MOST = 30
"""How many tests of one file are kept of those that reach a line."""


class Recorder:
    """What pytest does, as data: selected tests in a given order, seconds, failures, lines."""

    def __init__(self, tests: list[str], tracer: coverage.Coverage | None) -> None:
        self.place = {test: number for number, test in enumerate(tests)}
        self.tracer = tracer
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        self.why = ""

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        if self.place:
            left = [item for item in items if item.nodeid not in self.place]
            items[:] = [item for item in items if item.nodeid in self.place]
            items.sort(key=lambda item: self.place[item.nodeid])
            config.hook.pytest_deselected(items=left)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.fails(report.nodeid, report.longreprtext)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.seconds[nodeid] = -time.process_time()
        if self.tracer:
            self.tracer.switch_context(nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] += time.process_time()
        if self.tracer:
            self.tracer.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.fails(report.nodeid, report.longreprtext)

    def fails(self, test: str, why: str) -> None:
        self.failed.append(test)
        self.why = self.why or why[-800:]


def tests_by_line(
    tracer: coverage.Coverage, seconds: dict[str, float]
) -> dict[str, dict[int, list[str]]]:
    """By module and line, the quickest tests that reach it; none of a line that importing runs."""
    data = tracer.get_data()
    return {
        Path(file).relative_to(Path.cwd()).as_posix(): {
            line: sorted(filter(seconds.__contains__, tests), key=seconds.__getitem__)[:MOST]
            for line, tests in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Run tests in a fork, which ends by itself, by a signal of the system or by ours."""
    with tempfile.NamedTemporaryFile() as answer, tempfile.TemporaryFile() as printed:
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            begin(job, answer.name, printed.fileno())
        patience_s = job["cpu_s"] * WAITS + GRACE_S
        status, used = ending(child, began + patience_s)
        text = Path(answer.name).read_text(encoding="utf-8")
        done = json.loads(text) if text else {"failed": [], "seconds": {}, "why": ""}
        printed.seek(0)
        if not text:
            done["why"] = printed.read().decode("utf-8", "replace")[-800:]
        timed_out = status is None or status == -signal.SIGXCPU
        return done | {"code": status, "timed_out": timed_out, "cpu_s": used}


def begin(job: dict[str, Any], answer: str, printed: int) -> NoReturn:
    """Be the fork: whatever happens, it ends here."""
    code = 1
    try:
        os.setsid()
        limit = int(job["cpu_s"]) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        for stream in (1, 2):
            os.dup2(printed, stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.dont_write_bytecode = not job.get("trace")
        done = job_done(job)
        Path(answer).write_text(json.dumps(done), encoding="utf-8")
        code = 0
    except BaseException:  # noqa: BLE001 (the answer is what was printed)
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def job_done(job: dict[str, Any]) -> dict[str, Any]:
    tracer = traced() if job.get("trace") else None
    import hypothesis
    import pytest

    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]  # one example is enough
    hypothesis.settings.register_profile(
        "mutants", deadline=None, database=None, derandomize=True, phases=phases
    )
    hypothesis.settings.load_profile("mutants")
    recorder = Recorder(job.get("tests", []), tracer)
    options = [*OPTIONS, *(["-x"] if job.get("tests") else [])]
    if job.get("collect"):
        options.append("--collect-only")
    for file in job["files"]:
        if file.startswith("analysis/"):  # else pytest would make a second module of it
            importlib.import_module(file.removesuffix(".py").replace("/", ".").removesuffix(INIT))
    code = pytest.main([*options, *job["files"]], plugins=[recorder])
    done = {"failed": recorder.failed, "seconds": recorder.seconds, "why": recorder.why}
    if code not in (0, 1, 5) and not recorder.failed:
        done["failed"] = [f"pytest ended with {int(code)}"]
    if job.get("collect"):
        here = str(Path.cwd())
        done["modules"] = [
            name
            for name, module in list(sys.modules.items())
            if (path := getattr(module, "__file__", None)) and not path.startswith(here)
        ]
    if tracer:
        tracer.stop()
        done["lines"] = tests_by_line(tracer, recorder.seconds)
    return done


def traced() -> coverage.Coverage:
    import coverage

    tracer = coverage.Coverage(
        data_file=None, config_file=False, include=[str(Path.cwd() / "analysis" / "*")]
    )
    tracer.start()
    return tracer


def ending(child: int, end: float) -> tuple[int | None, float]:
    """How it ended, None if only by force, and the processor time it took."""
    status = None
    usage = None
    try:
        while usage is None and time.monotonic() < end:
            found, code, used = os.wait4(child, os.WNOHANG)
            if found:
                status, usage = os.waitstatus_to_exitcode(code), used
            else:
                time.sleep(0.01)
    finally:  # what it has started, and after Ctrl-C itself
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
    if usage is None:
        _, _, usage = os.wait4(child, 0)
    return status, usage.ru_utime + usage.ru_stime


def warm(files: list[str]) -> dict[str, Any]:
    """Import what a fork had to import for these tests, but what is in the working copy."""
    done = run({"files": files, "cpu_s": 600, "collect": True})
    for name in done.pop("modules", []):
        with suppress(Exception):
            importlib.import_module(name)
    return done


def main() -> None:
    sys.path.insert(0, str(Path.cwd()))
    for line in sys.stdin:
        job = json.loads(line)
        answer = warm(job["warm"]) if "warm" in job else run(job["run"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # which run.py answers
        main()
