"""Messages of the feature SEI: the worked example of the format's page, and what is refused."""

import pathlib
import re
import struct
import unittest

import numpy as np

from videofeat.crc32c import crc32c
from videofeat.errors import FormatError
from videofeat.header import UUID, Configuration, Unit, read_message
from videofeat.layout import CodeBuffer
from videofeat.quantizer import dequantize

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "formats" / "feature-sei.md"


def example(name: str) -> bytes:
    block = re.search(f"```hex {name}\n(.*?)```", PAGE.read_text(), re.S)
    assert block
    return bytes.fromhex(re.sub(r"(?m)^[0-9a-f]{4}  ", "", block[1]))


def slow_crc(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def message(kind: int, fields: bytes, version: int = 1) -> bytes:
    body = struct.pack("<BBI", version, kind, len(fields)) + fields
    return UUID + body + struct.pack("<I", slow_crc(body))


def field(tag: int, *value: int) -> bytes:
    return bytes([tag, len(value), *value])


PICTURE, TENSOR = field(1, 8, 1, 64, 64, 1), field(2, 1, 1, 3, 2, 3, 5)
REGION, QUANTIZER, BRIDGE = field(3, 0, 0, 0, 5, 3, 8, 4, 1, 2), field(5, 1, 2), field(6, 1)
WHOLE = PICTURE + TENSOR + REGION + QUANTIZER + BRIDGE
UNIT = field(1, 1, 2, 3, 4) + field(2, *[0] * 8)


class Crc(unittest.TestCase):
    def test_it_is_the_one_of_rfc_3720(self) -> None:
        self.assertEqual(0xE3069283, crc32c(b"123456789"))
        random = np.random.default_rng(1)
        for size in [*range(40), 63, 64, 65, 1000, 4097]:
            data = random.bytes(size)
            self.assertEqual(slow_crc(data), crc32c(data), size)


class WorkedExample(unittest.TestCase):
    def test_it_reads_as_the_page_says(self) -> None:
        configuration, unit = read_message(example("configuration")), read_message(example("unit"))
        assert isinstance(configuration, Configuration) and isinstance(unit, Unit)
        self.assertEqual((0xE2014A4B, 8, 64, 64), (configuration.id, configuration.bits, configuration.layout.width, configuration.layout.height))
        self.assertEqual((configuration.id, 0, 1795000000000000000, "000.npy", 0x7B85235C), (unit.configuration, unit.sequence, unit.capture_time_ns, unit.item_id, unit.crc))
        luma = np.zeros((64, 64), np.uint8)
        luma[:8, :8] = np.frombuffer(example("luma"), np.uint8).reshape(8, 8)
        self.assertEqual(unit.crc, crc32c(luma))
        spec = configuration.layout.tensors[0]
        buffer = CodeBuffer(spec, configuration.layout.regions[0], None, 8)
        buffer.take(0, luma)
        values = dequantize(buffer.codes(), unit.ranges[0], 8, spec).reshape(2, 15)
        np.testing.assert_allclose(values[0], [i % 6 / 2 for i in range(15)], atol=0.005)
        self.assertEqual(np.float32(-0.19999993), dequantize(np.full((2, 15), 51, np.uint8), unit.ranges[0], 8, spec).reshape(2, 15)[1, 0])


class Refusals(unittest.TestCase):
    def refused(self, payload: bytes, why: str) -> None:
        with self.assertRaises(FormatError) as caught:
            read_message(payload)
        self.assertEqual(why, str(caught.exception))

    def test_frames_of_messages(self) -> None:
        self.assertIsNone(read_message(b"another UUID, sixteen" * 2))
        self.assertIsNone(read_message(message(9, b"of a later edition")))
        self.refused(UUID + b"\x01\x01", "message: 18 bytes; allowed are 26..67108864.")
        self.refused(message(2, UNIT, version=2), "version: 2; this reader knows 1.")
        self.refused(message(2, UNIT) + b"\0", f"length: {len(UNIT)} bytes of fields; the message holds {len(UNIT) + 1}.")
        damaged = bytearray(message(2, UNIT))
        damaged[30] ^= 1
        with self.assertRaisesRegex(FormatError, "^CRC: [0-9A-F]{8}; the bytes give [0-9A-F]{8}.$"):
            read_message(bytes(damaged))

    def test_fields(self) -> None:
        self.assertIsInstance(read_message(message(1, WHOLE)), Configuration)
        self.assertIsInstance(read_message(message(1, WHOLE + field(77, 1, 2, 3))), Configuration)
        for fields, why in (
            (WHOLE + field(0x91, 1), "configuration: field 145 is critical and unknown to this reader."),
            (WHOLE + BRIDGE, "configuration: field 6 stands twice."),
            (PICTURE + TENSOR + REGION + BRIDGE, "configuration: field 5 is missing."),
            (WHOLE + bytes([7, 200, 1]) + b"x", "configuration: 200 bytes are wanted; 1 are left."),
            (WHOLE.replace(QUANTIZER, field(5, 1, 2, 3)), "quantizer: 1 bytes are left over."),
            (WHOLE.replace(PICTURE, field(1, 9, 1, 64, 64, 1)), "picture: bit depth is 9; allowed are 8, 10 and 12."),
            (WHOLE.replace(PICTURE, field(1, 8, 4, 64, 64, 1)), "picture: LayoutKind is 4; allowed are 1..3."),
            (WHOLE.replace(PICTURE, field(1, 8, 1, 0xC0, 0, 64, 1)), "picture: a varint is not in its shortest form."),
            (WHOLE.replace(PICTURE, field(1, 8, 1, *[255] * 9, 1, 64, 1)), "picture: 18446744073709551615; allowed are 0..2147483647."),
            (WHOLE.replace(PICTURE, field(1, 8, 1, *[255] * 10, 1, 64, 1)), "picture: a varint has more than 64 bits."),
            (WHOLE.replace(PICTURE, field(1, 8, 1, 0x81, 0x40, 64, 1)), "layout: frame size is 8193x64; allowed are 1x1 to 8192x8192."),
            (WHOLE.replace(PICTURE, field(1, 8, 1, 64, 64, 0)), "layout: frames per set is 0; allowed are 1..65536."),
            (WHOLE.replace(TENSOR, field(2, 6, 1, 3, 2, 3, 5)), "tensor: ElementType is 6; allowed are 1..5."),
            (WHOLE.replace(TENSOR, field(2, 1, 1, 6, 2, 3, 5)), "tensor: rank is 6; allowed are 1..5."),
            (WHOLE.replace(TENSOR, field(2, 1, 1, 3, 2, 0, 5)), "tensor: shape is (2, 0, 5); dimensions are at least 1."),
            (WHOLE.replace(TENSOR, field(2, 1, 1, 4, 3, 2, 3, 5)), "layout: tensor '' has a batch of 3; a set holds 1."),
            (WHOLE.replace(TENSOR, field(2, 1, 3, 1, 5)), "layout: tensor '' of tokens has rank 1; allowed are 2 and 3."),
            (WHOLE.replace(TENSOR, field(2, 1, 1, 3, 2, 3, 5, 27)), "tensor: not UTF-8 of at most 255 bytes without control characters."),
            (WHOLE.replace(TENSOR, field(2, 1, 1, 2, *[255, 255, 255, 127] * 2)), "layout: the set has 72057593501057025 elements; the limit is 67108864."),
            (WHOLE.replace(TENSOR, TENSOR * 2), "layout: two tensors have one name."),
            (WHOLE.replace(REGION, b""), "layout: 0 regions; a layout of kind 1 with 1 tensors has 1."),
            (WHOLE + TENSOR + b"\x03\x00", "region: 1 bytes are wanted; 0 are left."),
            (WHOLE + field(4, 0, 0, 0), "layout: the channel order of tensor 0 is not a permutation of its channels."),
            (WHOLE + field(4, 0, 1, 0) * 2, "channel order: two for tensor 0."),
            (WHOLE + field(7, 1), "model: 32 bytes are wanted; 1 are left."),
        ):
            with self.subTest(why):
                self.refused(message(1, fields), why)

    def test_regions(self) -> None:
        for numbers, why in (
            ((0, 0, 0, 5, 3, 4, 4, 1, 2), "has an impossible size"),
            ((0, 0, 0, 5, 3, 8, 4, 0, 2), "has an impossible size"),
            ((0, 57, 0, 5, 3, 8, 4, 1, 2), "leaves the frame of 64x64"),
            ((0, 0, 57, 5, 3, 8, 4, 1, 2), "leaves the frame of 64x64"),
            ((0, 0, 0, 5, 3, 8, 4, 1, 1), "reaches to frame 1; the set has 1"),
            ((1, 0, 0, 5, 3, 8, 4, 1, 2), "reaches to frame 1; the set has 1"),
        ):
            with self.subTest(why), self.assertRaisesRegex(FormatError, "^layout: the region of tensor '' " + why):
                read_message(message(1, WHOLE.replace(REGION, field(3, *numbers))))
        second = field(2, 1, 1, 3, 2, 3, 5, ord("b"))
        self.refused(message(1, WHOLE + second + field(3, 0, 7, 7, 5, 3, 8, 4, 1, 2)), "layout: the regions of tensors '' and 'b' overlap.")
        self.assertIsInstance(read_message(message(1, WHOLE + second + field(3, 0, 8, 0, 5, 3, 8, 4, 1, 2))), Configuration)

    def test_units(self) -> None:
        one, two = struct.pack("<f", 1), struct.pack("<f", 2)
        nan = struct.pack("<f", float("nan"))
        for fields, why in (
            (field(1, 1, 2, 3, 4), "unit: field 2 is missing."),
            (UNIT + field(3, 0x80, 0x80, 4), "frame index: 65536; allowed are 0..65535."),
            (UNIT + field(4, 2, 2), "batch: index 2 of 2."),
            (UNIT + field(6, 0xFF), "item id: not UTF-8 of at most 1023 bytes without control characters."),
            (UNIT + field(7, 2, *two, 2, *one), "quantizer: an end is not finite, or a minimum is above its maximum."),
            (UNIT + field(7, 2, *nan, 2, *one), "quantizer: an end is not finite, or a minimum is above its maximum."),
            (UNIT + field(7, 0, 2, *one), "quantizer: 0 values; allowed are 1..1048576."),
            (UNIT + field(7, 200, 1), "quantizer: 400 bytes are wanted; 0 are left."),
            (UNIT + field(7, 3, 0, 0, 1, 1, *one), "quantizer: exception 1 after -1 of 1 values."),
            (UNIT + field(8, 4), "check: kind 4; allowed are 1..3."),
            (UNIT + field(8, 1, 0), "check: 4 bytes are wanted; 1 are left."),
            (UNIT + field(9, *nan), "largest error: nan; it is at least 0."),
            (UNIT + field(10, 1, 2, 3), "times: 1 bytes are wanted; 0 are left."),
        ):
            with self.subTest(why):
                self.refused(message(2, fields), why)


if __name__ == "__main__":
    unittest.main()
