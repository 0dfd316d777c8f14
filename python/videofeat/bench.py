"""How fast a file or dataset reads: python3 -m videofeat.bench PATH [--random N] [--threads N] [--seed N]

MB are 10^6 bytes of decoded tensors. Random access draws items without order from a dataset that is open already, as a training loop does.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Iterable, Mapping
from typing import Any

from . import Dataset, open


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="videofeat.bench", description="How fast a file or a dataset reads.")
    parser.add_argument("path", help="a file, or a dataset's folder")
    parser.add_argument("--random", type=int, default=1000, help="items to draw from a dataset (default 1000)")
    parser.add_argument("--threads", type=int, default=0, help="of the video decoder where items come one after the other (default 0: its choice)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not os.path.isdir(options.path):
        return sequential(options.path, open(options.path))
    sequential(options.path, Dataset(options.path, threads=options.threads))
    at_random(Dataset(options.path), options.random, random.Random(options.seed))


def sequential(path: str, sets: Iterable[Mapping[str, Any]]) -> None:
    """Reads everything once, in order."""
    count = size = 0
    start = time.perf_counter()
    for tensors in sets:
        count += 1
        size += sum(t.nbytes for t in tensors.values())
    seconds = time.perf_counter() - start
    print(f"{path}: {count} in order, {size / 1e6:.1f} MB in {seconds:.2f} s: {size / 1e6 / seconds:.1f} MB/s, {1e3 * seconds / max(count, 1):.2f} ms each")


def at_random(items: Dataset, draws: int, draw: random.Random) -> None:
    """Reads items in no order, one at a time."""
    took = []
    for _ in range(draws):
        index = draw.randrange(len(items))
        start = time.perf_counter()
        items[index]
        took.append(1e3 * (time.perf_counter() - start))
    took.sort()
    print(f"{items.path}: {draws} at random: median {statistics.median(took):.2f} ms, p99 {took[min(len(took) - 1, int(0.99 * len(took)))]:.2f} ms")


if __name__ == "__main__":
    main()
