"""Whether a supplier writes 03/04/2026 for the third of April or for the fourth of March."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from admitone.ingest.analysis.date_shapes import find_dates, votes_for_month_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from admitone.ingest.model import PageLayout

# Hints that a ticket comes from the United States, and from elsewhere.
_AMERICAN = (
    (1.5, r"(?<![A-Z])(?:US)?\$\s?\d|\bUSD\b"),
    (2.0, (r"\b(?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|IA|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|"
          r"MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY),? \d{5}\b")),
    (1.5, r"\(\d{3}\) ?\d{3}-\d{4}|\b1-8\d{2}-\d{3}-\d{4}|\+1[ (]"),
    (0.5, r"(?i)\d ?[ap]m\b"),
    (1.5, r"(?i)\bmm[/-]dd\b"),
    (0.7, r"(?i)\b(?:center|theater|color|zip code|sales tax)\b"),
)  # fmt: skip
_ELSEWHERE = (
    (2.0, r"€|£|\bEUR\b|\bGBP\b|\bAED\b|\bCHF\b|\bSAR\b|\bQAR\b|درهم|ريال"),
    (1.0, r"\bVAT\b|\bTRN\b|\+(?!1\b)\d{2}"),
    (3.0, r"(?i)\bdd[/-]mm\b"),
    (3.0, r"(?i)\b(?:datum|einlass|gültig|valable|billet|fecha|entrada|válid[oa])\b|[\u0600-\u06ff]"),
)
_LETTER_WIDTH = 612.0
_ENOUGH = 2.5


def says_month_first(pages: Sequence[PageLayout]) -> bool:
    """Return True when numeric dates of these pages are to be read month first.

    Dates that allow one reading only and weekday names decide; then whether a reading puts the date of issue after the
    visit; then hints at the United States (dollars, states, telephone numbers, letter paper). Without them, day first.
    """
    votes = sum(votes_for_month_first(page.text) for page in pages)
    if votes:
        return votes > 0
    orders = sum(_order_vote(page.text) for page in pages)
    if orders:
        return orders > 0
    text = "\n".join(page.text for page in pages)
    score = sum(weight for weight, source in _AMERICAN if re.search(source, text))
    score -= sum(weight for weight, source in _ELSEWHERE if re.search(source, text))
    if any(abs(page.width - _LETTER_WIDTH) < 1 for page in pages):
        score += 1.0
    return score >= _ENOUGH


def _order_vote(text: str) -> int:
    """Compare the two readings by the ranges they give: an end before its start rules a reading out."""
    day_first = [span for span in find_dates(text, month_first=False) if span.range_end]
    month_first = [span for span in find_dates(text, month_first=True) if span.range_end]
    return len(month_first) - len(day_first)
