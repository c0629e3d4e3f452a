"""The pages in Arabic: who gets them, what they say, and how dates, numbers, codes and refusals are written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import httpx
import pytest

from admitone.console.languages import language, wished_language
from admitone.console.phrasebook import Phrasebook
from admitone.console.rendering import environment
from tests.console.conftest import Console, form_token

ARABIC = language("ar")
ENGLISH = language("en")


def shown(text: str) -> str:
    """A text as it is read: without the marks that keep the direction of its parts."""
    return re.sub("[\u2068\u2069\u200f]", "", text)


@pytest.mark.parametrize(
    ("chosen", "asked_for", "expected"),
    [
        (None, "", "en"),
        (None, "ar-AE,ar;q=0.9,en;q=0.8", "ar"),
        (None, "fr-FR,en;q=0.8", "en"),
        (None, "fr", "en"),
        ("ar", "en-GB", "ar"),
        ("en", "ar", "en"),
        ("../../etc/passwd", "ar", "ar"),
        ("fr", "", "en"),
    ],
)
def test_a_choice_counts_more_than_what_the_browser_asks_for(chosen: str | None, asked_for: str, expected: str) -> None:
    assert wished_language(chosen, asked_for).tag == expected


def test_dates_numbers_and_money_are_written_as_the_language_does() -> None:
    moment = datetime(2026, 11, 5, 17, 4, tzinfo=UTC)
    assert [ENGLISH.day(date(2026, 11, 5)), ENGLISH.moment(moment, "Asia/Dubai")] == [
        "5 Nov 2026",
        "5 Nov 2026, 21:04",
    ]
    assert [ARABIC.day(date(2026, 11, 5)), ARABIC.moment(moment, "Asia/Dubai")] == [
        "5 نوفمبر 2026",
        "5 نوفمبر 2026، 9:04 م",
    ]
    assert [speech.money(123_450, "AED") for speech in (ENGLISH, ARABIC)] == ["AED\u00a01,234.50"] * 2
    assert [speech.number(12345) for speech in (ENGLISH, ARABIC)] == ["12,345"] * 2


@pytest.mark.parametrize(
    ("count", "text"), [(1, "تذكرة واحدة"), (2, "تذكرتان"), (3, "3 تذاكر"), (11, "11 تذكرة"), (100, "100 تذكرة")]
)
def test_arabic_has_its_own_word_for_each_count(count: int, text: str) -> None:
    page = environment(ARABIC).from_string('{{ ngettext("%(num)s ticket", "%(num)s tickets", count) }}')
    assert shown(page.render(count=count)) == text


def test_a_serial_within_an_arabic_sentence_keeps_its_direction_and_is_escaped() -> None:
    page = environment(ARABIC).from_string('{{ _("Correct %(serial)s", serial=serial) }}')
    assert page.render(serial="AQ-1") == "تصحيح \u2068AQ-1\u2069"
    assert "<b>" not in page.render(serial="<b>")


@pytest.mark.parametrize(
    ("sentence", "arabic"),
    [
        ("there is no attraction 7", "لا توجد وجهة برقم 7"),
        ("There is no attraction 7.", "لا توجد وجهة برقم 7"),
        ("the username or the password is wrong", "اسم المستخدم أو كلمة المرور غير صحيحة"),
        (
            "The PDF has 12,000 pages; one file may have 10,000. Split it.",
            "في ملف PDF 12,000 صفحة، والحد الأقصى للملف 10,000. قسّمه.",
        ),
        ("sellingPrice must be a number of at least 0", "سعر البيع: اكتب رقمًا لا يقل عن صفر"),
        (
            "cart OT-1 is COMPLETED; it has no reservation that could be changed",
            "حالة الحجز OT-1 «مدفوعة»، ولا يمكن تغييره",
        ),
        (
            "your role agent may not do this; ask somebody with the role admin",
            "دورك «موظف» لا يسمح بذلك؛ اطلبه ممن دوره «مدير»",
        ),
        (
            "no ticket was found: 3 pages cannot be read (The page's text is damaged and cannot be read.)",
            "لم يُعثر على تذاكر: تعذرت قراءة 3 صفحة (نص الصفحة تالف ولا يمكن قراءته.)",
        ),
        ("a colleague's own words", "a colleague's own words"),
        ("", ""),
    ],
)
def test_what_services_say_is_said_in_arabic(sentence: str, arabic: str) -> None:
    assert shown(ARABIC.say(sentence)) == arabic
    assert ENGLISH.say(sentence) == sentence


def test_fields_are_named_by_their_labels_in_english_too() -> None:
    assert ENGLISH.say("customerEmail: write an e-mail address") == "E-mail: write an e-mail address"
    assert ENGLISH.say("Odoo: no answer") == "Odoo: no answer"


def test_the_template_with_most_words_of_its_own_is_taken() -> None:
    book = Phrasebook({"there is no {thing}": "1 {thing}", "there is no mail {id}": "2 {id}"}, {})
    assert shown(book.translate("there is no mail 7")) == "2 7"
    assert shown(book.translate("there is no cart")) == "1 cart"


def test_a_long_text_of_a_stranger_is_not_searched_for_gaps() -> None:
    assert ARABIC.say("ticket " * 100_000) == "ticket " * 100_000


def choose(client: httpx.Client, tag: str, path: str = "/sign-in") -> httpx.Response:
    token = form_token(client.get("/sign-in").text)
    referer = {"Referer": f"{client.base_url}{path}"}
    return client.post("/language", data={"formToken": token, "language": tag}, headers=referer)


def test_a_visitor_chooses_a_language_and_keeps_it(console: Console) -> None:
    stranger = console.client()
    assert '<html lang="en" dir="ltr">' in stranger.get("/sign-in").text
    answer = choose(stranger, "ar", "/sign-in?next=%2Ftickets")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Ftickets")
    assert "SameSite=lax" in answer.headers["set-cookie"]
    assert "Max-Age=31536000" in answer.headers["set-cookie"]
    page = stranger.get("/sign-in").text
    assert '<html lang="ar" dir="rtl">' in page
    assert "تسجيل الدخول" in page
    assert "/static/styles.rtl.css" in page


def test_a_language_that_is_not_spoken_or_a_form_from_elsewhere_changes_nothing(console: Console) -> None:
    stranger = console.client()
    refused = choose(stranger, "tlh")
    assert (refused.status_code, "set-cookie" in refused.headers) == (400, False)
    assert "This language is not spoken here." in refused.text
    forged = stranger.post("/language", data={"language": "ar"}, headers={"Origin": "http://there"})
    assert (forged.status_code, "admitone_language" in forged.headers.get("set-cookie", "")) == (403, False)
    away = stranger.post(
        "/language",
        data={"formToken": form_token(stranger.get("/sign-in").text), "language": "ar"},
        headers={"Referer": "http://there//evil.example/"},
    )
    assert away.headers["location"] == "/"


def test_refusals_of_services_reach_arabic_readers_in_arabic(console: Console) -> None:
    maria = console.signed_in("maria")
    arabic = {"Accept-Language": "ar"}
    missing = maria.get("/attractions/99", headers=arabic)
    assert (missing.status_code, "لا توجد وجهة برقم" in missing.text) == (404, True)
    token = form_token(maria.get("/attractions/new").text)
    refused = maria.post("/attractions/new", data={"formToken": token, "name": "Aquarium"}, headers=arabic)
    assert refused.status_code == 400
    assert "املأ هذا الحقل." in refused.text
    assert 'value="Aquarium"' in refused.text, "what was typed stays"
