"""CRC-32C (RFC 3720, B.4) by NumPy.

A CRC register that starts at 0 is linear: the bytes are cut into equal lanes, all lanes advance together, two bytes a step, and neighbours are
joined pairwise by "what do so many zero bytes make of this register", a linear map of 32 bits.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

_POLYNOMIAL = np.uint32(0x82F63B78)
_ONES = 0xFFFFFFFF
_MOST_LANES = 1 << 16
_Registers = NDArray[np.uint32]


def _advance(register: _Registers, bits: int) -> _Registers:
    for _ in range(bits):
        register = (register >> np.uint32(1)) ^ (register & np.uint32(1)) * _POLYNOMIAL
    return register


_TWO_BYTES = _advance(np.arange(1 << 16, dtype=np.uint32), 16)  # what two bytes make of a register's lower half


def _map(tables: _Registers, register: _Registers) -> _Registers:
    """A linear map, given as its values for the 256 values of each of the four bytes."""
    b = np.ascontiguousarray(register).view(np.uint8).reshape(-1, 4)
    mapped: _Registers = tables[0][b[:, 0]] ^ tables[1][b[:, 1]] ^ tables[2][b[:, 2]] ^ tables[3][b[:, 3]]
    return mapped


@functools.lru_cache(maxsize=1024)
def _zeros(count: int) -> _Registers:
    """The map of `count` zero bytes, count at least 1."""
    if count == 1:
        return np.stack([_advance(np.arange(256, dtype=np.uint32) << np.uint32(8 * i), 8) for i in range(4)])
    tables = np.stack([_map(_zeros(count // 2), table) for table in _zeros(count // 2)])
    return np.stack([_map(_zeros(1), table) for table in tables]) if count % 2 else tables


def crc32c(data: Any) -> int:
    """CRC-32C of the bytes of `data`: bytes, or a C-contiguous array of any type. crc32c(b"123456789") is 0xE3069283."""
    raw = data.reshape(-1).view(np.uint8) if isinstance(data, np.ndarray) else np.frombuffer(data, np.uint8)
    if raw.size == 0:
        return 0
    lanes = 1 << min(_MOST_LANES.bit_length() - 1, (raw.size // 32).bit_length())
    lane_bytes = -(-raw.size // (2 * lanes)) * 2
    padded = np.zeros(lanes * lane_bytes, np.uint8)
    padded[padded.size - raw.size :] = raw  # zeros in front leave a register of 0 alone
    register = np.zeros(lanes, np.uint32)
    for word in np.ascontiguousarray(padded.view("<u2").reshape(lanes, -1).T):
        register = _TWO_BYTES[(register ^ word) & np.uint32(0xFFFF)] ^ (register >> np.uint32(16))
    while register.size > 1:
        register = _map(_zeros(lane_bytes), register[0::2]) ^ register[1::2]
        lane_bytes *= 2
    start = _map(_zeros(raw.size), np.array([_ONES], np.uint32))  # what the register's true start, all ones, adds
    return int(register[0] ^ start[0]) ^ _ONES
