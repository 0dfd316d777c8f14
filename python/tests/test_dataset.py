"""Datasets: any item in any order, from several threads and processes; damage stays with the item that it hit."""

import concurrent.futures
import json
import multiprocessing
import pathlib
import pickle
import random
import shutil
import tempfile
import unittest

import av
import numpy as np

import videofeat
from videofeat.crc32c import crc32c

from . import vectors

try:
    import torch
    from torch.utils.data import DataLoader

    from videofeat.pytorch import TorchDataset
except ImportError:
    torch = None

SOURCES = {"shard-00000.mp4": "tiled-8-minmax-tensor.mp4", "shard-00001.mkv": "tiled-10-minmax-channel.mkv", "shard-00002-12bit.mp4": "gray-12.mp4"}


def make(folder: pathlib.Path) -> dict[str, dict[str, np.ndarray]]:
    """A dataset of golden files with two items each; what each item must be."""
    manifest: dict = {"format": "videofeat-dataset", "version": 1, "kinds": [{"layout": {"framesPerSet": 1}, "tensors": []}], "shards": [], "items": []}
    expected = {}
    for n, (shard, source) in enumerate(SOURCES.items()):
        shutil.copy(vectors.STREAMS / source, folder / shard)
        manifest["shards"].append({"file": shard, "kind": 0, "items": 2, "units": 2})
        for features in videofeat.open(folder / shard):
            name = f"item {features.sequence}" if n == 0 else f"{n}/{features.sequence}"
            codes = f"{crc32c(np.array(features.crcs, '<u4')):08x}"
            manifest["items"].append(
                {"id": features.item_id, "shard": n, "first": features.sequence, "count": 1, "sets": 1, "maxError": 0.1, "state": "coded", "codesCrc32c": codes}
            )
            expected[name] = dict(features)
    (folder / "dataset.json").write_text(json.dumps(manifest))
    return expected


class Items(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.expected = list(make(self.folder).values())

    def same(self, index: int, item: dict[str, np.ndarray]) -> None:
        self.assertEqual(list(self.expected[index]), list(item))
        for name, tensor in item.items():
            np.testing.assert_array_equal(self.expected[index][name], tensor)

    def test_items_come_in_any_order(self) -> None:
        items = videofeat.Dataset(self.folder, open_shards=2)
        for i in (5, 0, 3, 3, 2, -2, 1, 0):
            self.same(i % 6, items[i])
        for i, item in zip((4, 0, 4), items.__getitems__([4, 0, 4])):
            self.same(i, item)
        self.assertEqual(6, len(items[:]))
        for i, item in enumerate(items):
            self.same(i, item)
        self.same(5, items["item 1"])  # of the three of this name, the last
        with self.assertRaises(IndexError):
            items[6]
        with self.assertRaises(KeyError):
            items["nobody"]

    def test_threads_and_processes_share_a_dataset(self) -> None:
        items = videofeat.Dataset(self.folder)
        items[0]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            for i, item in enumerate(pool.map(items.__getitem__, [n % 6 for n in range(60)])):
                self.same(i % 6, item)
        for kind in ("fork", "spawn"):
            with multiprocessing.get_context(kind).Pool(2) as workers:
                for i, item in enumerate(workers.map(items.__getitem__, range(6))):
                    self.same(i, item)
        self.same(2, pickle.loads(pickle.dumps(items))[2])

    def test_damage_is_named_and_hits_no_other_item(self) -> None:
        shard = self.folder / "shard-00000.mp4"
        data = bytearray(shard.read_bytes())
        data[-20] ^= 0x10  # in the second item's slice
        shard.write_bytes(data)
        items = videofeat.Dataset(self.folder)
        self.same(0, items[0])
        with self.assertRaisesRegex(videofeat.FormatError, "shard-00000.mp4: item 'item 1' is lost: frame 0: "):
            items[1]
        self.same(0, items[0])
        self.same(2, items[2])

    def test_flipped_bits_anywhere_never_give_a_wrong_item(self) -> None:
        av.logging.set_level(av.logging.PANIC)
        draw = random.Random(7)
        whole = {path: path.read_bytes() for path in self.folder.iterdir()}
        read = 0
        for _ in range(150):
            path = draw.choice(list(whole))
            data = bytearray(whole[path])
            for _ in range(draw.randrange(1, 6)):
                data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
            path.write_bytes(data)
            try:
                items = videofeat.Dataset(self.folder)
            except videofeat.FormatError:
                items = []
            for i in range(len(items)):
                try:
                    self.same(i, items[i])
                    read += 1
                except videofeat.FormatError as e:
                    self.assertIn("shard-", str(e))
            path.write_bytes(whole[path])
        self.assertTrue(150 < read < 890, f"{read} of 900 items read: the test does not bite")

    def test_a_shard_of_another_dataset_is_noticed(self) -> None:
        shutil.copy(vectors.STREAMS / "tiled-8-percentile-tensor.mp4", self.folder / "shard-00000.mp4")
        with self.assertRaisesRegex(videofeat.FormatError, "item 'item 0': the CRC-32C of its codes is [0-9a-f]{8}; the manifest says"):
            videofeat.Dataset(self.folder)[0]
        with self.assertRaisesRegex(videofeat.FormatError, "is lost|are not there|failed"):
            (self.folder / "shard-00001.mkv").write_bytes((self.folder / "shard-00001.mkv").read_bytes()[:-600])
            videofeat.Dataset(self.folder)[3]

    def test_manifests_from_outside_are_checked(self) -> None:
        path = self.folder / "dataset.json"
        good = json.loads(path.read_text())
        for change, message in (
            ({"version": 2}, "it is videofeat-dataset version 2; this reader knows videofeat-dataset version 1."),
            ({"shards": [{"file": "../shard-00000.mp4", "kind": 0}]}, "'../shard-00000.mp4' is no shard of a dataset."),
            ({"items": [{"id": "x"}]}, "an item is damaged: KeyError: 'shard'."),
            ({"items": [dict(good["items"][0], shard=9)]}, "an item is damaged: ValueError: out of range."),
            ({"kinds": 3}, "not a dataset's manifest: TypeError"),
        ):
            with self.subTest(message):
                path.write_text(json.dumps({**good, **change}))
                with self.assertRaises(videofeat.FormatError) as caught:
                    videofeat.Dataset(self.folder)
                self.assertIn(message, str(caught.exception))
        path.unlink()
        with self.assertRaises(FileNotFoundError):
            videofeat.Dataset(self.folder)

    @unittest.skipIf(torch is None, "skipped because torch is not there")
    def test_a_data_loader_reads_with_workers(self) -> None:
        for workers in (0, 2):
            loader = DataLoader(TorchDataset(self.folder), batch_size=2, num_workers=workers, collate_fn=list)
            loaded = [item for batch in loader for item in batch]
            for i, item in enumerate(loaded):
                self.same(i, {name: tensor.numpy() for name, tensor in item.items()})
            self.assertEqual(6, len(loaded))


if __name__ == "__main__":
    unittest.main()
