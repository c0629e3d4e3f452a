"""Codes that guests type: what is misspelt is told apart from what is wrong, without asking anybody."""

from __future__ import annotations

from itertools import combinations

import pytest

from admitone.core.wifi.codes import ALPHABET, CODE_LENGTH, group_code, new_code, read_code


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    printed = group_code(code)
    assert len(printed.split("-")) == 3
    for typed in (code, printed, printed.lower(), f"  {printed.replace('-', ' ')} ", printed.replace("-", " – ")):
        assert read_code(typed) == code


def test_one_wrong_character_is_always_found() -> None:
    code = new_code()
    for at in range(CODE_LENGTH):
        for other in ALPHABET.replace(code[at], ""):
            assert read_code(code[:at] + other + code[at + 1 :]) is None


def test_two_exchanged_characters_are_always_found() -> None:
    for code in (new_code() for _ in range(50)):
        for left, right in combinations(range(CODE_LENGTH - 1), 2):
            if code[left] == code[right]:
                continue
            typed = list(code)
            typed[left], typed[right] = typed[right], typed[left]
            assert read_code("".join(typed)) is None


@pytest.mark.parametrize(
    "typed", ["", "-", "K7QF", "0OIL-10OI-L10O", "K" * 65, "K7QF-3MZT-9XW\u0130", "ß" * 12, "\x00" * 12]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


def test_codes_do_not_repeat_and_use_the_whole_alphabet() -> None:
    codes = {new_code() for _ in range(5000)}
    assert len(codes) == 5000
    assert set("".join(codes)) == set(ALPHABET)
