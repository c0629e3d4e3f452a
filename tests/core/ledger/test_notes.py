"""Signed notes, checkpoints, cosignatures and tiles, by the examples that C2SP publishes and beyond."""

from __future__ import annotations

import base64

import pytest

from admitone.core.ledger import notes
from admitone.core.ledger.checkpoints import (
    Checkpoint,
    count_witnesses,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from admitone.core.ledger.merkle import EMPTY_ROOT
from admitone.core.ledger.notes import COSIGNATURE, NoteSigner, parse_key, parse_note, write_note
from admitone.core.ledger.tiles import TileName, parse_tile_path, write_bundle

# The example of golang.org/x/mod/sumdb/note, whose format C2SP took over.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
LOG = NoteSigner("example.com/log", b"l" * 32)
ROOT = "A" * 43 + "="
WITNESS = NoteSigner("witness.example.com/w1", b"w" * 32, COSIGNATURE)


def test_a_note_signed_by_another_implementation_is_verified() -> None:
    note, key = parse_note(GO_NOTE), parse_key(GO_KEY)
    assert key.verifies(note.text, note.signatures[0])
    assert not key.verifies(note.text.replace("answer", "question"), note.signatures[0])
    assert write_note(note.text, note.signatures) == GO_NOTE
    assert str(key) == GO_KEY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GO_KEY.replace("c74f20a3", "c74f20a4"), "does not belong"),
        (GO_KEY.removesuffix("W"), "NAME"),
        (GO_KEY.replace("+ARpc", "+AhpS"), "type 2"),
        ("", "NAME"),
        ("a b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "NAME"),
    ],
)
def test_keys_that_are_mistyped_are_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_key(text)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "text\n",
        GO_NOTE.removesuffix("\n"),
        GO_NOTE.replace("\u2014", "-"),
        GO_NOTE.replace("problem,", "problem,\t"),
        GO_NOTE + "more\n",
        GO_NOTE.replace("x08go", "x08g!"),
        GO_NOTE + GO_NOTE.splitlines(keepends=True)[-1] * 64,
        "x" * 70_000 + GO_NOTE,
    ],
)
def test_what_is_no_note_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match=r"no signed note|no line of a signature|more than 64"):
        parse_note(content)


@pytest.mark.parametrize("name", ["", "two words", "plus+plus", "line\nline", "bell\x07"])
def test_names_that_no_note_can_carry_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="neither spaces"):
        NoteSigner(name, b"k" * 32)


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    content = sign_checkpoint(LOG, 0, EMPTY_ROOT)
    checkpoint, note = open_checkpoint(content, LOG.key)
    assert checkpoint == Checkpoint("example.com/log", 0, EMPTY_ROOT)
    assert write_note(note.text, note.signatures) == content
    assert note.text == "example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def test_a_checkpoint_of_somebody_else_is_refused() -> None:
    other = NoteSigner("example.com/log", b"o" * 32)
    with pytest.raises(ValueError, match="not signed by"):
        open_checkpoint(sign_checkpoint(other, 7, EMPTY_ROOT), LOG.key)
    with pytest.raises(ValueError, match=r"is of example\.com/elsewhere"):
        open_checkpoint(sign_checkpoint(NoteSigner("example.com/elsewhere", b"l" * 32), 7, EMPTY_ROOT), LOG.key)
    with pytest.raises(ValueError, match="not signed by"):
        open_checkpoint(sign_checkpoint(LOG, 7, EMPTY_ROOT).replace("\n7\n", "\n8\n"), LOG.key)


@pytest.mark.parametrize(
    "text", ["", "a\n1\n", "a\n01\nAA==\n", "a\n1\nAA==\n", "\n1\n" + "A" * 43 + "=\n", "a\n-1\n" + "A" * 43 + "=\n"]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no checkpoint"):
        parse_checkpoint(text)


def test_lines_behind_the_root_are_left_alone() -> None:
    root = base64.b64encode(EMPTY_ROOT).decode()
    assert parse_checkpoint(f"a\n5\n{root}\nextension\n") == Checkpoint("a", 5, EMPTY_ROOT)


def test_a_witness_signs_the_text_with_its_time() -> None:
    _, note = open_checkpoint(sign_checkpoint(LOG, 7, EMPTY_ROOT), LOG.key)
    line = WITNESS.cosign(note.text, 1_679_315_147)
    cosigned = parse_note(write_note(note.text, [*note.signatures, line]))
    assert count_witnesses(cosigned, [WITNESS.key]) == 1
    assert cosigned.signatures[1].signed_at == 1_679_315_147
    later = notes.NoteSignature(line.name, line.key_id, (1_679_315_148).to_bytes(8, "big") + line.content[8:])
    assert not WITNESS.key.verifies(note.text, later)
    assert not WITNESS.key.verifies(note.text.replace("\n7\n", "\n8\n"), line)
    # The same key bytes as a log's key sign something else.
    assert not NoteSigner("witness.example.com/w1", b"w" * 32).key.verifies(note.text, line)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("0/000", TileName(0, 0)),
        ("1/x001/x234/067", TileName(1, 1_234_067)),
        ("63/255.p/1", TileName(63, 255, 1)),
        ("entries/x999/999.p/255", TileName(None, 999_999, 255)),
    ],
)
def test_tiles_have_the_names_of_the_specification(path: str, name: TileName) -> None:
    assert parse_tile_path(path) == name
    assert name.path == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "0",
        "0/0",
        "0/0000",
        "0/x000/000",
        "00/000",
        "64/000",
        "0/x001/67",
        "0/001/002",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/01",
        "0/000.p/",
        "entries",
        "entries/-01",
        "data/000",
        "0/٠٠٠",
        "0/000/",
        "/0/000",
        "0/" + "x001/" * 7 + "000",
    ],
)
def test_other_spellings_are_no_names(path: str) -> None:
    assert parse_tile_path(path) is None


def test_a_tree_has_the_tiles_that_the_specification_counts() -> None:
    # "a tree of size 70,000": 273 full tiles and one of 112, one full and one of 17, one of 1.
    size = 70_000
    has = [TileName(0, 272), TileName(0, 273, 112), TileName(1, 0), TileName(1, 1, 17), TileName(2, 0, 1)]
    lacks = [TileName(0, 273), TileName(0, 273, 113), TileName(1, 1, 18), TileName(2, 0, 2), TileName(3, 0, 1)]
    assert all(name.fits(size) for name in has)
    assert not any(name.fits(size) for name in lacks)


def test_a_bundle_tells_how_long_each_entry_is() -> None:
    assert write_bundle([b"", b"abc"]) == b"\x00\x00\x00\x03abc"
