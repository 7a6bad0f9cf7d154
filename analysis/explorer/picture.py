"""The picture of a chart that stands in a page where no script runs."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCALE = 2
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(spec: dict[str, Any]) -> bytes:
    """Draw a Vega-Lite spec as a PNG, at two pixels per unit so that it prints sharply.

    Parameters
    ----------
    spec
        A Vega-Lite spec that holds its data.

    Examples
    --------
    >>> png({"mark": "point", "data": {"values": []}})[1:4]
    b'PNG'
    """
    import vl_convert  # noqa: PLC0415 (a spec alone needs no picture)

    return _compressed(vl_convert.vegalite_to_png(spec, scale=_SCALE))


def width_units(picture: bytes) -> int:
    """Read how wide a picture from `png` is to be shown, in the spec's own units.

    Examples
    --------
    >>> width_units(png({"mark": "point", "width": 200, "padding": 10}))
    220
    """
    (pixels,) = struct.unpack_from(">I", picture, len(_SIGNATURE) + 8)
    return int(pixels) // _SCALE


def _compressed(picture: bytes) -> bytes:
    # vl-convert compresses in haste: the same pixels take about a fifth of the room.
    chunks = list(_chunks(picture))
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    head = [(kind, data) for kind, data in chunks if kind == b"IHDR"]
    tail = [(b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in head + tail
    )


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += 12 + length
