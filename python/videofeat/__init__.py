"""Feature tensors stored as video, read with NumPy and PyAV: files, datasets and live streams of VideoFeat.

>>> import videofeat
>>> for features in videofeat.open("features.mp4"):
...     print(features.item_id, features.state, {name: t.shape for name, t in features.items()})

An implementation of docs/formats/feature-sei.md of its own; it shares no code with the C# one and agrees with it to the bit.
"""

from .dataset import Dataset
from .errors import FormatError, LostError, UnsupportedError
from .reader import PathLike, Reader
from .sets import FeatureSet, State

__all__ = ["Dataset", "FeatureSet", "FormatError", "LostError", "Reader", "State", "UnsupportedError", "open"]


def open(path: PathLike, timeout: float = 10.0) -> Reader:
    """Opens a file (.mp4, .mkv, .ts, .hevc) or a live stream (.sdp), whose end is `timeout` seconds of silence.

    Raises FileNotFoundError, or FormatError where it holds no HEVC video.
    """
    return Reader(path, timeout)
