"""Both languages say the same things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from admitone.letters.texts import TEXTS as LETTERS
from admitone.notices.texts import TEXTS as NOTICES
from admitone.presentation.language import LANGUAGES, language
from admitone.presentation.pages import chosen_language, preferred_language
from admitone.presentation.templates import Texts
from admitone.presentation.texts import FRAME_TEXTS
from admitone.public.texts import TEXTS as PUBLIC
from admitone.services.public import CartState, TicketState
from admitone.services.returning import ReturnState

CATALOGUES = {"letters": LETTERS, "notices": NOTICES, "public": PUBLIC, "frame": FRAME_TEXTS}


def places(texts: Texts, name: str) -> set[str]:
    """The names that are filled into a text; of plural forms, those of the last."""
    text = texts[name]
    last = text if isinstance(text, str) else text["other"]
    return set(re.findall(r"\{(\w+)\}", last))


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_text_is_there_in_both_languages(name: str) -> None:
    english, arabic = CATALOGUES[name]["en"], CATALOGUES[name]["ar"]
    assert english.keys() == arabic.keys()
    for key in english:
        assert isinstance(english[key], str) == isinstance(arabic[key], str), key
        assert places(english, key) == places(arabic, key), key


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_state_has_its_words(tag: str) -> None:
    public, notices = PUBLIC[tag], NOTICES[tag]
    for ticket in TicketState:
        assert f"state_{ticket}" in public
        assert ticket is TicketState.VALID or f"say_{ticket}" in public
    for cart in set(CartState) - {CartState.READY}:
        assert {f"state_{cart}", f"cart_{cart}"} <= public.keys()
    for found in ReturnState:
        assert {f"state_{found}", f"title_{found}"} <= notices.keys()
        assert any(name.startswith(f"say_{found}") for name in notices)


def test_plurals_follow_the_language() -> None:
    forms = PUBLIC["ar"]["tickets"]
    assert isinstance(forms, Mapping)
    arabic = language("ar")
    assert [arabic.count(forms, number) for number in (1, 2, 3, 11, 100)] == [
        "تذكرة واحدة",
        "تذكرتان",
        "3 تذاكر",
        "11 تذكرة",
        "100 تذكرة",
    ]


def test_dates_money_and_instants_are_written_as_the_language_does() -> None:
    moment = datetime(2027, 1, 1, 21, 5, tzinfo=UTC)
    english, arabic = language("en"), language("ar")
    assert english.day(date(2027, 1, 2)) == "Saturday, 2 January 2027"
    assert arabic.day(date(2027, 1, 2)) == "السبت، 2 يناير 2027"
    assert english.moment(moment, "Asia/Dubai") == "2 January 2027, 01:05"
    assert english.money(123450, "AED") == "AED\u00a01,234.50"
    assert english.money(1234567, "KWD") == "KWD\u00a01,234.567"
    assert english.money(1234, "JPY") == "JPY\u00a01,234"


def test_which_language_a_visitor_gets() -> None:
    assert chosen_language({"lang": "ar"}, "en").tag == "ar"
    assert chosen_language({"lang": "<script>"}, "ar").tag == "ar"
    assert language("fr").tag == "en"
    for header, tag in {"": "en", "de, ar-EG;q=0.5": "ar", "EN-us,ar": "en", "*": "en", ",;=": "en"}.items():
        assert preferred_language(header) == tag
