"""Figures on claims: who speaks, how firmly and in which words, who is not heard."""

from analysis.claims.charts.linking import claim_links
from analysis.claims.charts.listings import actor_table, claim_table
from analysis.claims.charts.mentioned import talked_about
from analysis.claims.charts.odds import likelihood_bands
from analysis.claims.charts.speaking import claim_map
from analysis.claims.charts.summary import what_this_shows
from analysis.faces import promised as _promised

__all__ = [
    "actor_table",
    "claim_links",
    "claim_map",
    "claim_table",
    "likelihood_bands",
    "talked_about",
    "what_this_shows",
]

__dir__ = _promised(__all__)
