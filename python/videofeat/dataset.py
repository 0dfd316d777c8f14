"""Any item of a dataset (docs/formats/dataset.md): random access through the container's index and the key picture that every item begins with."""

from __future__ import annotations

import collections
import json
import os
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Optional, Union, overload

import av
import numpy as np
from numpy.typing import NDArray

from . import nal
from .crc32c import crc32c
from .decoder import Decoder
from .errors import FormatError
from .reader import PathLike, hevc_stream, open_container
from .sets import FeatureSet, State

UNITS_PER_SECOND = 30  # access unit n stands at n / 30 s

_SHARD_NAME = re.compile(r"shard-\d{5,}(-(8bit|10bit|12bit|exact))?\.(mp4|mkv)")
_AT_ONCE = 64  # items that an iteration decodes in one go

Tensors = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Item:
    """Where an item lies and what is known of it without decoding it."""

    id: str
    shard: int
    first: int  # access unit of its file
    count: int  # access units
    sets: int  # size of the batch axis
    max_error: float  # largest absolute difference to the source, measured when it was written; 0: exact
    state: str  # coded, finer or exact
    codes_crc32c: int


class Dataset(Sequence[Tensors]):
    """A dataset's items by number or id, each a dict of arrays by tensor name.

    Safe to use from several threads (one decodes at a time) and in forked or spawned processes, each of which opens shards of its own.
    Raises FormatError, naming file and item, where an item is damaged or not the one that the manifest means; all others stay readable.

    path: the dataset's folder. threads: of the video decoder, 0 for as many as it likes; 1 suits random access and DataLoader workers.
    open_shards: how many shard files stay open, the least recently used is closed first.
    """

    def __init__(self, path: PathLike, threads: int = 1, open_shards: int = 16) -> None:
        self.path = os.fspath(path)
        self._threads, self._most_open = threads, open_shards
        manifest = _read_manifest(os.path.join(self.path, "dataset.json"))
        self.kinds: list[dict[str, Any]] = manifest["kinds"]
        self.shards: list[dict[str, Any]] = manifest["shards"]
        self.bad: list[dict[str, Any]] = manifest.get("bad", [])
        self.items: list[Item] = [_item(i, self.shards) for i in manifest["items"]]
        self._by_id = {item.id: i for i, item in enumerate(self.items)}
        self._forget()

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: Union[int, str]) -> Tensors: ...
    @overload
    def __getitem__(self, index: slice) -> list[Tensors]: ...
    def __getitem__(self, index: Union[int, str, slice]) -> Union[Tensors, list[Tensors]]:
        """An item by number or by id, or a slice of items. IndexError or KeyError where there is none."""
        if isinstance(index, slice):
            return self.__getitems__(list(range(*index.indices(len(self)))))
        return self.__getitems__([self._by_id[index] if isinstance(index, str) else index])[0]

    def __getitems__(self, indices: Sequence[int]) -> list[Tensors]:
        """Several items by number, in the order asked for: each shard is read once, neighbours without a seek between them."""
        size = len(self)
        wanted = [i + size if i < 0 else i for i in indices]
        if any(not 0 <= i < size for i in wanted):
            raise IndexError(f"item {next(i for i, w in zip(indices, wanted) if not 0 <= w < size)} of {size}")
        if self._process != os.getpid():
            _inherited.append(self._open)
            self._forget()
        found: dict[int, Tensors] = {}
        with self._lock:
            for run in self._runs(sorted(set(wanted), key=lambda i: (self.items[i].shard, self.items[i].first))):
                found.update(zip(run, self._read(run)))
        taken: set[int] = set()
        result = []
        for i in wanted:  # who asks twice gets two copies: nobody shares arrays that may be written to
            result.append({name: t.copy() for name, t in found[i].items()} if i in taken else found[i])
            taken.add(i)
        return result

    def __iter__(self) -> Iterator[Tensors]:
        """All items in order, a few dozen decoded at a time."""
        for at in range(0, len(self), _AT_ONCE):
            yield from self.__getitems__(range(at, min(at + _AT_ONCE, len(self))))

    def close(self) -> None:
        """Closes all shards; the next access opens them again."""
        with self._lock:
            while self._process == os.getpid() and self._open:
                self._open.popitem()[1].close()

    def __getstate__(self) -> dict[str, Any]:
        """For processes that are spawned: everything but what is open."""
        return {k: v for k, v in self.__dict__.items() if k not in ("_open", "_lock", "_process")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._forget()

    def _forget(self) -> None:
        self._open: collections.OrderedDict[int, _Shard] = collections.OrderedDict()
        self._lock = threading.Lock()
        self._process = os.getpid()

    def _runs(self, order: list[int]) -> Iterator[list[int]]:
        """Cuts sorted items into runs that lie behind one another in one file."""
        run: list[int] = []
        for i in order:
            last = self.items[run[-1]] if run else None
            if last and (last.shard, last.first + last.count) != (self.items[i].shard, self.items[i].first):
                yield run
                run = []
            run.append(i)
        if run:
            yield run

    def _read(self, run: list[int]) -> Iterator[Tensors]:
        items = [self.items[i] for i in run]
        shard = self._shard(items[0].shard)
        sets = shard.read(items[0].first, sum(item.count for item in items))
        for item in items:
            first = item.first // shard.frames_per_set
            yield _assemble(item, [sets.get(first + k) for k in range(item.sets)], shard.path)

    def _shard(self, index: int) -> _Shard:
        if index not in self._open:
            while len(self._open) >= self._most_open:
                self._open.popitem(last=False)[1].close()
            facts = self.shards[index]
            self._open[index] = _Shard(os.path.join(self.path, facts["file"]), self.kinds[facts["kind"]]["layout"]["framesPerSet"], self._threads)
        self._open.move_to_end(index)
        return self._open[index]


# A fork inherits its parent's decoders, but not their threads: it leaves them alone and must not even close them.
_inherited: list[Any] = []


class _Shard:
    """One open file and where in it the reading is."""

    def __init__(self, path: str, frames_per_set: int, threads: int) -> None:
        self.path, self.frames_per_set = path, frames_per_set
        self._container = open_container(path, timeout=0)
        self._stream = hevc_stream(path, self._container)
        self._threads = threads
        self._packets = self._container.demux(self._stream)
        self._next = 0

    def read(self, first: int, count: int) -> dict[int, FeatureSet]:
        """Decodes access units first .. first + count - 1; the first is a key picture. The sets by sequence number."""
        sets: dict[int, FeatureSet] = {}
        extradata = self._stream.codec_context.extradata
        context = av.CodecContext.create("hevc", "r")  # a new one a run: cheap (60 us), and nothing of another place is left in it
        context.extradata = extradata
        context.thread_count, context.thread_type = self._threads, "AUTO"
        decoder = Decoder(self.path, context, nal.length_bytes(extradata))
        try:
            if first != self._next:
                self._seek(first)
            for _ in range(count):
                packet = next(self._packets, None)
                if packet is None or not packet.size:
                    break
                self._next += 1
                sets.update((s.sequence, s) for s in decoder.send(packet))
            sets.update((s.sequence, s) for s in decoder.finish())
        except av.error.FFmpegError as e:
            raise FormatError(f"{self.path}: reading access units {first}..{first + count - 1} failed: {e}.") from e
        return sets

    def _seek(self, first: int) -> None:
        self._next = -1  # unknown, should the seek fail
        self._container.seek(round(Fraction(first, UNITS_PER_SECOND) / self._stream.time_base), stream=self._stream)
        self._packets = self._container.demux(self._stream)
        self._next = first

    def close(self) -> None:
        self._container.close()


def _assemble(item: Item, sets: list[Optional[FeatureSet]], path: str) -> Tensors:
    """An item of its sets, each of which must be whole, checked, and the one that the manifest means."""
    whole = []
    for features in sets:
        if features is None:
            raise FormatError(f"{path}: item '{item.id}': its access units {item.first}..{item.first + item.count - 1} are not there.")
        if features.state is not State.INTACT:
            raise FormatError(f"{path}: item '{item.id}' is {features.state.value}: {features.reason}.")
        whole.append(features)
    if whole[0].item_id != item.id:
        raise FormatError(f"{path}: item '{item.id}': the file holds '{whole[0].item_id}' there: it is not the one that the manifest means.")
    found = crc32c(np.array([crc for features in whole for crc in features.crcs], "<u4"))
    if found != item.codes_crc32c:
        raise FormatError(f"{path}: item '{item.id}': the CRC-32C of its codes is {found:08x}; the manifest says {item.codes_crc32c:08x}.")
    if len(whole) == 1:
        return dict(whole[0].tensors)
    return {name: np.concatenate([features[name] for features in whole]) for name in whole[0]}


def _read_manifest(path: str) -> dict[str, Any]:
    if not os.path.isfile(path):
        raise FileNotFoundError(f"{path}: no such file.")
    try:
        with open(path, encoding="utf-8") as file:
            manifest = json.load(file)
        if manifest["format"] != "videofeat-dataset" or manifest["version"] != 1:
            raise FormatError(f"{path}: it is {manifest['format']} version {manifest['version']}; this reader knows videofeat-dataset version 1.")
        for shard in manifest["shards"]:
            if not _SHARD_NAME.fullmatch(shard["file"]) or manifest["kinds"][shard["kind"]]["layout"]["framesPerSet"] < 1:
                raise FormatError(f"{path}: '{shard['file']}' is no shard of a dataset.")
        return dict(manifest, items=list(manifest["items"]))
    except (ValueError, KeyError, TypeError, IndexError) as e:
        raise e if isinstance(e, FormatError) else FormatError(f"{path}: not a dataset's manifest: {type(e).__name__}: {e}.") from e


def _item(entry: dict[str, Any], shards: list[dict[str, Any]]) -> Item:
    try:
        where = entry["shard"], entry["first"], entry["count"], entry["sets"]
        item = Item(entry["id"], *where, float(entry["maxError"]), sys.intern(entry["state"]), int(entry["codesCrc32c"], 16))
        if not (0 <= item.shard < len(shards) and item.first >= 0 and item.count >= item.sets >= 1):
            raise ValueError("out of range")
        return item
    except (KeyError, TypeError, ValueError) as e:
        raise FormatError(f"dataset.json: an item is damaged: {type(e).__name__}: {e}.") from e
