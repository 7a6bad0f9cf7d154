"""Linear and integer programs, solved by HiGHS so that a limit and Ctrl-C end them at once."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING, Literal

import highspy
import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from analysis.balance.clock import Clock
    from analysis.balance.edges import Floats, Ints

_POLL_S = 0.05
"""Seconds between two looks at the clock."""

_MIP_SHARE = 0.97
"""Share of the time left that an integer program is given."""

_GRACE_S = 0.2
"""Seconds that a solver has to stop when told to. One that takes longer goes on in the background,
where Python waits for it before it ends: a solver cut short would end the process with an abort."""


class _QuietHighs(highspy.Highs):
    """HiGHS without the banner it prints when callbacks are first enabled."""

    def enableCallbacks(self) -> None:  # noqa: N802 # a name of highspy
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call] # highspy has plain methods


class Program:
    """A minimisation over variables between 0 and 1, to which rows can be added."""

    def __init__(self, price: Floats, *, binaries: int = 0) -> None:
        self.model = _QuietHighs()  # type: ignore[no-untyped-call]
        self.model.HandleUserInterrupt = True
        self.model.setOptionValue("threads", 1)
        count = len(price)
        self.model.addVars(count, np.zeros(count), np.ones(count))
        self.model.changeColsCost(count, np.arange(count, dtype=np.int32), price)
        if binaries:
            kind = np.full(binaries, highspy.HighsVarType.kInteger)
            self.model.changeColsIntegrality(binaries, np.arange(binaries, dtype=np.int32), kind)
            self.model.setOptionValue("mip_rel_gap", 0.0)
        self.binaries = binaries

    def add_rows(self, rows: csr_array, least: Floats, most: Floats | None = None) -> None:
        """Add rows with their minimum and, unless it is infinite, their maximum."""
        top = np.full(len(least), np.inf) if most is None else most
        self.model.addRows(
            len(least),
            least,
            top,
            rows.nnz,
            rows.indptr[:-1].astype(np.int32),
            rows.indices.astype(np.int32),
            rows.data.astype(np.float64),
        )

    def fix_at_0(self, variable: int) -> None:
        """Fix a variable."""
        self.model.changeColBounds(variable, 0.0, 0.0)

    def drop_rows(self, numbers: Ints) -> None:
        """Drop the rows with these numbers; those behind them move up."""
        if len(numbers):
            self.model.deleteRows(len(numbers), numbers.astype(np.int32))

    def solve(
        self, clock: Clock, *, interior: bool = False
    ) -> Literal["optimal", "infeasible", "unknown"]:
        """Run until solved; raise OutOfTimeError when the limit passes first.

        Parameters
        ----------
        clock
            The limit.
        interior
            Whether to use the interior-point method instead of the simplex method.
        """
        model = self.model
        clock.check()
        model.setOptionValue("solver", "ipm" if interior else "choose")
        if self.binaries:  # ends by itself, to say what it has proven
            model.setOptionValue("time_limit", _MIP_SHARE * clock.left_s)
        # a thread, since HiGHS itself does not listen for Ctrl-C; and an event, since a join that
        # Ctrl-C ends takes the thread for ended, so that Python would not wait for it either
        ended = Event()
        Thread(target=self._run, args=(ended,)).start()
        try:
            while not ended.is_set() and not clock.over:
                ended.wait(min(_POLL_S, clock.left_s))
        finally:
            if not ended.is_set():
                model.cancelSolve()  # type: ignore[no-untyped-call]
                ended.wait(_GRACE_S)
        clock.check()
        status = model.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return "optimal"
        return "infeasible" if status == highspy.HighsModelStatus.kInfeasible else "unknown"

    def _run(self, ended: Event) -> None:
        try:
            self.model.run()
        finally:
            ended.set()

    def values(self) -> Floats:
        """Return the values of the variables in the solution."""
        return np.array(self.model.getSolution().col_value)

    def objective(self) -> float:
        """Return what the solution costs."""
        return float(self.model.getInfo().objective_function_value)

    def proven(self) -> float:
        """Return the bound that an integer program proved until it was stopped."""
        return float(self.model.getInfo().mip_dual_bound)
