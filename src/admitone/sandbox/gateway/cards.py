"""Telr's test cards, and what the bank behind them says (pages Test cards and Response codes of its documentation)."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec import Struct

APPROVED, HELD, DECLINED, INVALID = "A", "H", "D", "E"
CVV_MISMATCH: Final = 42
NOT_AUTHORISED: Final = 31
BLOCKED: Final = 37
THREE_DS_REJECTED: Final = 47
# Lower codes name faults of the request, which have the letter E.
_DECLINE_CODE_MIN: Final = 31
MESSAGES: Final = {
    1: "Invalid request",
    2: "Transaction cost or currency not supplied",
    3: "Cart ID not set",
    4: "Invalid store ID",
    5: "Transaction cost or currency not valid",
    22: "Invalid transaction reference",
    31: "Not authorised",
    32: "Original transaction cannot be voided",
    34: "No response",
    37: "Blocked by acquirer",
    41: "Insufficient funds",
    42: "Card security code (CVV) mismatch",
    46: "3DSecure authentication not available for this card",
    47: "3DSecure authentication rejected",
    122: "Already paid",
    123: "Payment expired",
}


class TestCard(Struct, frozen=True):
    """A documented test card. `code` and `payment` are the words of the webhook's card group."""

    # Told to test runners, which collect classes by this prefix.
    __test__ = False

    number: str
    scheme: str
    code: str
    payment: str
    asks_bank: bool


CARDS: Final = {
    card.number: card
    for card in (
        TestCard("4000000000000002", "Visa", "VC", "Visa Credit", asks_bank=False),
        TestCard("4111111111111111", "Visa", "VC", "Visa Credit", asks_bank=True),
        TestCard("5105105105105100", "Mastercard", "MC", "Mastercard Credit", asks_bank=False),
        TestCard("5555555555554444", "Mastercard", "MC", "Mastercard Credit", asks_bank=True),
        TestCard("371449635398431", "American Express", "AX", "American Express", asks_bank=False),
        TestCard("4464040000000007", "mada", "MD", "mada Debit", asks_bank=False),
    )
}


class Verdict(Struct, frozen=True):
    """What a bank answers: Telr's letter, its code (the issuer's approval code when approved) and its message."""

    letter: str
    code: str
    message: str


def decide(number: str, cvv: str, approval_code: str) -> Verdict:
    """The bank's answer by the documented rules for the security code; any card that is no test card is declined.

    123 (1234 for American Express) approves, 999 puts on hold, a response code with leading zeros answers with that
    code, and anything else is a mismatch.
    """
    card = CARDS.get(number)
    if card is None:
        return refusal(NOT_AUTHORISED)
    if cvv == ("1234" if card.code == "AX" else "123"):
        return Verdict(APPROVED, approval_code, "Authorised")
    if cvv == "999":
        return Verdict(HELD, approval_code, "Authorised but placed on hold")
    return refusal(int(cvv) or CVV_MISMATCH if cvv.startswith("0") else CVV_MISMATCH)


def refusal(code: int) -> Verdict:
    """A refusal by its documented code."""
    letter = DECLINED if code >= _DECLINE_CODE_MIN else INVALID
    return Verdict(letter, str(code), MESSAGES.get(code, "Declined"))


class CardForm(Struct, frozen=True):
    """What a customer typed."""

    number: str
    expiry: str
    cvv: str

    @property
    def digits(self) -> str:
        """The number without the spaces and hyphens that people write."""
        return self.number.replace(" ", "").replace("-", "")

    def faults(self, today: date) -> list[str]:
        """The names of the fields that cannot be right: `number`, `expiry`, `cvv`."""
        month, _, year = self.expiry.replace(" ", "").partition("/")
        good_expiry = _is_number(month, 1, 2) and _is_number(year, 2, 2) and 1 <= int(month) <= 12
        checks = {
            "number": _is_number(self.digits, 12, 19),
            "expiry": good_expiry and (2000 + int(year), int(month)) >= (today.year, today.month),
            "cvv": _is_number(self.cvv, 3, 4),
        }
        return [name for name, good in checks.items() if not good]

    @property
    def expiry_numbers(self) -> tuple[int, int]:
        """Month and year of a good expiry."""
        month, _, year = self.expiry.replace(" ", "").partition("/")
        return int(month), 2000 + int(year)


def _is_number(text: str, length_min: int, length_max: int) -> bool:
    return text.isascii() and text.isdigit() and length_min <= len(text) <= length_max
