from __future__ import annotations

import pytest

import analysis


@pytest.fixture(scope="session")
def dossier() -> analysis.Dossier:
    return analysis.load()
