"""Logos: pictures that somebody has uploaded, made into small PNG files of our own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, UnidentifiedImageError

from admitone.core.errors import InvalidParameter

_READ: Final = ("PNG", "JPEG", "WEBP", "GIF")
# 4,000 x 4,000 pixels decode to 64 MB, well within a worker's memory.
_PIXELS_MAX: Final = 16_000_000


def shrink_logo(content: bytes, boxes: Sequence[tuple[int, int]]) -> list[bytes]:
    """The picture as one PNG per box of width and height in pixels: as large as fits, never larger than it is.

    InvalidParameter naming `logo` for what is no picture, or one with too many pixels. Nothing of the file but its
    pixels is kept: no colour profile, no place where a photograph was taken.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_READ) as picture:
            if picture.width * picture.height > _PIXELS_MAX:
                raise _refusal(f"{picture.width} x {picture.height} pixels are too many; {_PIXELS_MAX:,} are enough")
            pixels = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise _refusal("this is no picture that can be read; use PNG or JPEG") from error
    # Pillow's decoders raise these for files that are cut off or contradict themselves.
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise _refusal("the picture is damaged; export it again as PNG") from error
    return [_png(pixels, box) for box in boxes]


def embed_logo(pdf: pikepdf.Pdf, content: bytes) -> tuple[pikepdf.Object, int, int]:
    """A PNG of `shrink_logo` as an image object with its transparency, and its width and height in pixels."""
    with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
        pixels = picture.convert("RGBA")
    width, height = pixels.size
    colors, opacity = pixels.convert("RGB").tobytes(), pixels.getchannel("A").tobytes()
    image = pdf.make_stream(colors, _image(width, height, Name.DeviceRGB))
    image.SMask = pdf.make_stream(opacity, _image(width, height, Name.DeviceGray))
    return image, width, height


def _image(width: int, height: int, colors: pikepdf.Name) -> Dictionary:
    return Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=8, ColorSpace=colors
    )


def _png(pixels: Image.Image, box: tuple[int, int]) -> bytes:
    fitted = pixels.copy()
    fitted.thumbnail(box, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    fitted.save(file, "PNG", optimize=True)
    return file.getvalue()


def _refusal(message: str) -> InvalidParameter:
    return InvalidParameter(message, fields=["logo"])
