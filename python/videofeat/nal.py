"""Access units as NAL units, and SEI messages out of them (H.265: Annex B, 7.3.1.1, 7.3.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

PREFIX_SEI = 39
SUFFIX_SEI = 40
USER_DATA_UNREGISTERED = 5
DECODED_PICTURE_HASH = 132

_START_CODE = re.compile(b"\x00\x00\x01")


def length_bytes(extradata: bytes | None) -> int:
    """Bytes of the length in front of each NAL unit, by the container's configuration record (ISO/IEC 14496-15, 8.3.3.1); 0: Annex B start codes."""
    return (extradata[21] & 3) + 1 if extradata and len(extradata) >= 23 and extradata[0] == 1 else 0


def split(access_unit: bytes, length: int) -> Iterator[bytes]:
    """The NAL units, headers included, of an access unit with lengths of so many bytes, or with start codes where `length` is 0."""
    if length == 0:
        starts = [m.end() for m in _START_CODE.finditer(access_unit)]
        for start, end in zip(starts, [s - 3 for s in starts[1:]] + [len(access_unit)]):
            yield access_unit[start:end].rstrip(b"\x00")  # a NAL unit never ends with 0: zeros belong to the next start code
        return
    at = 0
    while at + length <= len(access_unit):
        size = int.from_bytes(access_unit[at : at + length], "big")
        yield access_unit[at + length : at + length + size]
        at += length + size


def unescape(nal: bytes) -> bytes:
    """Without emulation prevention: in 00 00 03 the 03 goes (7.3.1.1)."""
    return nal.replace(b"\x00\x00\x03", b"\x00\x00")


def sei_messages(access_unit: bytes, length: int, nal_type: int) -> Iterator[tuple[int, bytes]]:
    """(payload type, payload) of each message in the access unit's prefix or suffix SEI. A message that overruns its NAL unit ends that unit's walk."""
    for nal in split(access_unit, length):
        if len(nal) > 2 and nal[0] >> 1 == nal_type:
            yield from _messages(unescape(nal[2:]))


def _messages(rbsp: bytes) -> Iterator[tuple[int, bytes]]:
    rest = rbsp.rstrip(b"\x00")
    rest = rest[:-1] if rest.endswith(b"\x80") else rest  # rbsp_trailing_bits
    while rest:
        payload_type, rest = _number(rest)
        size, rest = _number(rest)
        if size > len(rest):
            return
        yield payload_type, rest[:size]
        rest = rest[size:]


def _number(data: bytes) -> tuple[int, bytes]:
    """Every FF adds 255, the first other byte ends the number."""
    ff = len(data) - len(data.lstrip(b"\xff"))
    return 255 * ff + int.from_bytes(data[ff : ff + 1], "big"), data[ff + 1 :]
