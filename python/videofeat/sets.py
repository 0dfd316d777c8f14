"""What a reader hands out: feature sets and their states."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from numpy.typing import NDArray

from .errors import LostError


class State(enum.Enum):
    INTACT = "intact"  # every frame arrived and its check agreed
    UNCHECKED = "unchecked"  # every frame arrived; the stream carries nothing to check it against
    LOST = "lost"  # something is missing or wrong: no values


@dataclass(frozen=True, eq=False)
class FeatureSet(Mapping[str, NDArray[Any]]):
    """The tensors of one time step by name, in their order, and what is known of them. A lost set has no tensors and says why in `reason`."""

    sequence: int
    state: State
    reason: Optional[str] = None
    tensors: dict[str, NDArray[Any]] = field(default_factory=dict)
    item_id: Optional[str] = None
    batch: tuple[int, int] = (0, 1)  # which set of its batch, of how many
    capture_time_ns: Optional[int] = None  # since 1970-01-01 UTC
    max_error: Optional[float] = None  # largest absolute difference to the source, measured by the sender
    bits: int = 0  # of all its access units
    crcs: tuple[int, ...] = ()  # the CRC-32C of the codes that each of its access units states, 0 where it states none

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The tensor of this name; LostError where the set is lost."""
        if self.state is State.LOST:
            raise LostError(f"set {self.sequence} is lost: {self.reason}")
        return self.tensors[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tensors)

    def __len__(self) -> int:
        return len(self.tensors)
