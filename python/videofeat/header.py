"""The messages of the feature SEI (docs/formats/feature-sei.md), read with every check that the format asks for."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from typing import Callable, Optional, Union

import numpy as np

from .crc32c import crc32c
from .errors import FormatError
from .layout import MAX_CHANNELS, MAX_FRAMES, MAX_TENSORS, AxisOrder, ElementType, Layout, LayoutKind, Region, TensorSpec
from .quantizer import Ranges

UUID = bytes.fromhex("040ea09b8bd34dd68a77ccd3ad2d766e")
VERSION = 1
HEVC_BRIDGE = 1
BRIDGES = {1: "hevc", 2: "near-lossless", 3: "lightweight", 4: "transform", 5: "components through hevc"}

CHECK_NONE, CHECK_SOURCE_CODES, CHECK_DECODED_CODES, CHECK_PICTURE_HASH = 0, 1, 2, 3

_HEAD, _CRC, _MAX_MESSAGE = 22, 4, 64 << 20


@dataclass(frozen=True)
class Configuration:
    """Type 1: what all sets of the stream have in common."""

    id: int
    bits: int
    layout: Layout
    range_mode: int
    granularity: int
    bridge: int
    bridge_data: bytes
    model_hash: Optional[bytes]
    cut: Optional[str]
    profile_hash: Optional[bytes]
    exact: tuple[TensorSpec, ...] = ()  # of exact items: the tensors whose bytes the coded ones hold (docs/formats/dataset.md)

    @property
    def tensors(self) -> tuple[TensorSpec, ...]:
        """The tensors that a reader gets."""
        return self.exact or self.layout.tensors


@dataclass(frozen=True)
class Unit:
    """Type 2: what one access unit says of itself."""

    configuration: int
    sequence: int
    frame: int = 0
    batch: tuple[int, int] = (0, 1)
    capture_time_ns: Optional[int] = None
    item_id: Optional[str] = None
    ranges: tuple[Ranges, ...] = ()
    check: int = CHECK_NONE
    crc: int = 0
    max_error: Optional[float] = None
    times_us: Optional[tuple[int, int, int, int]] = None

    def fault(self, configuration: Configuration) -> Optional[str]:
        """Why this unit cannot belong to its configuration; None where it can."""
        layout = configuration.layout
        if self.frame >= layout.frames:
            return f"frame index is {self.frame}; a set has {layout.frames} frames"
        if not self.ranges:
            return "frame 0 of a set states no quantizer" if self.frame == 0 and layout.kind != LayoutKind.PAYLOAD else None
        if len(self.ranges) != len(layout.tensors):
            return f"the unit states {len(self.ranges)} quantizers; a set has {len(layout.tensors)} tensors"
        for ranges, tensor in zip(self.ranges, layout.tensors):
            if not {len(ranges.minimum), len(ranges.maximum)} <= {1, tensor.geometry[0]}:
                return f"a quantizer of tensor '{tensor.name}' has {len(ranges.minimum)} minima and {len(ranges.maximum)} maxima for {tensor.geometry[0]} channels"
        return None


Message = Union[Configuration, Unit]


def read_message(payload: bytes) -> Optional[Message]:
    """A configuration or a unit out of one user_data_unregistered payload, UUID included.

    None: not ours, or a message that this reader has no use for (payload and profile fragments, types of later editions).
    Raises FormatError where the message is damaged or of another version.
    """
    if not payload.startswith(UUID):
        return None
    if not _HEAD + _CRC <= len(payload) <= _MAX_MESSAGE:
        raise FormatError(f"message: {len(payload)} bytes; allowed are {_HEAD + _CRC}..{_MAX_MESSAGE}.")
    #  0               16        17        18                 22        22 + length
    #  | UUID, 16 bytes | version | type    | length, u32       | fields   | CRC-32C of bytes 16 to here, u32 |
    version, kind, length = struct.unpack_from("<BBI", payload, 16)
    if version != VERSION:
        raise FormatError(f"version: {version}; this reader knows {VERSION}.")
    if length != len(payload) - _HEAD - _CRC:
        raise FormatError(f"length: {length} bytes of fields; the message holds {len(payload) - _HEAD - _CRC}.")
    stated, found = int.from_bytes(payload[-_CRC:], "little"), crc32c(payload[16:-_CRC])
    if stated != found:
        raise FormatError(f"CRC: {stated:08X}; the bytes give {found:08X}.")
    fields = payload[_HEAD:-_CRC]
    return _read_configuration(fields) if kind == 1 else _read_unit(fields) if kind == 2 else None


class _Value:
    """The primitives of a field. What is not there, or not well formed, raises FormatError with the field's name."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self._data, self._at = name, data, 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def damaged(self, why: str) -> FormatError:
        return FormatError(f"{self.name}: {why}.")

    def bytes(self, count: int) -> bytes:
        if count > self.left:
            raise self.damaged(f"{count} bytes are wanted; {self.left} are left")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self, count: int, signed: bool = False) -> int:
        return int.from_bytes(self.bytes(count), "little", signed=signed)

    def varint(self, most: int = 0x7FFFFFFF) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self.number(1)
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if byte == 0 and shift > 0:
                    raise self.damaged("a varint is not in its shortest form")
                if value > most:
                    raise self.damaged(f"{value}; allowed are 0..{most}")
                return value
        raise self.damaged("a varint has more than 64 bits")

    def choice(self, allowed: type[Union[ElementType, AxisOrder, LayoutKind]]) -> int:
        value = self.number(1)
        if value not in allowed.__members__.values():
            raise self.damaged(f"{allowed.__name__} is {value}; allowed are 1..{len(allowed.__members__)}")
        return value

    def text(self, most: int) -> str:
        data = self.bytes(self.left)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = "\0"
        if len(data) > most or any(unicodedata.category(c) == "Cc" for c in text):
            raise self.damaged(f"not UTF-8 of at most {most} bytes without control characters")
        return text

    def floats(self) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        head = self.varint()
        count, halves = head >> 1, head & 1
        if not 1 <= count <= MAX_CHANNELS:
            raise self.damaged(f"{count} values; allowed are 1..{MAX_CHANNELS}")
        if not halves:
            return np.frombuffer(self.bytes(4 * count), "<f4")
        values = (np.frombuffer(self.bytes(2 * count), "<u2").astype(np.uint32) << np.uint32(16)).view(np.float32)
        previous = -1
        for _ in range(self.varint()):
            index = self.varint()
            if not previous < index < count:
                raise self.damaged(f"exception {index} after {previous} of {count} values")
            values[index] = np.frombuffer(self.bytes(4), "<f4")[0]
            previous = index
        return values

    def end(self) -> None:
        if self.left:
            raise self.damaged(f"{self.left} bytes are left over")


def _fields(where: str, data: bytes, known: dict[int, tuple[str, Callable[[_Value], None]]], once: set[int], needed: set[int]) -> None:
    """Walks tag, length, value; gives each known value to its reader."""
    message, seen = _Value(where, data), set()
    while message.left:
        tag = message.number(1)
        value = message.bytes(message.varint((1 << 64) - 1))
        if tag in known:
            if tag in seen and tag in once:
                raise FormatError(f"{where}: field {tag} stands twice.")
            seen.add(tag)
            name, read = known[tag]
            field = _Value(name, value)
            read(field)
            field.end()
        elif tag & 0x80:
            raise FormatError(f"{where}: field {tag} is critical and unknown to this reader.")
    if not needed <= seen:
        raise FormatError(f"{where}: field {min(needed - seen)} is missing.")


def _read_configuration(data: bytes) -> Configuration:
    facts: dict[str, int] = {}
    texts: dict[str, str] = {}
    blobs: dict[str, bytes] = {}
    tensors: list[TensorSpec] = []
    exact: list[TensorSpec] = []
    regions: list[Region] = []
    orders: dict[int, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}

    def picture(v: _Value) -> None:
        facts.update(bits=v.number(1), kind=v.choice(LayoutKind), width=v.varint(), height=v.varint(), frames=v.varint())
        if facts["bits"] not in (8, 10, 12):
            raise v.damaged(f"bit depth is {facts['bits']}; allowed are 8, 10 and 12")

    def tensor(v: _Value, to: list[TensorSpec] = tensors) -> None:
        element, order, rank = ElementType(v.choice(ElementType)), AxisOrder(v.choice(AxisOrder)), v.number(1)
        if not 1 <= rank <= 5:
            raise v.damaged(f"rank is {rank}; allowed are 1..5")
        shape = tuple(v.varint() for _ in range(rank))
        if min(shape) < 1:
            raise v.damaged(f"shape is {shape}; dimensions are at least 1")
        if len(to) == MAX_TENSORS:
            raise v.damaged(f"more than {MAX_TENSORS}")
        to.append(TensorSpec(v.text(255), element, order, shape))

    def region(v: _Value) -> None:
        if len(regions) == MAX_TENSORS:
            raise v.damaged(f"more than {MAX_TENSORS}")
        regions.append(Region(*(v.varint() for _ in range(9))))

    def channel_order(v: _Value) -> None:
        index = v.varint()
        if index in orders:
            raise v.damaged(f"two for tensor {index}")
        if v.left > MAX_CHANNELS * 5:
            raise v.damaged(f"{v.left} bytes; the limit is {MAX_CHANNELS} channels")
        order = []
        while v.left:
            order.append(v.varint())
        orders[index] = np.array(order, np.int64)

    def bridge(v: _Value) -> None:
        facts["bridge"] = v.number(1)
        if v.left > 65535:
            raise v.damaged(f"{v.left} bytes of its own; allowed are 0..65535")
        blobs["bridge"] = v.bytes(v.left)

    _fields(
        "configuration",
        data,
        {
            1: ("picture", picture),
            2: ("tensor", tensor),
            3: ("region", region),
            4: ("channel order", channel_order),
            5: ("quantizer", lambda v: facts.update(range_mode=v.number(1), granularity=v.number(1))),
            6: ("bridge", bridge),
            7: ("model", lambda v: blobs.update(model=v.bytes(32))),
            8: ("cut", lambda v: texts.update(cut=v.text(255))),
            9: ("profile", lambda v: blobs.update(profile=v.bytes(32))),
            138: ("exact tensor", lambda v: tensor(v, exact)),
        },
        once={1, 5, 6, 7, 8, 9},
        needed={1, 2, 5, 6},
    )
    layout = Layout(LayoutKind(facts["kind"]), facts["width"], facts["height"], facts["frames"], tuple(tensors), tuple(regions), orders)
    layout.check()
    if exact and [(t.name, t.elements * t.type.bytes) for t in exact] != [(t.name, t.elements) for t in tensors]:
        raise FormatError("exact tensor: the coded tensors do not hold these tensors' bytes.")
    return Configuration(
        crc32c(data),
        facts["bits"],
        layout,
        facts["range_mode"],
        facts["granularity"],
        facts["bridge"],
        blobs["bridge"],
        blobs.get("model"),
        texts.get("cut"),
        blobs.get("profile"),
        tuple(exact),
    )


def _read_unit(data: bytes) -> Unit:
    facts: dict[str, int] = {}
    ranges: list[Ranges] = []
    batch, item_id, max_error, times = (0, 1), None, None, None

    def frame(v: _Value) -> None:
        facts["frame"] = v.varint(MAX_FRAMES - 1)

    def read_batch(v: _Value) -> None:
        nonlocal batch
        batch = v.varint(), v.varint()
        if batch[0] >= batch[1]:
            raise v.damaged(f"index {batch[0]} of {batch[1]}")

    def read_item(v: _Value) -> None:
        nonlocal item_id
        item_id = v.text(1023)

    def quantizer(v: _Value) -> None:
        r = Ranges(v.floats(), v.floats())
        if len(ranges) == MAX_TENSORS:
            raise v.damaged(f"more than {MAX_TENSORS}")
        if len(r.minimum) != len(r.maximum) and 1 not in (len(r.minimum), len(r.maximum)):
            raise v.damaged(f"{len(r.minimum)} minima and {len(r.maximum)} maxima")
        if not (np.isfinite(r.minimum).all() and np.isfinite(r.maximum).all() and (r.minimum <= r.maximum).all()):
            raise v.damaged("an end is not finite, or a minimum is above its maximum")
        ranges.append(r)

    def check(v: _Value) -> None:
        facts["check"] = v.number(1)
        if facts["check"] not in (CHECK_SOURCE_CODES, CHECK_DECODED_CODES, CHECK_PICTURE_HASH):
            raise v.damaged(f"kind {facts['check']}; allowed are 1..3")
        facts["crc"] = v.number(4) if facts["check"] != CHECK_PICTURE_HASH else 0

    def largest_error(v: _Value) -> None:
        nonlocal max_error
        max_error = float(np.frombuffer(v.bytes(4), "<f4")[0])
        if not max_error >= 0:
            raise v.damaged(f"{max_error}; it is at least 0")

    def read_times(v: _Value) -> None:
        nonlocal times
        most = (1 << 32) - 1
        times = v.varint(most), v.varint(most), v.varint(most), v.varint(most)

    _fields(
        "unit",
        data,
        {
            1: ("configuration id", lambda v: facts.update(configuration=v.number(4))),
            2: ("sequence number", lambda v: facts.update(sequence=v.number(8))),
            3: ("frame index", frame),
            4: ("batch", read_batch),
            5: ("capture time", lambda v: facts.update(capture_time_ns=v.number(8, signed=True))),
            6: ("item id", read_item),
            7: ("quantizer", quantizer),
            8: ("check", check),
            9: ("largest error", largest_error),
            10: ("times", read_times),
        },
        once={1, 2, 3, 4, 5, 6, 8, 9, 10},
        needed={1, 2},
    )
    return Unit(
        facts["configuration"],
        facts["sequence"],
        facts.get("frame", 0),
        batch,
        facts.get("capture_time_ns"),
        item_id,
        tuple(ranges),
        facts.get("check", CHECK_NONE),
        facts.get("crc", 0),
        max_error,
        times,
    )
