"""Every page of the console, in both languages and both themes, in a wide window, on a phone and at 400 % zoom.

One product that somebody has worked with, one browser, one sign-in for each language; each page is opened once and
looked at from all sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from litestar.routes import HTTPRoute
from playwright.sync_api import Browser

from admitone.console.catalogues import read_sentences, read_texts
from admitone.console.languages import language
from admitone.console.routes import console_router
from scripts.console_pages import GONE, OUTSIDE, PAGES
from scripts.lived_in import LivedIn, lived_in_product
from tests.console.tour import ALL_RULES, COLOURS, Tour, start_tour

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

SCRIPT_BYTES_MAX = 150_000
PHONE, ZOOMED = 360, 320
# Addresses that answer with a file, with a part of a page, or lead on.
# Forms for paper have no navigation and no themes; `test_wifi.py` prints them.
NO_PAGES = re.compile(
    r"/static/|\.(csv|pdf|png|eml|js)$|/(preview|progress|live|row|customers|print)$|^/reports$|^/health/checks/"
)


@pytest.fixture(scope="module")
def product() -> Iterator[LivedIn]:
    with lived_in_product() as running:
        yield running


@pytest.fixture(scope="module")
def tours(browser: Browser, product: LivedIn) -> dict[str, Tour]:
    return {tag: start_tour(browser, product, tag) for tag in ("en", "ar")}


@pytest.fixture(scope="module")
def strangers(browser: Browser, product: LivedIn) -> dict[str, Tour]:
    return {tag: start_tour(browser, product, tag, signed_in=False) for tag in ("en", "ar")}


def look_at(tour: Tour, name: str) -> list[str]:
    """Everything that is wrong with a page."""
    status = tour.open((PAGES | OUTSIDE)[name])
    assert status == (404 if name in GONE else 200)
    speech = language(tour.tag)
    root = tour.page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (speech.tag, speech.direction)
    found = tour.violations(ALL_RULES)
    if tour.tag == "ar":
        found += [f"English: {text}" for text in tour.texts() if is_left_in_english(text)]
    tour.darken()
    found += [f"dark: {fault}" for fault in tour.violations(COLOURS)]
    found += [f"{width} px: {fault}" for width in (PHONE, ZOOMED) for fault in tour.sticking_out(width)]
    found += [f"no rules are shipped for the class {name}" for name in tour.unstyled_classes()]
    weight = sum(tour.scripts.values())
    assert tour.scripts, "every page has scripts, and their weight is known"
    found += [f"scripts weigh {weight}: {tour.scripts}"] if weight > SCRIPT_BYTES_MAX else []
    return found + tour.faults


def is_left_in_english(text: str) -> bool:
    """Whether a text of an Arabic page is one that the catalogues know in Arabic."""
    if not re.search("[A-Za-z]{3}", text):
        return False
    return TEXTS.gettext(text) != text or language("ar").say(text) != text


TEXTS = read_texts("ar")


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable_by_everybody(tours: dict[str, Tour], name: str, tag: str) -> None:
    assert look_at(tours[tag], name) == []


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("name", OUTSIDE)
def test_a_page_for_strangers_is_usable_by_everybody(strangers: dict[str, Tour], name: str, tag: str) -> None:
    assert look_at(strangers[tag], name) == []


def test_the_list_of_pages_is_complete() -> None:
    """What the console answers with a page, and is not on the list, would be looked at by none of these tests."""
    router = console_router(upload_bytes_max=1)
    routes = [route for route in router.routes if isinstance(route, HTTPRoute)]
    paths = {route.path for route in routes for handler in route.route_handlers if "GET" in handler.http_methods}
    visited = [re.sub(r"\{\w+\}", "1", address).partition("?")[0] for address in (*PAGES.values(), *OUTSIDE.values())]
    missing = [
        path
        for path in sorted(paths)
        if not NO_PAGES.search(path)
        and not any(re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", path), address) for address in visited)
    ]
    assert missing == []


def test_the_check_for_english_knows_texts_and_sentences() -> None:
    assert is_left_in_english("Save the patterns")
    assert is_left_in_english("There is no attraction 7.")
    assert not is_left_in_english("Coral Bay Aquarium")
    assert not is_left_in_english("حفظ الأنماط")
    assert read_sentences("ar")
