"""Every golden stream decodes, bit for bit, to what the C# reader made of it."""

import hashlib
import random
import unittest

import videofeat

from . import vectors


class Golden(unittest.TestCase):
    def test_every_stream_decodes_to_the_tensors_that_were_written_down(self) -> None:
        files = vectors.expected()
        self.assertGreater(len(files), 100)
        for file, rows in files.items():
            with self.subTest(file), videofeat.open(vectors.STREAMS / file) as reader:
                found = [vectors.row(features, reader.configuration.layout.tensors) for features in reader]
                self.assertEqual(rows, found)

    def test_shapes_and_types_come_back(self) -> None:
        with videofeat.open(vectors.STREAMS / "tiled-8-minmax-tensor.mp4") as reader:
            features = next(iter(reader))
        self.assertEqual(
            {"f32": ("float32", (1, 4, 5, 7)), "f16": ("float16", (4, 6, 3)), "bf16": ("float32", (9, 8)), "i8": ("int8", (1, 2, 2, 3, 4)), "u8": ("uint8", (33,))},
            {name: (tensor.dtype.name, tensor.shape) for name, tensor in features.items()},
        )

    def test_the_list_covers_folded_cut_and_reordered_channels(self) -> None:
        layouts = {}
        for file in ("folded.mp4", "banded.mp4", "ordered.mp4"):
            with videofeat.open(vectors.STREAMS / file) as reader:
                next(iter(reader))
                layouts[file] = reader.configuration.layout
        folded, banded, ordered = layouts.values()
        self.assertLess(folded.regions[0].tile_width, folded.tensors[0].geometry[2])
        self.assertGreater(banded.regions[0].bands(banded.tensors[0]), 1)
        self.assertEqual([2, 0, 3, 1], ordered.orders[0].tolist())


class GoldenDatasets(unittest.TestCase):
    def test_every_item_of_the_golden_datasets_is_the_one_that_was_written_down(self) -> None:
        rows = [line.split("\t") for line in (vectors.FOLDER / "dataset" / "dataset.tsv").read_text().splitlines() if not line.startswith("#")]
        found = []
        for container in ("mp4", "mkv"):
            items = videofeat.Dataset(vectors.FOLDER / "dataset" / container)
            order = list(range(len(items)))
            random.Random(3).shuffle(order)
            read = {i: items[i] for i in order}
            for i, item in enumerate(items.items):
                digest = hashlib.sha256()
                for tensor in items.kinds[items.shards[item.shard]["kind"]]["tensors"]:
                    digest.update(vectors.elements(read[i][tensor["name"]], tensor["type"].upper()))
                found.append([container, item.id, item.state.capitalize(), digest.hexdigest()])
        self.assertEqual(rows, found)
        self.assertEqual({"Coded", "Finer", "Exact"}, {row[2] for row in rows})


if __name__ == "__main__":
    unittest.main()
