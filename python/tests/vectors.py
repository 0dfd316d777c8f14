"""The golden files of this repository, and what their tensors must be."""

import hashlib
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "vectors"
STREAMS = FOLDER / "streams"


def expected() -> dict[str, list[list[str]]]:
    """File -> for each set its number, state, item id and the SHA-256 of its elements."""
    files: dict[str, list[list[str]]] = {}
    for line in (STREAMS / "streams.tsv").read_text().splitlines():
        if not line.startswith("#"):
            file, *row = line.split("\t")
            files.setdefault(file, []).append(row)
    return files


def row(features, specs) -> list[str]:
    """What a decoded set says of itself, as the list has it."""
    digest = hashlib.sha256()
    for spec in specs:
        digest.update(elements(features[spec.name], spec.type.name))
    return [str(features.sequence), features.state.name.capitalize(), features.item_id or "", digest.hexdigest()]


def elements(array: np.ndarray, kind: str) -> bytes:
    """The elements' bytes in the tensor's own type; bfloat16 are the upper halves of the float32 that stand for them."""
    if kind == "BFLOAT16":
        bits = np.ascontiguousarray(array).view(np.uint32)
        assert not (bits & 0xFFFF).any()
        return (bits >> 16).astype("<u2").tobytes()
    return array.tobytes()
