"""Tensors, regions, and the way from samples to codes (docs/formats/feature-sei.md, "From elements to samples")."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, field
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from .errors import FormatError

# What a header from outside may ask for before memory is taken.
MAX_ELEMENTS = 1 << 26
MAX_CHANNELS = 1 << 20
MAX_SIDE = 8192
MAX_FRAMES = 1 << 16
MAX_TENSORS = 255


class ElementType(enum.IntEnum):
    FLOAT32 = 1
    FLOAT16 = 2
    BFLOAT16 = 3
    INT8 = 4
    UINT8 = 5

    @property
    def bytes(self) -> int:
        return (4, 2, 2, 1, 1)[self - 1]


class AxisOrder(enum.IntEnum):
    CHANNELS_FIRST = 1
    CHANNELS_LAST = 2
    TOKENS = 3


class LayoutKind(enum.IntEnum):
    TILED = 1
    CHANNEL_PER_FRAME = 2
    PAYLOAD = 3


@dataclass(frozen=True)
class TensorSpec:
    """Name, type and shape of one tensor of a set; the batch axis, where there is one, is 1."""

    name: str
    type: ElementType
    order: AxisOrder
    shape: tuple[int, ...]

    @property
    def elements(self) -> int:
        return math.prod(self.shape)

    @property
    def channels_last(self) -> bool:
        """True where the channels are the innermost axis in memory."""
        return self.order == AxisOrder.CHANNELS_LAST and len(self.shape) > 2

    @property
    def geometry(self) -> tuple[int, int, int]:
        """Channels, rows of a channel, elements of a row. A depth axis is folded into the rows."""
        if len(self.shape) == 1:
            return 1, 1, self.shape[0]
        if self.order == AxisOrder.TOKENS or len(self.shape) == 2:
            return 1, self.shape[-2], self.shape[-1]
        axes = self.shape[1:] if len(self.shape) > 3 else self.shape
        channels, (*depth, height, width) = (axes[-1], axes[:-1]) if self.channels_last else (axes[0], axes[1:])
        return channels, math.prod(depth) * height, width

    def fault(self) -> Optional[str]:
        rank = len(self.shape)
        if self.order == AxisOrder.TOKENS and rank not in (2, 3):
            return f"tensor '{self.name}' of tokens has rank {rank}; allowed are 2 and 3"
        batch = rank > 3 or (self.order == AxisOrder.TOKENS and rank == 3)
        if batch and self.shape[0] != 1:
            return f"tensor '{self.name}' has a batch of {self.shape[0]}; a set holds 1"
        if self.geometry[0] > MAX_CHANNELS:
            return f"tensor '{self.name}' has {self.geometry[0]} channels; the limit is {MAX_CHANNELS}"
        return None


@dataclass(frozen=True)
class Region:
    """Where the tiles of one tensor lie: a grid of cells in each of its frames. All in samples."""

    first_frame: int
    origin_x: int
    origin_y: int
    tile_width: int
    tile_height: int
    stride_x: int
    stride_y: int
    columns: int
    rows: int

    @property
    def per_frame(self) -> int:
        """Tiles that fit a frame."""
        return self.columns * self.rows

    def bands(self, spec: TensorSpec) -> int:
        """Tiles of one channel."""
        _, height, width = spec.geometry
        lines = -(-height * width // self.tile_width)
        return -(-lines // self.tile_height)

    def tiles(self, spec: TensorSpec) -> int:
        return spec.geometry[0] * self.bands(spec)

    def last_frame(self, spec: TensorSpec) -> int:
        return self.first_frame + (self.tiles(spec) - 1) // self.per_frame

    def fault(self, spec: TensorSpec, width: int, height: int, frames: int) -> Optional[str]:
        name = f"the region of tensor '{spec.name}'"
        if min(self.tile_width, self.tile_height, self.columns, self.rows) < 1 or self.stride_x < self.tile_width or self.stride_y < self.tile_height:
            return f"{name} has an impossible size: {self}"
        if self.origin_x + self.columns * self.stride_x > width or self.origin_y + self.rows * self.stride_y > height:
            return f"{name} leaves the frame of {width}x{height}: {self}"
        if self.last_frame(spec) >= frames:
            return f"{name} reaches to frame {self.last_frame(spec)}; the set has {frames}"
        return None

    def covered(self, spec: TensorSpec, frame: int) -> list[tuple[int, int, int, int]]:
        """Rectangles (left, top, right, bottom) of the cells used in a frame: full rows, then what is left of the next."""
        tiles = min(self.tiles(spec) - (frame - self.first_frame) * self.per_frame, self.per_frame) if frame >= self.first_frame else 0
        rows, rest = divmod(max(tiles, 0), self.columns)
        below = self.origin_y + rows * self.stride_y
        return [
            (self.origin_x, self.origin_y, self.origin_x + self.columns * self.stride_x, below),
            (self.origin_x, below, self.origin_x + rest * self.stride_x, below + self.stride_y),
        ]


def overlap(a: tuple[Region, TensorSpec], b: tuple[Region, TensorSpec]) -> bool:
    """Whether two regions overlap: all frames but a region's last are full, so the first frame that they share decides."""
    shared = max(a[0].first_frame, b[0].first_frame)
    return any(
        max(p[0], q[0]) < min(p[2], q[2]) and max(p[1], q[1]) < min(p[3], q[3])
        for p in a[0].covered(a[1], shared)
        for q in b[0].covered(b[1], shared)
    )


@dataclass(frozen=True)
class Layout:
    """The plan from (tensor, channel, element) to (frame, row, column). `check` before use: nothing else bounds what it asks for."""

    kind: LayoutKind
    width: int
    height: int
    frames: int
    tensors: tuple[TensorSpec, ...]
    regions: tuple[Region, ...] = ()
    orders: dict[int, NDArray[np.int64]] = field(default_factory=dict)  # tensor -> the channel at each position

    def check(self) -> None:
        """Raises FormatError where a number is outside what the format or this reader allows."""
        fault = self._fault()
        if fault is not None:
            raise FormatError(f"layout: {fault}.")

    def _fault(self) -> Optional[str]:
        if not (1 <= self.width <= MAX_SIDE and 1 <= self.height <= MAX_SIDE):
            return f"frame size is {self.width}x{self.height}; allowed are 1x1 to {MAX_SIDE}x{MAX_SIDE}"
        if not 1 <= self.frames <= MAX_FRAMES:
            return f"frames per set is {self.frames}; allowed are 1..{MAX_FRAMES}"
        if not 1 <= len(self.tensors) <= MAX_TENSORS:
            return f"the set has {len(self.tensors)} tensors; allowed are 1..{MAX_TENSORS}"
        if len({t.name for t in self.tensors}) != len(self.tensors):
            return "two tensors have one name"
        for tensor in self.tensors:
            fault = tensor.fault()
            if fault is not None:
                return fault
        elements = sum(t.elements for t in self.tensors)
        if elements > MAX_ELEMENTS:
            return f"the set has {elements} elements; the limit is {MAX_ELEMENTS}"
        for i, order in self.orders.items():
            if i >= len(self.tensors) or not np.array_equal(np.sort(order), np.arange(self.tensors[i].geometry[0])):
                return f"the channel order of tensor {i} is not a permutation of its channels"
        expected = 0 if self.kind == LayoutKind.PAYLOAD else len(self.tensors)
        if len(self.regions) != expected:
            return f"{len(self.regions)} regions; a layout of kind {int(self.kind)} with {len(self.tensors)} tensors has {expected}"
        placed = list(zip(self.regions, self.tensors))
        for region, tensor in placed:
            fault = region.fault(tensor, self.width, self.height, self.frames)
            if fault is not None:
                return fault
        for i, a in enumerate(placed):
            for b in placed[i + 1 :]:
                if overlap(a, b):
                    return f"the regions of tensors '{a[1].name}' and '{b[1].name}' overlap"
        return None


class CodeBuffer:
    """The codes of one tensor, gathered frame by frame."""

    def __init__(self, spec: TensorSpec, region: Region, order: Optional[NDArray[np.int64]], bits: int) -> None:
        channels, height, width = spec.geometry
        self._spec, self._region, self._order = spec, region, order
        self._elements = height * width
        # A tile's samples in reading order are consecutive elements of its channel; of a lone tile only those that hold elements are kept.
        tile = region.tile_width * region.tile_height
        self._kept = tile if region.bands(spec) > 1 else self._elements
        self._tiles = np.zeros((region.tiles(spec), self._kept), np.uint8 if bits == 8 else np.uint16)

    def take(self, frame: int, luma: NDArray[np.generic]) -> None:
        """Takes this tensor's tiles out of frame `frame` of the set; `luma` is rows x columns of samples."""
        r = self._region
        first = (frame - r.first_frame) * r.per_frame
        if not 0 <= first < len(self._tiles):
            return
        cells = luma[r.origin_y :, r.origin_x :][: r.rows * r.stride_y, : r.columns * r.stride_x].reshape(r.rows, r.stride_y, r.columns, r.stride_x)
        tiles = cells[:, : r.tile_height, :, : r.tile_width].transpose(0, 2, 1, 3).reshape(r.per_frame, -1)
        into = self._tiles[first : first + r.per_frame]
        into[:] = tiles[: len(into), : self._kept]

    def codes(self) -> NDArray[np.generic]:
        """Codes as channels x elements of a channel, channels in their own order."""
        by_position = self._tiles.reshape(self._spec.geometry[0], -1)[:, : self._elements]
        if self._order is None:
            return by_position
        by_channel = np.empty_like(by_position)
        by_channel[self._order] = by_position  # position p holds channel order[p]
        return by_channel
