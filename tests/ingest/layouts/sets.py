"""All sets of layouts by name, in the order in which they were drawn."""

from __future__ import annotations

from tests.ingest.layouts import (
    eighth,
    eleventh,
    fifth,
    first,
    fourteenth,
    fourth,
    fourth_abroad,
    ninth,
    second,
    seventh,
    sixth,
    tenth,
    third,
    thirteenth,
    twelfth,
)

SETS = {
    "first": first.LAYOUTS,
    "second": second.LAYOUTS,
    "third": third.LAYOUTS,
    "fourth": fourth.LAYOUTS + fourth_abroad.LAYOUTS,
    "fifth": fifth.LAYOUTS,
    "sixth": sixth.LAYOUTS,
    "seventh": seventh.LAYOUTS,
    "eighth": eighth.LAYOUTS,
    "ninth": ninth.LAYOUTS,
    "tenth": tenth.LAYOUTS,
    "eleventh": eleventh.LAYOUTS,
    "twelfth": twelfth.LAYOUTS,
    "thirteenth": thirteenth.LAYOUTS,
    "fourteenth": fourteenth.LAYOUTS,
}
