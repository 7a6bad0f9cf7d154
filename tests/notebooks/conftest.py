"""Says in few lines how a figure differs from the committed one, as beside the notebooks."""

from analysis.explorer.differing import pytest_assertrepr_compare

__all__ = ["pytest_assertrepr_compare"]
