"""Lets nbval say in few lines how a figure of a notebook differs from the committed one."""

from analysis.explorer.differing import pytest_assertrepr_compare

__all__ = ["pytest_assertrepr_compare"]
