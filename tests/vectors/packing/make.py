"""Golden vectors of quantizing, packing and the feature header, made from docs/formats/feature-sei.md and docs/quantization.md alone.

Run in this folder with Python 3 and NumPy: writes source.f4 and one text file a case.
"""
import struct

import numpy as np

F = np.float32
UUID = bytes.fromhex("040ea09b8bd34dd68a77ccd3ad2d766e")
C, H, W = 3, 5, 7


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def varint(n):
    out = b""
    while n >= 0x80:
        out += bytes([n & 0x7F | 0x80])
        n >>= 7
    return out + bytes([n])


def field(tag, value):
    return bytes([tag]) + varint(len(value)) + value


def message(kind, fields):
    body = bytes([1, kind]) + struct.pack("<I", len(fields)) + fields
    return UUID + body + struct.pack("<I", crc32c(body))


def bits(x):
    return struct.unpack("<I", struct.pack("<f", x))[0]


def unbits(b):
    return F(struct.unpack("<f", struct.pack("<I", b))[0])


def floats(values):
    values = [F(v) for v in values]
    if all(bits(v) == bits(values[0]) for v in values):
        values = values[:1]
    wide = [(i, v) for i, v in enumerate(values) if bits(v) & 0xFFFF]
    halves = b"".join(struct.pack("<H", 0 if bits(v) & 0xFFFF else bits(v) >> 16) for v in values)
    halves += varint(len(wide)) + b"".join(varint(i) + struct.pack("<f", v) for i, v in wide)
    if len(halves) < 4 * len(values):
        return varint(len(values) << 1 | 1) + halves
    return varint(len(values) << 1) + b"".join(struct.pack("<f", v) for v in values)


def upper_half(x):
    """The smallest binary32 with 16 zero bits below that is not less than x."""
    top = bits(x) & 0xFFFF0000
    return unbits(top if top == bits(x) or x < 0 else top + 0x10000)


def outward(low, high):
    l, h = F(-upper_half(F(-low))), upper_half(high)
    fits = float(h) - float(l) <= (float(high) - float(low)) * (1 + 1 / 32)
    return (l + F(0), h + F(0)) if fits else (low, high)


def is_fast(low, high):
    r = F(high - low)
    return r == 0 or (2.0**-100 <= r <= 2.0**126 and abs(low) <= 2.0**126 and abs(high) <= 2.0**126)


def quantize(x, low, high, top):
    x = F(min(max(x, low), high))
    if low == high:
        return 0
    if not is_fast(low, high):
        return int(np.rint((np.float64(x) - np.float64(low)) * (top / (np.float64(high) - np.float64(low)))))
    return int(np.rint(F(F(x - low) * F(F(top) / F(high - low)))))


def dequantize(q, low, high, top):
    if not is_fast(low, high):
        return min(F(np.float64(low) + q * ((np.float64(high) - np.float64(low)) / top)), high)
    return min(F(low + F(F(q) * F(F(high - low) / F(top)))), high)


def source():
    rng = np.random.default_rng(20261122)
    x = np.maximum(rng.normal(0, 1, (C, H, W)), -0.3).astype(F)
    x[1] *= F(7.3)
    x[2] = F(0.1)
    return x


def plan(kind):
    """Frame width, frame height, frames, region."""
    if kind == "tiled":
        return 8, 24, 1, (0, 0, 0, W, H, 8, 8, 1, 3)
    return 8, 8, 3, (0, 0, 0, W, H, 8, 8, 1, 1)


def place(region, c, y, x):
    first, ox, oy, tw, th, sx, sy, columns, rows = region
    e = y * W + x
    line = e // tw
    lines = (H * W + tw - 1) // tw
    bands = (lines + th - 1) // th
    tile = c * bands + line // th
    i = tile % (columns * rows)
    return first + tile // (columns * rows), oy + i // columns * sy + line % th, ox + i % columns * sx + e % tw


def case(x, kind, depth, granularity):
    top = 2**depth - 1
    width, height, frames, region = plan(kind)
    if granularity == "tensor":
        ranges = [(x.min() + F(0), x.max() + F(0))] * C
    else:
        ranges = [outward(x[c].min() + F(0), x[c].max() + F(0)) for c in range(C)]
    planes = np.zeros((frames, height, width), np.uint16)
    decoded = np.zeros_like(x)
    for c in range(C):
        low, high = ranges[c]
        for y in range(H):
            for xx in range(W):
                f, row, column = place(region, c, y, xx)
                q = quantize(x[c, y, xx], low, high, top)
                planes[f, row, column] = q
                decoded[c, y, xx] = dequantize(q, low, high, top)
        # Within its cell a tile goes on evenly.
        f, row, column = place(region, c, 0, 0)
        planes[f, row : row + H, column + W] = planes[f, row : row + H, column + W - 1]
        for below in range(H, 8):
            planes[f, row + below, column : column + 8] = planes[f, row + H - 1, column : column + 8]
    raw = [p.astype(np.uint8).tobytes() if depth == 8 else p.astype("<u2").tobytes() for p in planes]
    fields = field(1, bytes([depth, 1 if kind == "tiled" else 2]) + varint(width) + varint(height) + varint(frames))
    fields += field(2, bytes([1, 1, 3]) + varint(C) + varint(H) + varint(W) + "gold".encode())
    fields += field(3, b"".join(varint(n) for n in region))
    fields += field(5, bytes([1, 1 if granularity == "tensor" else 2]))
    fields += field(6, bytes([1]))
    unit = field(1, struct.pack("<I", crc32c(fields))) + field(2, struct.pack("<Q", 7))
    unit += field(7, floats([r[0] for r in ranges]) + floats([r[1] for r in ranges]))
    unit += field(8, b"\x01" + struct.pack("<I", crc32c(raw[0])))
    with open(f"{kind}-{depth}-{granularity}.txt", "w", newline="\n") as out:
        out.write(f"configuration {message(1, fields).hex()}\n")
        out.write(f"unit {message(2, unit).hex()}\n")
        for r in raw:
            out.write(f"frame {r.hex()}\n")
        out.write(f"decoded {decoded.astype('<f4').tobytes().hex()}\n")


def main():
    x = source()
    x.astype("<f4").tofile("source.f4")
    for kind in ("tiled", "perframe"):
        for depth in (8, 10, 12):
            for granularity in ("tensor", "channel"):
                case(x, kind, depth, granularity)


main()
