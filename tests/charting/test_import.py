"""Who only numbers settings or words conditions does not wait for a chart library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from analysis import charting


def test_settings_and_words_load_no_altair() -> None:
    code = (
        "import sys; from analysis.charting import Settings, cases, vega_literal, INK; "
        "import analysis.explorer; sys.exit('altair' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_grammar_is_parsed_before_an_address_is_checked_by_it() -> None:
    code = (
        "import sys, inspect, analysis.sharing.site, altair; inspect.getmodule(print); "
        "print('lark' in sys.modules); from jsonschema import Draft7Validator as draft; "
        "known = draft.FORMAT_CHECKER; addresses = 'https://example.org/ä', 'no address'; "
        "print(*(known.conforms(one, 'iri') for one in addresses), 'iri' in known.checkers); "
        "import rfc3987_syntax; print(rfc3987_syntax.parse.__name__, 'lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False", "True False True", "parse True"]


def test_every_name_of_the_face_is_there() -> None:
    assert all(getattr(charting, name) is not None for name in charting.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chioce'"):
        charting.chioce  # noqa: B018
