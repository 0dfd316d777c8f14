"""What becomes of damage, cuts, losses, other people's videos and live streams."""

import os
import pathlib
import random
import socket
import tempfile
import threading
import time
import unittest

import av
import numpy as np

import videofeat
from videofeat import State, nal

from . import vectors

SECONDS_OF_FUZZ = float(os.environ.get("VIDEOFEAT_FUZZ_SECONDS", "4"))
KIT = ("tiled-8-minmax-channel", "channel-10-minmax-tensor", "lossy-p", "lossy-verified", "gray-12")


class Folder(unittest.TestCase):
    def setUp(self) -> None:
        av.logging.set_level(av.logging.PANIC)
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)


class Damage(Folder):
    def test_damaged_and_cut_files_never_give_a_wrong_tensor(self) -> None:
        draw = random.Random(20261122)
        rows, noticed, rounds = vectors.expected(), 0, 0
        end = time.monotonic() + SECONDS_OF_FUZZ
        while time.monotonic() < end or rounds < 100:
            rounds += 1
            file = f"{draw.choice(KIT)}.{draw.choice(('mp4', 'mkv', 'ts', 'hevc'))}"
            data = bytearray((vectors.STREAMS / file).read_bytes())
            if draw.random() < 0.3:
                del data[draw.randrange(1, len(data)) :]
            for _ in range(draw.randrange(1, 12)):
                data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
            bad = self.folder / file
            bad.write_bytes(data)
            noticed += self.read(bad, {row[0]: row for row in rows[file]})
        self.assertGreater(noticed, rounds // 2, "the test does not bite")
        if "VIDEOFEAT_FUZZ_SECONDS" in os.environ:
            print(f"{rounds} damaged files, the damage noticed in {noticed}, no wrong tensor")

    def read(self, path: pathlib.Path, expected: dict[str, list[str]]) -> bool:
        """True where the damage was noticed."""
        intact = 0
        try:
            with videofeat.open(path) as reader:
                for features in reader:
                    if features.state is State.INTACT:
                        intact += 1
                        self.assertEqual(expected[str(features.sequence)], vectors.row(features, reader.configuration.tensors))
        except (videofeat.FormatError, videofeat.UnsupportedError) as e:
            self.assertIn(path.name, str(e))
            return True
        return intact < len(expected)

    def test_a_cut_file_gives_what_stands_before_the_cut_then_says_so(self) -> None:
        path = self.folder / "cut.mp4"
        whole = (vectors.STREAMS / "lossy-p.mp4").read_bytes()
        path.write_bytes(whole[: -(len(whole) - whole.index(b"mdat")) // 2])
        got = []
        with self.assertRaisesRegex(videofeat.FormatError, "cut.mp4: ends after [1-4] of 5 access units."):
            for features in videofeat.open(path):
                got.append(features.state)
        self.assertEqual(State.INTACT, got[0])

    def test_a_lost_set_says_why_and_has_no_values(self) -> None:
        source = nal.split((vectors.STREAMS / "lossy-p.hevc").read_bytes(), 0)
        path = self.folder / "gap.hevc"
        kept, pictures = b"", 0
        for unit in source:
            pictures += unit[0] >> 1 < 32  # a slice, one a picture here
            kept += b"" if unit[0] >> 1 < 32 and pictures == 2 else b"\0\0\0\1" + unit
        path.write_bytes(kept)
        sets = list(videofeat.open(path))
        lost = [s for s in sets if s.state is State.LOST]
        self.assertTrue(lost)
        self.assertTrue(all(s.reason for s in lost))
        with self.assertRaisesRegex(videofeat.LostError, f"set {lost[0].sequence} is lost: "):
            lost[0]["f32"]
        self.assertEqual(0, len(lost[0]))

    def test_files_that_are_none_of_ours(self) -> None:
        empty, text, video = (self.folder / n for n in ("empty.mp4", "text.mp4", "plain.mp4"))
        empty.write_bytes(b"")
        text.write_text("no video")
        with av.open(str(video), "w") as output:
            stream = output.add_stream("mpeg4", 30)
            stream.width = stream.height = 64
            for packet in [*stream.encode(av.VideoFrame(64, 64, "yuv420p")), *stream.encode()]:
                output.mux(packet)
        for path, why in (
            (empty, "the file is empty (0 bytes)"),
            (text, "not a file with an HEVC stream: "),
            (video, "holds no HEVC stream"),
        ):
            with self.subTest(path.name), self.assertRaises(videofeat.FormatError) as caught:
                videofeat.open(path)
            self.assertIn(f"{path.name}: {why}", str(caught.exception))
        with self.assertRaises(FileNotFoundError):
            videofeat.open(self.folder / "missing.mp4")


class Codes(unittest.TestCase):
    """PyAV hands out the decoder's own planes: every code of every bit depth, in 4:2:0 and in 4:0:0."""

    def test_each_format_is_taken_as_it_is(self) -> None:
        found = set()
        for file in ("tiled-8-fixed.mp4", "tiled-10-fixed.mp4", "tiled-12-fixed.mp4", "gray-12.mp4", "gray-10-lossy.mp4"):
            with av.open(str(vectors.STREAMS / file)) as container:
                found |= {picture.format.name for picture in container.decode(video=0)}
            with videofeat.open(vectors.STREAMS / file) as reader:
                self.assertEqual({State.INTACT}, {s.state for s in reader})  # by CRC of the codes, or by picture hash
        self.assertEqual({"yuvj420p", "yuv420p10le", "yuv420p12le", "gray12le", "gray10le"}, found)


class Live(Folder):
    def test_an_sdp_stream_gives_the_sets_of_the_file_behind_it(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1] & ~1
        sdp = self.folder / "session.sdp"
        sdp.write_text(f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\na=rtpmap:96 H265/90000\n")
        done = threading.Event()

        def send() -> None:
            with av.open(str(vectors.STREAMS / "tiled-10-fixed.ts")) as source:
                packets = [p for p in source.demux(video=0) if p.size]
                with av.open(f"rtp://127.0.0.1:{port}", "w", format="rtp") as output:
                    stream = output.add_stream(template=source.streams.video[0])
                    number = 0
                    while not done.wait(0.05):
                        packet = av.Packet(bytes(packets[number % len(packets)]))
                        packet.stream, packet.time_base = stream, packets[0].time_base
                        packet.pts = packet.dts = 3000 * number
                        output.mux(packet)
                        number += 1

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        self.addCleanup(sender.join, 10)
        self.addCleanup(done.set)
        expected = vectors.expected()["tiled-10-fixed.mp4"]
        with videofeat.open(sdp, timeout=10) as reader:
            for features in reader:
                if features.state is State.INTACT and features.sequence == 1:
                    self.assertEqual(expected[1], vectors.row(features, reader.configuration.tensors))
                    return
        self.fail("no set arrived")


class Nal(unittest.TestCase):
    def test_emulation_prevention_and_both_framings(self) -> None:
        self.assertEqual(bytes.fromhex("000001 0000 0000 0001"), nal.unescape(bytes.fromhex("00000301 000003 000003 0001")))
        units = [bytes([39 << 1, 1, 5, 3, 1, 2, 3, 0x80]), bytes([40 << 1, 1, 132, 1, 9, 0x80])]
        starts = b"".join(b"\0\0\0\1" + u for u in units)
        lengths = b"".join(len(u).to_bytes(4, "big") + u for u in units)
        for data, length in ((starts, 0), (lengths, 4)):
            self.assertEqual(units, list(nal.split(data, length)))
            self.assertEqual([(5, bytes([1, 2, 3]))], list(nal.sei_messages(data, length, nal.PREFIX_SEI)))
            self.assertEqual([(132, bytes([9]))], list(nal.sei_messages(data, length, nal.SUFFIX_SEI)))

    def test_any_bytes_are_walked_to_their_end(self) -> None:
        random = np.random.default_rng(5)
        for length in (0, 1, 2, 4):
            for _ in range(300):
                data = random.bytes(int(random.integers(0, 60)))
                list(nal.sei_messages(b"\0\0\1\x4e\1" + data if length == 0 else data, length, nal.PREFIX_SEI))


if __name__ == "__main__":
    unittest.main()
