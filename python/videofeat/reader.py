"""Feature sets out of files and live streams, one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType
from typing import Optional, Union

import av

from . import nal
from .decoder import Decoder
from .errors import FormatError
from .header import Configuration
from .sets import FeatureSet

PathLike = Union[str, "os.PathLike[str]"]


class Reader:
    """Iterates over the feature sets of a file or a live stream, once. `with` or `close` frees it.

    What stands before a cut or damage comes first, then FormatError.
    """

    def __init__(self, path: PathLike, timeout: float = 10.0) -> None:
        self.path = os.fspath(path)
        self._live = self.path.endswith(".sdp")
        self._container = open_container(self.path, timeout)
        self._stream = hevc_stream(self.path, self._container)
        self._decoder = Decoder(self.path, self._stream.codec_context, nal.length_bytes(self._stream.codec_context.extradata))

    @property
    def configuration(self) -> Optional[Configuration]:
        """What the stream said of itself last; None before its first configuration."""
        return self._decoder.configuration

    def __iter__(self) -> Iterator[FeatureSet]:
        units = 0
        cut: Optional[str] = None
        try:
            for packet in self._container.demux(self._stream):
                if packet.size:
                    units += 1
                    yield from self._decoder.send(packet)
        except av.error.FFmpegError as e:
            cut = None if self._live else f"reading access unit {units} failed: {e}"
        yield from self._decoder.finish()
        if cut is None and not self._live and units < self._stream.frames:
            cut = f"ends after {units} of {self._stream.frames} access units"
        if cut is None and self.configuration is None:
            cut = f"no feature header was found in its {units} access units: an ordinary video, or the SEI was removed on the way"
        if cut is not None:
            raise FormatError(f"{self.path}: {cut}.")

    def close(self) -> None:
        self._container.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()


def open_container(path: str, timeout: float) -> av.container.InputContainer:
    """Opens a file or an SDP description; FormatError where it is none that holds video, OSError where it cannot be read."""
    live = path.endswith(".sdp")
    if not os.path.isfile(path):
        raise FileNotFoundError(f"{path}: no such file.")
    if os.path.getsize(path) == 0:
        raise FormatError(f"{path}: the file is empty (0 bytes).")
    options = {"protocol_whitelist": "file,udp,rtp"} if live else {}
    try:
        return av.open(path, format="sdp" if live else None, options=options, metadata_errors="ignore", timeout=timeout if live else None)
    except (av.error.FFmpegError, ValueError) as e:
        raise FormatError(f"{path}: not a file with an HEVC stream: {e}.") from e


def hevc_stream(path: str, container: av.container.InputContainer) -> av.video.stream.VideoStream:
    """The first HEVC stream of a container, its decoder set to several threads."""
    for stream in container.streams.video:
        if stream.codec_context is not None and stream.codec_context.name == "hevc":
            stream.thread_type = "AUTO"
            return stream
    container.close()
    raise FormatError(f"{path}: holds no HEVC stream.")
