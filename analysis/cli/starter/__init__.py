"""What a new dossier starts with: empty tables, explanations, choices, notebooks."""

from analysis.cli.starter.contents import example_files, starter_files

__all__ = ["example_files", "starter_files"]
