"""Leaving out the resources that a page does not use.

Many generators hang all pages on one dictionary that names every font and picture of the file; a page cut out with it
would drag the whole file along. qpdf's own pruning knows fonts and XObjects of the page only, so this goes further: all
categories, and the forms, patterns, soft masks and Type 3 fonts in which resources nest.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf

# Which operand of which operator names a resource of which category: ISO 32000-2, table 34 and the operators' tables.
_NAMING = {
    "Do": "/XObject",
    "Tf": "/Font",
    "gs": "/ExtGState",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "scn": "/Pattern",
    "SCN": "/Pattern",
    "sh": "/Shading",
    "BDC": "/Properties",
    "DP": "/Properties",
}
_OPERATORS = " ".join([*_NAMING, "BI", "ID", "EI"])
_INLINE_IMAGE = "INLINE IMAGE"
_CATEGORIES = frozenset(_NAMING.values())
_DEPTH_MAX = 12

_Names = dict[str, set[str]]


class Pruner:
    """Makes pruned copies of one document's resource dictionaries and of the streams that carry their own.

    Copies live in the source document and are made once, so that pages which share a form go on sharing it.
    """

    def __init__(self, source: Pdf) -> None:
        self._source = source
        self._copies: dict[tuple[int, int], Object] = {}
        self._under_way: set[tuple[int, int]] = set()

    def page_resources(self, page: Object, resources: Object | None) -> Dictionary:
        """Give a resource dictionary with just what the page's content uses."""
        if not isinstance(resources, Dictionary):
            return Dictionary()
        return self._pruned(resources, self._names_used_by(page, resources, 0), 0)

    def stream(self, stream: Object, depth: int = 0) -> Object:
        """Give the stream (form, appearance or tiling pattern) itself, or a copy with pruned resources."""
        resources = stream.get(Name.Resources)
        if depth > _DEPTH_MAX or not isinstance(resources, Dictionary):
            return stream
        if not stream.is_indirect:
            return stream
        if stream.objgen in self._copies:
            return self._copies[stream.objgen]
        if stream.objgen in self._under_way:
            return stream
        self._under_way.add(stream.objgen)
        try:
            pruned = self._pruned(resources, self._names_used_by(stream, resources, depth), depth)
            copy = self._with_resources(stream, pruned)
        finally:
            self._under_way.discard(stream.objgen)
        self._copies[stream.objgen] = copy
        return copy

    def _with_resources(self, stream: Object, resources: Dictionary) -> Object:
        """Copy a stream, its bytes as they are, with other resources."""
        copy = pikepdf.Stream(self._source, stream.read_raw_bytes())
        for key, value in stream.items():
            if key not in {"/Length", "/Resources"}:
                copy[key] = value
        copy[Name.Resources] = resources
        return copy

    def _pruned(self, resources: Dictionary, used: _Names, depth: int) -> Dictionary:
        kept = Dictionary()
        for category, entries in resources.items():
            if category not in _CATEGORIES or not isinstance(entries, Dictionary):
                kept[category] = entries
                continue
            wanted = used.get(category, set())
            names = [name for name in entries.keys() if name in wanted or name.startswith("/Default")]  # noqa: SIM118
            if names:
                kept[category] = Dictionary({name: self._entry(category, entries[name], depth) for name in names})
        return kept

    def _entry(self, category: str, entry: Object, depth: int) -> Object:
        if category in {"/XObject", "/Pattern"} and _is_stream_with_content(entry):
            return self.stream(entry, depth + 1)
        if category == "/ExtGState" and isinstance(entry, Dictionary):
            return self._graphics_state(entry, depth)
        if category == "/Font" and isinstance(entry, Dictionary) and entry.get(Name.Subtype) == Name.Type3:
            return self._type3_font(entry, depth)
        return entry

    def _graphics_state(self, state: Dictionary, depth: int) -> Object:
        mask = state.get(Name.SMask)
        group = mask.get(Name.G) if isinstance(mask, Dictionary) else None
        if not isinstance(mask, Dictionary) or not isinstance(group, pikepdf.Stream):
            return state
        masked = Dictionary({key: value for key, value in mask.items() if key != "/G"})
        masked[Name.G] = self.stream(group, depth + 1)
        copy = Dictionary({key: value for key, value in state.items() if key != "/SMask"})
        copy[Name.SMask] = masked
        return copy

    def _type3_font(self, font: Dictionary, depth: int) -> Object:
        resources = font.get(Name.Resources)
        if not isinstance(resources, Dictionary) or depth > _DEPTH_MAX or not font.is_indirect:
            return font
        if font.objgen not in self._copies:
            used: _Names = {}
            for glyph in _glyphs(font):
                _merge(used, self._names_used_by(glyph, resources, depth + 1))
            copy = Dictionary({key: value for key, value in font.items() if key != "/Resources"})
            copy[Name.Resources] = self._pruned(resources, used, depth + 1)
            self._copies[font.objgen] = self._source.make_indirect(copy)
        return self._copies[font.objgen]

    def _names_used_by(self, content: Object, resources: Dictionary, depth: int) -> _Names:
        """The names that a content stream uses, with those of nested streams that live on its resources."""
        try:
            used = _names_in(content, resources)
        except pikepdf.PdfError:
            # Content that qpdf cannot split into operators may still be displayed by viewers: keep everything.
            return {category: set(entries.keys()) for category, entries in _dictionaries(resources)}
        if depth <= _DEPTH_MAX:
            for nested in self._nested(used, resources):
                _merge(used, self._names_used_by(nested, resources, depth + 1))
        return used

    @staticmethod
    def _nested(used: _Names, resources: Dictionary) -> list[Object]:
        """Forms, patterns and glyphs in use that have no resources of their own: those of the outer stream count."""
        nested: list[Object] = []
        for category in ("/XObject", "/Pattern", "/Font"):
            entries = resources.get(category, Dictionary())
            for name in used.get(category, set()) if isinstance(entries, Dictionary) else ():
                entry = entries.get(name)
                if entry is None:
                    continue
                if _is_stream_with_content(entry) and Name.Resources not in entry:
                    nested.append(entry)
                elif isinstance(entry, Dictionary) and entry.get(Name.Subtype) == Name.Type3:
                    nested += [] if Name.Resources in entry else _glyphs(entry)
        return nested


def _names_in(content: Object, resources: Dictionary) -> _Names:
    used: _Names = {}
    for instruction in pikepdf.parse_content_stream(content, _OPERATORS):
        operator = str(instruction.operator)
        if operator == _INLINE_IMAGE:
            # An inline image may name a colour space in its own abbreviated way; these are small, so keep them all.
            spaces = resources.get(Name.ColorSpace)
            used.setdefault("/ColorSpace", set()).update(spaces.keys() if isinstance(spaces, Dictionary) else ())
            continue
        names = [str(operand) for operand in instruction.operands if isinstance(operand, Name)]
        used.setdefault(_NAMING[operator], set()).update(names)
    return used


def _is_stream_with_content(entry: object) -> bool:
    if not isinstance(entry, pikepdf.Stream):
        return False
    return entry.get(Name.Subtype) == Name.Form or entry.get(Name.PatternType) == 1


def _glyphs(font: Dictionary) -> list[Object]:
    procedures = font.get(Name.CharProcs)
    if not isinstance(procedures, Dictionary):
        return []
    return [glyph for _, glyph in procedures.items() if isinstance(glyph, pikepdf.Stream)]


def _dictionaries(resources: Dictionary) -> list[tuple[str, Dictionary]]:
    return [(key, entries) for key, entries in resources.items() if isinstance(entries, Dictionary)]


def _merge(used: _Names, more: _Names) -> None:
    for category, names in more.items():
        used.setdefault(category, set()).update(names)
