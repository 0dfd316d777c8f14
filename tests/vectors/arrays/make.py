#!/usr/bin/env python3
"""Makes the array vectors beside this file with NumPy; .safetensors by the layout that its README describes.

Values: element i (C order) of a 2x3x4 array is i / 2 - 3 for floats, i - 12 for int8, i * 10 for uint8.
"""
import json
import os
import struct
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")  # versions 2.0 and 3.0 warn that old NumPy cannot read them
here = os.path.dirname(os.path.abspath(__file__)) if len(sys.argv) < 2 else sys.argv[1]
i = np.arange(24).reshape(2, 3, 4)
f = i / 2 - 3


def save(name, array, version=None):
    with open(os.path.join(here, name), "wb") as out:
        np.lib.format.write_array(out, array, version=version)


save("f4.npy", f.astype("<f4"))
save("f4-big-endian.npy", f.astype(">f4"))
save("f4-fortran.npy", np.asfortranarray(f.astype("<f4")))
save("f4-v2.npy", f.astype("<f4"), (2, 0))
save("f4-v3.npy", f.astype("<f4"), (3, 0))
save("f2.npy", f.astype("<f2"))
save("f2-big-endian-fortran.npy", np.asfortranarray(f.astype(">f2")))
save("f8.npy", f.astype("<f8"))
save("f8-big-endian-fortran.npy", np.asfortranarray(f.astype(">f8")))
save("i1.npy", (i - 12).astype("i1"))
save("u1.npy", (i * 10).astype("u1"))
save("u1-fortran.npy", np.asfortranarray((i * 10).astype("u1")))
save("bool.npy", i > 3)
save("i4.npy", i.astype("<i4"))
save("c8.npy", f.astype("<c8"))
save("structured.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i2")]))
save("void2.npy", np.zeros(4, dtype="V2"))
save("rank0.npy", np.float32(1))
save("rank6.npy", np.zeros((1, 1, 1, 1, 1, 2), dtype="<f4"))
save("empty.npy", np.zeros((3, 0), dtype="<f4"))
np.savez(os.path.join(here, "stored.npz"), p3=f.astype("<f4"), p4=(i - 12).astype("i1"))
np.savez_compressed(os.path.join(here, "deflated.npz"), p3=f.astype("<f4"), p4=np.zeros((5, 40), dtype="<f2"))

bf16 = (f.astype("<f4").view("<u4") >> 16).astype("<u2")
parts = {"f32": ("F32", f.astype("<f4")), "f16": ("F16", f.astype("<f2")), "bf16": ("BF16", bf16),
         "i8": ("I8", (i - 12).astype("i1")), "u8": ("U8", (i * 10).astype("u1"))}
header, data = {"__metadata__": {"format": "pt"}}, b""
for key, (dtype, array) in parts.items():
    header[key] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
    data += array.tobytes()
text = json.dumps(header, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
with open(os.path.join(here, "five.safetensors"), "wb") as out:
    out.write(struct.pack("<Q", len(text)) + text + data)
