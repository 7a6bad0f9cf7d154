"""What a new dossier starts with: empty tables, explanations, choices, notebooks."""

from analysis.starter.contents import example_files, starter_files

__all__ = ["example_files", "starter_files"]
