"""Tests of all kinds; nbval says in few lines how a figure of a notebook differs."""

from analysis.explorer.differing import pytest_assertrepr_compare

__all__ = ["pytest_assertrepr_compare"]
