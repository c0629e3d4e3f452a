"""The check of the catalogues finds what is wrong with one, and the sentences of services are all found."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from scripts import catalogues
from scripts.sentences import collect_sentences, harvest_sources

HEAD = 'msgid ""\nmsgstr ""\n"Language: ar\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
WANTED = ("Save", "Batch %(number)s")
COMPLETE = 'msgid "Save"\nmsgstr "حفظ"\n\nmsgid "Batch %(number)s"\nmsgstr "الدفعة %(number)s"\n'


def faults_of(folder: Path, entries: str, wanted: tuple[object, ...] = WANTED) -> str:
    path = folder / "ar" / catalogues.TEXTS
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{HEAD}\n{entries}", encoding="utf-8")
    originals = Catalog()
    for text in wanted:
        originals.add(text)  # type: ignore[arg-type]
    return "\n".join(catalogues.check_catalogue(path, originals))


def test_the_catalogues_of_the_console_are_complete() -> None:
    assert catalogues.main([]) == 0


def test_a_complete_catalogue_has_no_fault(tmp_path: Path) -> None:
    assert not faults_of(tmp_path, COMPLETE)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('msgid "Save"\nmsgstr "حفظ"\n', "", "lacks 'Save'"),
        ('msgstr "حفظ"', 'msgstr ""', "'Save' is not translated"),
        ('msgid "Save"', '#, fuzzy\nmsgid "Save"', "'Save' is marked as uncertain"),
        ('msgid "Save"', 'msgid "Keep"', "nothing says 'Keep' any more"),
        ('msgstr "الدفعة %(number)s"', 'msgstr "الدفعة"', "has other gaps"),
        ('msgstr "الدفعة %(number)s"', 'msgstr "الدفعة %(nummer)s"', "has other gaps"),
    ],
)
def test_each_fault_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in COMPLETE
    assert told in faults_of(tmp_path, COMPLETE.replace(old, new))


def test_only_the_count_itself_may_be_left_out_of_a_plural(tmp_path: Path) -> None:
    wanted = (("%(num)s page of %(name)s", "%(num)s pages of %(name)s"),)
    entry = 'msgid "%(num)s page of %(name)s"\nmsgid_plural "%(num)s pages of %(name)s"\n'
    forms = [f'msgstr[{index}] "%(num)s %(name)s"\n' for index in range(6)]
    assert not faults_of(tmp_path, entry + "".join(forms), wanted)
    assert not faults_of(tmp_path, entry + 'msgstr[0] "%(name)s"\n' + "".join(forms[1:]), wanted)
    assert "has other gaps" in faults_of(tmp_path, entry + 'msgstr[0] "%(num)s"\n' + "".join(forms[1:]), wanted)
    assert "is not translated" in faults_of(tmp_path, entry + "".join(forms[:3]), wanted)


def test_writing_adds_what_is_missing_and_keeps_what_is_translated(tmp_path: Path) -> None:
    faults_of(tmp_path, COMPLETE)
    path = tmp_path / "ar" / catalogues.TEXTS
    originals = Catalog()
    for text in ("Save", "Delete"):
        originals.add(text)
    catalogues.write_catalogue(path, originals)
    written = path.read_text(encoding="utf-8")
    assert 'msgid "Save"\nmsgstr "حفظ"' in written
    assert 'msgid "Delete"\nmsgstr ""' in written
    assert "Batch" not in written
    catalogues.write_catalogue(path, originals)
    assert path.read_text(encoding="utf-8") == written, "writing twice changes nothing"


def templates_of(source: str) -> set[str]:
    return set(harvest_sources({"a.py": source}).templates)


@pytest.mark.parametrize(
    ("source", "templates"),
    [
        ('raise NotFound("there is no such page")', {"there is no such page"}),
        ('raise NotFound(f"there is no cart {cart.reference[:40]!r}")', {"there is no cart {reference}"}),
        ('raise Conflict(f"{one} and {one} and {len(two):,}")', {"{one} and {one2} and {two}"}),
        ("raise Conflict(f\"it is {'old' if a else 'new'}\")", {"it is old", "it is new"}),
        ('message = "a" "bc"\nraise Conflict(message)', {"abc"}),
        ('TEXTS = {1: "one thing", 2: "two things"}\nraise Conflict(TEXTS[key])', {"one thing", "two things"}),
        ('raise Conflict("one" if many else f"number {n}")', {"one", "number {n}"}),
        ('def _no(why):\n    raise Conflict(why)\n\ndef f():\n    _no("it is late")', {"it is late"}),
        ('def f():\n    return "three words here"\n\ndef g():\n    raise Conflict(f())', {"three words here"}),
        ('end_cart(tx, reason="not paid in time")', {"not paid in time"}),
        ('_log.error("event", reason="for operators only")', set()),
        ("raise Conflict(error.message)", set()),
    ],
)
def test_sentences_are_found_where_they_are_made(source: str, templates: set[str]) -> None:
    assert templates_of(source) == templates


def test_a_sentence_that_cannot_be_found_is_told_by_its_place() -> None:
    unknown = harvest_sources({"a.py": "\nraise Conflict(call(7))"}).unknown
    assert [f"{place}: {text}" for place, text in unknown.items()] == ["a.py:2: call(7)"]


def test_every_sentence_of_the_product_is_found() -> None:
    harvest = collect_sentences()
    assert not harvest.unknown
    assert "there is no attraction {attraction_id}" in harvest.templates
