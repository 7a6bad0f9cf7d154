"""The ``dossier`` command."""

from analysis.cli.commands import app

__all__ = ["app"]
