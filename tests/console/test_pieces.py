"""Small parts of the console by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from litestar.datastructures import MultiDict

from admitone.config import read_config
from admitone.console.auth import cookie_name
from admitone.console.errors import STATUSES
from admitone.console.form_tokens import check_form_token, check_origin, form_token
from admitone.console.forms.fields import read_form
from admitone.console.forms.patterns import PatternForm, values_of_proposal
from admitone.console.forms.ticket_search import TicketSearch, read_place, read_search
from admitone.console.forms.tickets import ticket_correction
from admitone.console.highlights import Segment, mark_text
from admitone.console.languages import language
from admitone.console.rendering import FOLDER, environment
from admitone.core.errors import ErrorCode, Forbidden, InvalidParameter
from admitone.ingest.model import ExtractionResult, FieldMatch, FieldProposal
from admitone.store.tickets import Position


def test_every_error_code_has_a_status() -> None:
    assert set(STATUSES) == set(ErrorCode)


def test_every_template_compiles() -> None:
    templates = environment(language("en"))
    names = [str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html")]
    assert len(names) > 20
    for name in names:
        assert templates.get_template(name).name == name


def test_a_form_token_fits_its_session_and_secret_only() -> None:
    token = form_token("s" * 32, "session")
    check_form_token("s" * 32, "session", token)
    for secret, session, sent in (
        ("t" * 32, "session", token),
        ("s" * 32, "other", token),
        ("s" * 32, None, token),
        ("s" * 32, "session", None),
        ("s" * 32, "session", "é"),
    ):
        with pytest.raises(Forbidden):
            check_form_token(secret, session, sent)


@pytest.mark.parametrize(
    ("origin", "site"), [(None, None), ("http://here:1", None), ("http://here:1", "same-origin"), (None, "none")]
)
def test_our_own_pages_may_send_forms(origin: str | None, site: str | None) -> None:
    check_origin(origin, site, "here:1")


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        ("http://there", None),
        ("null", None),
        (None, "cross-site"),
        (None, "same-site"),
        ("http://here:2", "same-origin"),
    ],
)
def test_other_pages_may_not(origin: str | None, site: str | None) -> None:
    with pytest.raises(Forbidden):
        check_origin(origin, site, "here:1")


def test_with_https_the_cookie_is_held_to_this_host(tmp_path: object) -> None:
    secure = read_config({"ADMITONE_DATA": str(tmp_path), "ADMITONE_BASE_URL": "https://tickets.example"})
    plain = read_config({"ADMITONE_DATA": str(tmp_path)})
    assert (cookie_name(secure), cookie_name(plain)) == ("__Host-admitone_session", "admitone_session")


def test_an_address_tells_the_search_and_comes_back_as_it() -> None:
    search = TicketSearch(text="AQ 1&2", attraction_id=3, flagged=True, sort="-serial")
    address = search.address(trail=("9~AQ-9",))
    assert address == "/tickets?text=AQ+1%262&attractionId=3&flagged=true&sort=-serial&after=9~AQ-9"
    pairs = [("text", "AQ 1&2"), ("attractionId", "3"), ("flagged", "true"), ("sort", "-serial"), ("after", "9~AQ-9")]
    assert read_search(MultiDict(pairs)) == (search, ("9~AQ-9",))
    assert TicketSearch().address() == "/tickets"


def test_a_place_is_read_by_the_column_that_sorts() -> None:
    assert read_place("7", TicketSearch()) == Position(None, 7)
    assert read_place("7~2027-01-02", TicketSearch(sort="ticket_date")) == Position(date(2027, 1, 2), 7)
    assert read_place("7~A~B", TicketSearch(sort="serial")) == Position("A~B", 7)
    with pytest.raises(InvalidParameter):
        read_place("7~soon", TicketSearch(sort="ticket_date"))


def test_values_are_marked_in_their_text_and_never_twice() -> None:
    result = ExtractionResult(
        serial=FieldMatch(value="12", span=(3, 5)),
        barcode=FieldMatch(value="234", span=(4, 7)),
        date=FieldMatch(value="x", span=(7, 8)),
    )
    segments = [segment for segment in mark_text("No 1234567", result) if segment.text]
    assert segments == [
        Segment("No ", None),
        Segment("12", "serial"),
        Segment("34", None),
        Segment("5", "date"),
        Segment("67", None),
    ]
    assert "".join(segment.text for segment in segments) == "No 1234567"


def test_an_emptied_field_empties_and_a_missing_one_keeps() -> None:
    correction = ticket_correction(5, {"version": "2", "category": " ", "barcode": " A1 "})
    assert (correction.category, correction.barcode, correction.version) == (None, "A1", 2)
    assert repr(correction.serial) == "UNSET"
    with pytest.raises(InvalidParameter) as lacking:
        ticket_correction(5, {"category": "x"})
    assert lacking.value.fields == ("version",)
    with pytest.raises(InvalidParameter) as refused:
        ticket_correction(5, {"version": "2", "sellingPrice": "cheap"})
    assert refused.value.fields == ("sellingPrice",)


def test_a_form_names_the_field_that_does_not_fit() -> None:
    with pytest.raises(InvalidParameter) as refused:
        read_form({"dateType": "someday"}, PatternForm)
    assert refused.value.fields == ("dateType",)


def test_choosing_a_date_brings_its_format() -> None:
    proposal = FieldProposal("D: (.*)", 0.5, "D: 1.2.27", 1, date_format="d.M.yy", date_type="valid_until")
    assert values_of_proposal("date", proposal) == {
        "datePattern": "D: (.*)",
        "dateFormat": "d.M.yy",
        "dateType": "valid_until",
    }


def test_english_writes_days_instants_and_money_the_british_way() -> None:
    english = language("en")
    assert english.day(date(2027, 1, 2)) == "2 Jan 2027"
    assert english.moment(datetime(2027, 1, 2, 21, 5, tzinfo=UTC), "Asia/Dubai") == "3 Jan 2027, 01:05"
    assert english.money(123_450, "AED") == "AED\u00a01,234.50"
    assert english.money(1500, "JPY") == "JPY\u00a01,500.00"
    assert english.money(1500, "KWD") == "KWD\u00a01.500"
    assert english.money(None, "AED") == ""
    assert (english.tag, english.direction) == ("en", "ltr")
    assert language("ar").direction == "rtl"
