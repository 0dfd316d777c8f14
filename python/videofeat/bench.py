"""How fast a file or dataset reads: python3 -m videofeat.bench PATH [--random N] [--threads N] [--seed N] [--against FOLDER]

MB are 10^6 bytes of decoded tensors. Random access draws items without order from a dataset that is open already, as a training loop does;
--against reads as many .npy or .npz files of a folder in the same way, in turn with the items, so that both meet the same machine.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from . import Dataset, open


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="videofeat.bench", description="How fast a file or a dataset reads.")
    parser.add_argument("path", help="a file, or a dataset's folder")
    parser.add_argument("--random", type=int, default=1000, help="items to draw from a dataset (default 1000)")
    parser.add_argument("--threads", type=int, default=0, help="of the video decoder where items come one after the other (default 0: its choice)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--against", help="a folder of .npy or .npz files to compare random access with")
    options = parser.parse_args()
    if not os.path.isdir(options.path):
        return sequential(options.path, open(options.path))
    sequential(options.path, Dataset(options.path, threads=options.threads))
    items = Dataset(options.path)
    reads: dict[str, Callable[[random.Random], Any]] = {options.path: lambda draw: items[draw.randrange(len(items))]}
    if options.against:
        files = [f.path for f in os.scandir(options.against) if f.name.endswith((".npy", ".npz"))]
        reads[options.against] = lambda draw: _load(draw.choice(files))
    at_random(reads, options.random, random.Random(options.seed))


def sequential(path: str, sets: Iterable[Mapping[str, Any]]) -> None:
    """Reads everything once, in order."""
    count = size = 0
    start = time.perf_counter()
    for tensors in sets:
        count += 1
        size += sum(t.nbytes for t in tensors.values())
    seconds = time.perf_counter() - start
    print(f"{path}: {count} in order, {size / 1e6:.1f} MB in {seconds:.2f} s: {size / 1e6 / seconds:.1f} MB/s, {1e3 * seconds / max(count, 1):.2f} ms each")


def at_random(reads: Mapping[str, Callable[[random.Random], Any]], draws: int, draw: random.Random) -> None:
    """Reads items in no order, one at a time, of each source in turn."""
    took: dict[str, list[float]] = {name: [] for name in reads}
    for _ in range(draws):
        for name, read in reads.items():
            start = time.perf_counter()
            read(draw)
            took[name].append(1e3 * (time.perf_counter() - start))
    for name, ms in took.items():
        ms.sort()
        print(f"{name}: {draws} at random: median {statistics.median(ms):.2f} ms, p99 {ms[min(draws - 1, int(0.99 * draws))]:.2f} ms")


def _load(path: str) -> list[Any]:
    loaded = np.load(path)
    return [loaded] if isinstance(loaded, np.ndarray) else [loaded[name] for name in loaded]


if __name__ == "__main__":
    main()
