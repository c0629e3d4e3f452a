"""Time slots as suppliers print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admitone.ingest.slots import normalise_slot


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("14:30", "14:30"),
        ("2:30 PM", "14:30"),
        ("02:30PM", "14:30"),
        ("12:00 am", "00:00"),
        ("12 noon", None),
        ("9:00 a.m.", "09:00"),
        ("14h30", "14:30"),
        ("18h", "18:00"),
        ("14.30 Uhr", "14:30"),
        ("ab 10 Uhr", "10:00"),
        ("14:30:00", "14:30"),
        ("10:00 - 11:30", "10:00-11:30"),
        ("10am–11am", "10:00-11:00"),
        ("١٥:٤٥ - ١٦:٤٥", "15:45-16:45"),
        # As it stands on the page from left to right.
        ("١٦:٤٥ - ١٥:٤٥", "15:45-16:45"),
        ("22:00 - 01:00", "22:00-01:00"),
        ("10 – 11:30 am", "10:00-11:30"),
        ("11 - 1 PM", "11:00-13:00"),
        ("10:00 bis 12:00 Uhr", "10:00-12:00"),
        ("de 10h à 12h", "10:00-12:00"),
        ("de 10:00 a 12:00 h", "10:00-12:00"),
        ("10:00 إلى 11:00", "10:00-11:00"),
        ("٢:٣٠ م", "14:30"),
        ("٠٩:٠٠ ص - ١٠:٠٠ ص", "09:00-10:00"),
        ("10:00 مساءً", "22:00"),
        ("Morning", None),
        ("25:00", None),
        ("10:75", None),
        ("15", None),
        ("2026", None),
        ("", None),
        ("10:00 " * 50, None),
    ],
)
def test_slot(printed: str, normal: str | None) -> None:
    assert normalise_slot(printed) == normal


@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_both_clocks_agree(hour: int, minute: int) -> None:
    twelve = f"{(hour - 1) % 12 + 1}:{minute:02d} {'AM' if hour < 12 else 'PM'}"
    assert normalise_slot(twelve) == normalise_slot(f"{hour}:{minute:02d}") == f"{hour:02d}:{minute:02d}"


@given(st.text(max_size=100))
def test_any_text_is_a_slot_or_none(text: str) -> None:
    normal = normalise_slot(text)
    assert normal is None or len(normal) in {5, 11}
