"""From codes to elements, bit for bit (docs/formats/feature-sei.md, "From codes to elements")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .layout import ElementType, TensorSpec

_F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Ranges:
    """Ranges of one tensor: arrays of one value for all channels, or of one a channel."""

    minimum: _F32
    maximum: _F32


def dequantize(codes: NDArray[np.generic], ranges: Ranges, bits: int, spec: TensorSpec) -> NDArray[Any]:
    """Codes (channels x elements) to the tensor, in its shape and NumPy's type for it.

    bfloat16, which NumPy lacks, comes as float32 holding exactly the bfloat16 values.
    """
    channels = spec.geometry[0]
    low = np.broadcast_to(ranges.minimum, (channels,))[:, None]
    high = np.broadcast_to(ranges.maximum, (channels,))[:, None]
    with np.errstate(all="ignore"):
        values = _to_type(_to_float32(codes, low, high, (1 << bits) - 1), spec.type)
    return np.ascontiguousarray(values.T if spec.channels_last else values).reshape(spec.shape)


def from_byte_planes(planes: NDArray[Any], spec: TensorSpec) -> NDArray[Any]:
    """An exact item's tensor out of its bytes: byte b of element e stands at index b * elements + e (docs/formats/dataset.md)."""
    count = spec.type.bytes
    whole = np.ascontiguousarray(planes.reshape(count, -1).T).reshape(-1)
    if spec.type == ElementType.BFLOAT16:
        return (whole.view("<u2").astype(np.uint32) << np.uint32(16)).view(np.float32).reshape(spec.shape)
    return whole.view({1: "<f4", 2: "<f2", 4: "i1", 5: "u1"}[spec.type]).reshape(spec.shape)


def _to_float32(codes: NDArray[np.generic], low: _F32, high: _F32, largest: int) -> _F32:
    span = high - low
    limit = np.float32(2.0**126)
    plain = (span == 0) | ((span >= np.float32(2.0**-100)) & (span <= limit) & (np.abs(low) <= limit) & (np.abs(high) <= limit))
    # NumPy rounds once an operation and fuses none: these are the format's operations in the format's order.
    values = codes.astype(np.float32)
    values *= span / np.float32(largest)
    values += low
    wide = np.flatnonzero(~plain[:, 0])
    if wide.size:
        m, top = low[wide].astype(np.float64), high[wide].astype(np.float64)
        values[wide] = m + codes[wide].astype(np.float64) * ((top - m) / largest)
    result: _F32 = np.minimum(values, high, out=values)
    return result


def _to_type(values: _F32, kind: ElementType) -> NDArray[Any]:
    if kind == ElementType.FLOAT16:
        return values.astype(np.float16)
    if kind == ElementType.BFLOAT16:
        bits = values.view(np.uint32)
        bits = (bits + (0x7FFF + ((bits >> np.uint32(16)) & np.uint32(1)))) & np.uint32(0xFFFF0000)  # to nearest, half to even
        return bits.view(np.float32)
    if kind == ElementType.INT8:
        return np.clip(np.rint(values), -128, 127).astype(np.int8)
    if kind == ElementType.UINT8:
        return np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return values
