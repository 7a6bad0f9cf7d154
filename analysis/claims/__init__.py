"""Who asserts what, for whom, and how firmly."""

from analysis.claims.speakers import *  # noqa: F403
from analysis.claims.speakers import FIRMNESS_NAMES  # noqa: F401
