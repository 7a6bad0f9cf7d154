"""Chromium reaches only this machine, and what a page asks of another fails the test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import no_network
import pytest
from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize("address", ["http://192.0.2.1/", "https://example.org/a"])
def test_another_machine_is_not_found_and_the_address_is_noted(
    browser: Browser, address: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(address)
    page = context.new_page()
    page.evaluate("address => fetch(address, {mode: 'no-cors'}).catch(() => null)", address)
    context.close()
    tried = Path(os.environ[no_network.TRIED])
    said = tried.read_text(encoding="utf-8").splitlines()
    tried.write_text("")  # it was meant to be tried
    assert said == [f"A test may reach only this machine, and this one tried {address}."] * 2
