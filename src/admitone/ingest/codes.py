"""Finding a page's codes: where earlier pages had them, else by looking ever harder.

Looking at a whole page at high resolution with everything zxing can try costs a hundred times what a page costs in all.
So a page is first read in the regions that earlier pages of its size taught. When these do not give a set of codes that
was seen before, or there is more on the page than there was then, the whole page is searched: at two pixels per point,
then the pictures on it at their own resolution, then the page at three and four. More pixels are not always better,
which is why no step replaces another.
"""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2 as pdfium

from admitone.ingest.canvas import Canvas
from admitone.ingest.code_memory import CodeMemory, CodeRegion, PageFormat
from admitone.ingest.graphics import Graphics, Shape, object_count, survey
from admitone.ingest.model import Box, Code
from admitone.ingest.symbols import decode_fast, decode_hard

_SEARCH_SCALE = 2.0
_HARD_SCALES = (3.0, 4.0)
_REGION_SCALES = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
_PICTURE_SCALE_MAX = 6.0
# A quiet zone is four modules (QR) to ten (linear codes); this is more, so that a code may move a little as well.
_ROOM_POINTS = 14.0
_ROOM_SHARE = 0.08
# A document of which so many pages in a row gave nothing even at high resolution is no longer searched that hard.
_SEARCHES_IN_VAIN_MAX = 16


def find_codes(page: pdfium.PdfPage, memory: CodeMemory) -> list[Code]:
    """Find the codes of a page, from top to bottom, and note in `memory` what the page teaches."""
    canvas = Canvas(page)
    page_format = memory.format_of(canvas.width, canvas.height)
    sampling = memory.samples_left > 0
    reading = _RegionReading(canvas, page_format)
    count = object_count(page)
    if not sampling and reading.read_fast() and reading.is_complete(count):
        return _in_reading_order(reading.codes)
    graphics = survey(page)
    if not graphics.can_show_code or (not reading.codes and graphics.mark in memory.barren):
        return _in_reading_order(reading.codes)
    if not sampling and reading.read_hard(graphics) and reading.is_all_of(graphics, count):
        return _in_reading_order(reading.codes)
    codes = reading.codes
    _search(canvas, graphics.pictures, memory, codes)
    if codes:
        memory.samples_left -= sampling
        _learn(canvas, page_format, codes, graphics, count)
    elif graphics.mark is not None:
        memory.note_barren(graphics.mark)
    return _in_reading_order(codes)


class _RegionReading:
    """Reads the known regions of one page. `members` is the bit set of those that gave a code."""

    def __init__(self, canvas: Canvas, page_format: PageFormat) -> None:
        self._canvas = canvas
        self._format = page_format
        self._regions = page_format.regions
        self.codes: list[Code] = []
        self.members = 0

    def read_fast(self) -> bool:
        """Read each region the way that was learned; True when any gave a code."""
        for index, region in enumerate(self._regions):
            drawing = self._canvas.draw(region.box, region.scale)
            if drawing is not None:
                self._take(index, decode_fast(drawing, symbology=region.symbology, turned=region.turned))
        return self.members != 0

    def read_hard(self, graphics: Graphics) -> bool:
        """Read the regions that gave nothing, but show something, with more pixels and all tries; True as above."""
        for index, region in enumerate(self._regions):
            if not self.members >> index & 1 and graphics.touches(region.box):
                drawing = self._canvas.draw(region.box, min(2 * region.scale, _REGION_SCALES[-1]))
                if drawing is not None:
                    self._take(index, decode_hard(drawing))
        return self.members != 0

    def is_complete(self, count: int) -> bool:
        """Whether pages with these codes and so many objects never had another code."""
        known = self._format.known_set(self.members)
        return known is not None and known.is_ordinary(count) and self._format.is_largest(self.members)

    def is_all_of(self, graphics: Graphics, count: int) -> bool:
        """Whether a page that was searched showed just these codes and had the same graphics beside them."""
        known = self._format.known_set(self.members)
        boxes = [region.box for index, region in enumerate(self._regions) if self.members >> index & 1]
        rest = graphics.rest(boxes)
        if known is None or rest not in known.rests:
            return False
        known.note(count, rest)
        return True

    def _take(self, index: int, found: list[Code]) -> None:
        if found:
            self.members |= 1 << index
            _add(self.codes, found)


def _search(canvas: Canvas, pictures: Sequence[Shape], memory: CodeMemory, codes: list[Code]) -> None:
    """Search the whole page and add to `codes`; a sample is searched further when something was found."""
    scale = canvas.scale_within(_SEARCH_SCALE, canvas.everything)
    drawing = canvas.draw(canvas.everything, scale)
    _add(codes, decode_fast(drawing) if drawing else [])
    del drawing
    if codes and not memory.samples_left:
        return
    _search_pictures(canvas, pictures, codes)
    if not codes and memory.searches_in_vain >= _SEARCHES_IN_VAIN_MAX:
        return
    _search_hard(canvas, codes, scales=_HARD_SCALES[:1] if codes else _HARD_SCALES)
    memory.searches_in_vain = 0 if codes else memory.searches_in_vain + 1


def _search_pictures(canvas: Canvas, pictures: Sequence[Shape], codes: list[Code]) -> None:
    """Look at each picture at its own resolution: no pixel of it is smeared over two."""
    for picture in pictures:
        if any(_overlap(picture.box, code.box) for code in codes):
            continue
        box = _with_room(picture.box, 4.0)
        scale = canvas.scale_within(min(max(1.0, picture.pixels_per_point or 1.0), _PICTURE_SCALE_MAX), box)
        drawing = canvas.draw(box, scale)
        _add(codes, decode_hard(drawing) if drawing else [])


def _search_hard(canvas: Canvas, codes: list[Code], *, scales: Sequence[float]) -> None:
    """Search with all tries at each scale; without codes until one gives some."""
    tried = 0.0
    for wanted in scales:
        scale = canvas.scale_within(wanted, canvas.everything)
        # A page so large that its picture is at the limit already looks the same at the next scale.
        drawing = canvas.draw(canvas.everything, scale) if scale > tried else None
        tried = scale
        _add(codes, decode_hard(drawing) if drawing else [])
        if codes:
            return


def _learn(canvas: Canvas, page_format: PageFormat, codes: Sequence[Code], graphics: Graphics, count: int) -> None:
    """Note the regions of these codes, if each can be read again from its region alone."""
    regions = [_region_for(canvas, code) for code in codes]
    learned = [region for region in regions if region is not None]
    if len(learned) == len(codes):
        known = page_format.learn(learned)
        if known is not None:
            boxes = [region.box for index, region in enumerate(page_format.regions) if known.members >> index & 1]
            known.note(count, graphics.rest(boxes))


def _region_for(canvas: Canvas, code: Code) -> CodeRegion | None:
    """The cheapest way to read this code again: upright before turned, low resolution before high."""
    box = _with_room(code.box, _ROOM_POINTS)
    for turned in (False, True):
        scale = _lowest_scale(canvas, code, box, turned=turned)
        if scale is not None:
            return CodeRegion(box=box, symbology=code.symbology, scale=scale, turned=turned)
    return None


def _lowest_scale(canvas: Canvas, code: Code, box: Box, *, turned: bool) -> float | None:
    """The lowest scale that reads the code when the next one does so as well: one that works by luck is no use."""
    before: float | None = None
    for scale in _REGION_SCALES:
        drawing = canvas.draw(box, canvas.scale_within(scale, box))
        found = decode_fast(drawing, symbology=code.symbology, turned=turned) if drawing else []
        reads = any(other.text == code.text for other in found)
        if reads and before is not None:
            return before
        before = scale if reads else None
    return before


def _with_room(box: Box, points: float) -> Box:
    room = max(points, _ROOM_SHARE * max(box.right - box.left, box.bottom - box.top))
    return Box(box.left - room, box.top - room, box.right + room, box.bottom + room)


def _add(codes: list[Code], found: Sequence[Code]) -> None:
    """Add the codes that are not there yet; the same text elsewhere on the page is another code."""
    for code in found:
        if not any(code.text == known.text and _overlap(code.box, known.box) for known in codes):
            codes.append(code)


def _overlap(one: Box, other: Box) -> bool:
    return one.left <= other.right and other.left <= one.right and one.top <= other.bottom and other.top <= one.bottom


def _in_reading_order(codes: list[Code]) -> list[Code]:
    return sorted(codes, key=lambda code: (round(code.box.top), round(code.box.left)))
