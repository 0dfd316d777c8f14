"""Access units to feature sets. Every frame is checked against its header; a set with a missing or wrong frame is lost, and says why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional

import av
import numpy as np
from numpy.typing import NDArray

from . import nal
from .crc32c import crc32c
from .errors import FormatError, UnsupportedError
from .header import (
    BRIDGES,
    CHECK_NONE,
    CHECK_PICTURE_HASH,
    HEVC_BRIDGE,
    Configuration,
    Unit,
    read_message,
)
from .layout import CodeBuffer
from .quantizer import Ranges, dequantize, from_byte_planes
from .sets import FeatureSet, State

MAX_GAP = 10_000  # sets reported as never arrived at one gap; a larger jump is a new stream

# The formats whose first plane is luma in whole bytes. No other is converted: a conversion could change codes.
_BIT_DEPTHS = {f"{name}{suffix}": bits for name in ("yuv420p", "gray") for bits, suffix in ((8, ""), (10, "10le"), (12, "12le"))}
_BIT_DEPTHS["yuvj420p"] = 8


@dataclass(frozen=True)
class _Sent:
    """An access unit that went into the video decoder."""

    unit: Optional[Unit]
    fault: Optional[str]
    hashes: Optional[list[bytes]]
    bits: int


class _Assembly:
    """One feature set being put together from its frames."""

    def __init__(self, first: Unit, configuration: Optional[Configuration]) -> None:
        self.sequence = first.sequence
        self._first, self._configuration = first, configuration
        self.last_frame = configuration.layout.frames - 1 if configuration else 0
        self._missing = set(range(self.last_frame + 1))
        self._fault: Optional[str] = None
        self._unchecked: Optional[str] = None
        self._ranges: tuple[Ranges, ...] = ()
        self._facts: dict[str, Any] = {}
        self._buffers: list[CodeBuffer] = []
        self._crcs: list[int] = []
        self.bits = 0

    @property
    def complete(self) -> bool:
        return not self._missing

    def fail(self, fault: str) -> None:
        self._fault = self._fault or fault

    def place(self, sent: _Sent, unit: Unit, picture: av.VideoFrame) -> None:
        """Checks a frame against its header and takes its codes."""
        if self._configuration is None:
            return self.fail("its configuration had not arrived when it began")
        fault = unit.fault(self._configuration)
        if fault:
            return self.fail(fault)
        self._missing.discard(unit.frame)
        self._crcs.append(unit.crc)
        fault = sent.fault or self._take(sent, unit, picture)
        if fault:
            self.fail(f"frame {unit.frame}: {fault}")

    def _take(self, sent: _Sent, unit: Unit, picture: av.VideoFrame) -> Optional[str]:
        assert self._configuration
        layout, bits = self._configuration.layout, self._configuration.bits
        for name in ("item_id", "capture_time_ns", "max_error"):
            if getattr(unit, name) is not None:
                self._facts.setdefault(name, getattr(unit, name))
        found = _BIT_DEPTHS.get(picture.format.name)
        if (picture.width, picture.height, found) != (layout.width, layout.height, bits):
            return f"picture is {picture.width}x{picture.height} {picture.format.name}, its header says {layout.width}x{layout.height} at {bits} bit"
        luma = _plane(picture, 0)
        fault = self._check(sent, unit, picture, luma)
        if fault:
            return fault
        self._ranges = self._ranges or unit.ranges
        if not self._ranges:
            return "no quantizer has arrived"
        if self._fault is None:
            if not self._buffers:
                self._buffers = [CodeBuffer(t, r, layout.orders.get(i), bits) for i, (t, r) in enumerate(zip(layout.tensors, layout.regions))]
            for buffer in self._buffers:
                buffer.take(unit.frame, luma)
        return None

    def _check(self, sent: _Sent, unit: Unit, picture: av.VideoFrame, luma: NDArray[Any]) -> Optional[str]:
        if unit.check == CHECK_NONE:
            self._unchecked = self._unchecked or "the stream carries no check of its codes"
        elif unit.check == CHECK_PICTURE_HASH:
            if not sent.hashes:
                self._unchecked = self._unchecked or "the picture hash that the header promises has not arrived"
            elif sent.hashes != [hashlib.md5(_plane(picture, i).data).digest() for i in range(len(picture.planes))][: len(sent.hashes)]:
                return "the decoded picture disagrees with its MD5 picture hash"
        else:
            found = crc32c(luma)
            if found != unit.crc:
                return f"the codes' CRC-32C is {found:08x}, the header says {unit.crc:08x}"
        return None

    def close(self, reason: Optional[str] = None) -> FeatureSet:
        """The finished set, lost where a frame is missing or wrong."""
        if self._missing:
            self.fail(reason or "frames of the set are missing")
        state = State.LOST if self._fault else State.UNCHECKED if self._unchecked else State.INTACT
        return FeatureSet(
            self.sequence,
            state,
            self._fault or self._unchecked,
            {} if self._fault else self._tensors(),
            batch=self._first.batch,
            bits=self.bits,
            crcs=tuple(self._crcs),
            **self._facts,
        )

    def _tensors(self) -> dict[str, NDArray[Any]]:
        assert self._configuration
        coded = [
            dequantize(buffer.codes(), ranges, self._configuration.bits, spec)
            for spec, buffer, ranges in zip(self._configuration.layout.tensors, self._buffers, self._ranges)
        ]
        if self._configuration.exact:
            coded = [from_byte_planes(planes, spec) for planes, spec in zip(coded, self._configuration.exact)]
        return {spec.name: tensor for spec, tensor in zip(self._configuration.tensors, coded)}


class Decoder:
    """Packets of one HEVC stream to feature sets. `context` is a video decoder of PyAV, `length` as `nal.length_bytes` gives it."""

    def __init__(self, source: str, context: av.codec.context.CodecContext, length: int) -> None:
        self._source, self._context, self._length = source, context, length
        self.configuration: Optional[Configuration] = None
        self._configurations: dict[int, Configuration] = {}
        self._sent: dict[int, _Sent] = {}
        self._count = 0
        self._last: Optional[tuple[int, int]] = None
        self._assembly: Optional[_Assembly] = None
        self._closed: Optional[int] = None
        self._headerless: list[str] = []

    def send(self, packet: av.Packet) -> Iterator[FeatureSet]:
        """Takes one access unit; gives the sets that it completes."""
        data = bytes(packet)
        unit, fault = self.read_header(data)
        if unit is None:
            self._headerless.append(fault or "")
        elif (unit.sequence, unit.frame) == self._last:
            return  # some muxers repeat the first packet
        else:
            self._last = unit.sequence, unit.frame
        hashes = _picture_hashes(data, self._length) if unit and unit.check == CHECK_PICTURE_HASH else None
        packet.pts = packet.dts = number = self._count
        self._count += 1
        self._sent[number] = _Sent(unit, fault, hashes, 8 * len(data))
        yield from self._decode(packet)

    def finish(self) -> Iterator[FeatureSet]:
        """No more access units come."""
        yield from self._decode(None)
        for number in sorted(self._sent):
            yield from self._lose(self._sent.pop(number), "the decoder gave no picture")
        yield from self._close("the stream ends inside the set")
        if self._headerless and self.configuration:
            faults = [f for f in self._headerless if f]
            reason = f"the last {len(self._headerless)} access units have no readable feature header" + (f" ({faults[0]})" if faults else "")
            yield FeatureSet(0 if self._closed is None else self._closed + 1, State.LOST, reason)

    def read_header(self, data: bytes) -> tuple[Optional[Unit], Optional[str]]:
        """The unit header of an access unit and what was wrong with its messages; configurations are kept."""
        unit, fault = None, None
        for kind, payload in nal.sei_messages(data, self._length, nal.PREFIX_SEI):
            if kind != nal.USER_DATA_UNREGISTERED:
                continue
            try:
                message = read_message(payload)
            except FormatError as e:
                fault = fault or str(e)
                continue
            if isinstance(message, Configuration):
                self._configurations[message.id] = self.configuration = message
                if message.bridge != HEVC_BRIDGE:
                    name = BRIDGES.get(message.bridge, "learned")
                    raise UnsupportedError(
                        f"{self._source}: its bridge is {name} ({message.bridge}); this reader decodes {BRIDGES[HEVC_BRIDGE]} ({HEVC_BRIDGE}) only: use 'videofeat decode'."
                    )
            elif isinstance(message, Unit):
                unit = unit or message
        return unit, fault

    def _decode(self, packet: Optional[av.Packet]) -> Iterator[FeatureSet]:
        try:
            pictures = self._context.decode(packet)
        except av.error.FFmpegError as e:
            newest = max(self._sent, default=None)
            if packet is not None and newest is not None:
                sent = self._sent[newest]
                self._sent[newest] = _Sent(sent.unit, sent.fault or f"the video decoder refuses it: {e}", sent.hashes, sent.bits)
            return
        for picture in pictures:
            # Pictures come in order: what was sent before this one and has not come will not come.
            for number in sorted(n for n in self._sent if n <= picture.pts):
                sent = self._sent.pop(number)
                if number < picture.pts:
                    yield from self._lose(sent, "the decoder gave no picture")
                elif sent.unit is not None:
                    yield from self._place(sent, sent.unit, picture)

    def _place(self, sent: _Sent, unit: Unit, picture: av.VideoFrame) -> Iterator[FeatureSet]:
        if unit.configuration not in self._configurations:
            yield from self._lose(sent, f"configuration {unit.configuration:08x} has not arrived")
            return
        yield from self._open(unit)
        assert self._assembly
        self._assembly.bits += sent.bits
        self._assembly.place(sent, unit, picture)
        if self._assembly.complete:
            yield from self._close()

    def _lose(self, sent: _Sent, reason: str) -> Iterator[FeatureSet]:
        if sent.unit is None:
            return
        yield from self._open(sent.unit)
        assert self._assembly
        self._assembly.bits += sent.bits
        self._assembly.fail(f"frame {sent.unit.frame}: {sent.fault or reason}")
        if sent.unit.frame == self._assembly.last_frame:
            yield from self._close()

    def _open(self, unit: Unit) -> Iterator[FeatureSet]:
        if self._assembly and self._assembly.sequence != unit.sequence:
            yield from self._close("frames of the set are missing")
        if self._assembly is None:
            faults = [f for f in self._headerless if f]
            reason = f"its feature header did not arrive whole: {faults[0]}" if faults else "the set never arrived"
            self._headerless.clear()
            if self._closed is not None and 0 < unit.sequence - self._closed <= MAX_GAP:
                for missing in range(self._closed + 1, unit.sequence):
                    yield FeatureSet(missing, State.LOST, reason)
            self._assembly = _Assembly(unit, self._configurations.get(unit.configuration))

    def _close(self, reason: Optional[str] = None) -> Iterator[FeatureSet]:
        if self._assembly:
            self._closed = self._assembly.sequence
            closed, self._assembly = self._assembly, None
            yield closed.close(reason)


def _plane(picture: av.VideoFrame, index: int) -> NDArray[Any]:
    """Rows x columns of one component's samples, contiguous: bytes at 8 bit, else little-endian 16-bit words."""
    plane = picture.planes[index]
    samples = np.frombuffer(plane, "<u1" if _BIT_DEPTHS.get(picture.format.name) == 8 else "<u2")
    return np.ascontiguousarray(samples.reshape(plane.height, -1)[:, : plane.width])


def _picture_hashes(data: bytes, length: int) -> Optional[list[bytes]]:
    """The MD5 of each component out of the decoded picture hash SEI (H.265, D.2.19); None where there is none of that kind."""
    for kind, payload in nal.sei_messages(data, length, nal.SUFFIX_SEI):
        if kind == nal.DECODED_PICTURE_HASH and len(payload) in (17, 49) and payload[0] == 0:
            return [payload[at : at + 16] for at in range(1, len(payload), 16)]
    return None
