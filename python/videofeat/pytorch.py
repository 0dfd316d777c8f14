"""A dataset for PyTorch's DataLoader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional

import torch
import torch.utils.data

from .dataset import Dataset, Tensors
from .reader import PathLike


class TorchDataset(torch.utils.data.Dataset[Any]):  # type: ignore[misc]
    """Items as dicts of torch tensors in their own types (bfloat16 too), by number; `transform` is applied to each.

    Works with any number of DataLoader workers; batches are fetched shard by shard (`__getitems__`).
    """

    def __init__(self, path: PathLike, transform: Optional[Callable[[dict[str, torch.Tensor]], Any]] = None) -> None:
        self.items = Dataset(path)
        self._transform = transform
        self._bfloat16 = [{t["name"] for t in kind["tensors"] if t["type"] == "bfloat16"} for kind in self.items.kinds]

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Any:
        return self.__getitems__([index])[0]

    def __getitems__(self, indices: Sequence[int]) -> list[Any]:
        return [self._finish(i, tensors) for i, tensors in zip(indices, self.items.__getitems__(indices))]

    def _finish(self, index: int, tensors: Tensors) -> Any:
        halves = self._bfloat16[self.items.shards[self.items.items[index].shard]["kind"]]
        item = {name: torch.from_numpy(t).to(torch.bfloat16) if name in halves else torch.from_numpy(t) for name, t in tensors.items()}
        return self._transform(item) if self._transform else item
