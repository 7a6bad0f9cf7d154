"""Hand a dossier to other tools."""

from analysis.exchange.formats import *  # noqa: F403
from analysis.exchange.formats import FORMATS  # noqa: F401
