#!/usr/bin/env python3
"""Train the demo's CIFAR-10 network and export it as ONNX.

The network is small and has clean cuts: the ONNX values `stem`, `stage1`,
`stage2` and `stage3` are outputs of a ReLU, and everything the later layers
need flows through each one of them.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import math
import os
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from PIL import Image
from torch import Tensor, nn

CUTS = ["stem", "stage1", "stage2", "stage3"]
SHIFT = 4  # largest translation, in pixels, of the augmentation


# ---------------------------------------------------------------- data

def load_split(folder: Path, images: list[str], labels: str) -> tuple[Tensor, Tensor]:
    """Images as uint8 [N, 32, 32, 3] and labels as int64 [N]; each PNG row is one image."""
    Image.MAX_IMAGE_PIXELS = None
    rows = [np.asarray(Image.open(folder / name).convert("RGB")) for name in images]
    x = torch.from_numpy(np.concatenate(rows)).reshape(-1, 32, 32, 3)
    y = torch.tensor(json.loads((folder / labels).read_text()), dtype=torch.int64)
    if len(x) != len(y):
        raise ValueError(f"{len(x)} images but {len(y)} labels in {folder}")
    return x, y


def load_train(folder: Path) -> tuple[Tensor, Tensor]:
    return load_split(folder, [f"data_batch_{i}.png" for i in range(1, 6)], "train_lables.json")


def load_test(folder: Path) -> tuple[Tensor, Tensor]:
    return load_split(folder, ["test_batch.png"], "test_lables.json")


def to_input(x: Tensor) -> Tensor:
    """uint8 [N, H, W, C] to the network's input: float [N, C, H, W] in 0..1."""
    return x.permute(0, 3, 1, 2).float().div_(255)


def pad_reflect(x: Tensor) -> Tensor:
    sides = (SHIFT, SHIFT)
    return torch.from_numpy(np.pad(x.numpy(), ((0, 0), sides, sides, (0, 0)), "reflect"))


def augment(padded: Tensor, index: Tensor, rng: torch.Generator) -> Tensor:
    """The images at `index`, each with its own random translation and horizontal flip."""
    n = len(index)
    dy, dx = torch.randint(0, 2 * SHIFT + 1, (2, n, 1), generator=rng)
    rows = dy + torch.arange(32)
    cols = dx + torch.arange(32)
    flip = torch.rand(n, 1, generator=rng) < 0.5
    cols = torch.where(flip, cols.flip(1), cols)
    return padded[index[:, None, None], rows[:, :, None], cols[:, None, :]]


# ---------------------------------------------------------------- network

class ConvBn(nn.Sequential):
    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = ConvBn(channels, channels)
        self.second = ConvBn(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(F.relu(self.first(x))))


class Network(nn.Module):
    """RGB in 0..1, [N, 3, 32, 32], to 10 logits."""

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        # Means and standard deviations of the training images, rounded. They are
        # nodes of the graph: a mean folded into the first bias would be wrong at
        # the borders, where the convolution pads with zeros.
        self.register_buffer("mean", torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.2470, 0.2435, 0.2616]).view(1, 3, 1, 1))
        self.stem = nn.Sequential(ConvBn(3, 32), nn.ReLU())
        self.stage1 = nn.Sequential(ConvBn(32, 64, 2), nn.ReLU(), Residual(64))
        self.stage2 = nn.Sequential(ConvBn(64, 80, 2), nn.ReLU(), Residual(80))
        self.stage3 = nn.Sequential(ConvBn(80, 128, 2), nn.ReLU())
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))

    def features(self, x: Tensor) -> list[Tensor]:
        """The four cut tensors, then the logits."""
        stem = self.stem((x - self.mean) / self.std)
        stage1 = self.stage1(stem)
        stage2 = self.stage2(stage1)
        stage3 = self.stage3(stage2)
        return [stem, stage1, stage2, stage3, self.head(stage3)]

    def forward(self, x: Tensor) -> Tensor:
        return self.features(x)[-1]


@torch.no_grad()
def accuracy(model: nn.Module, x: Tensor, y: Tensor) -> float:
    model.eval()
    right = sum(int((model(to_input(a)).argmax(1) == b).sum())
                for a, b in zip(x.split(500), y.split(500)))
    return right / len(y)


@torch.no_grad()
def update_average(average: nn.Module, model: nn.Module, decay: float) -> None:
    """Exponential moving average of weights and of BatchNorm statistics."""
    for kept, new in zip(average.state_dict().values(), model.state_dict().values()):
        if kept.is_floating_point():
            kept.lerp_(new, 1 - decay)
        else:
            kept.copy_(new)


# ---------------------------------------------------------------- ONNX

class AllFeatures(nn.Module):
    def __init__(self, model: Network) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> list[Tensor]:
        return self.model.features(x)


def export(model: Network, path: Path) -> None:
    """Write the model with BatchNorm folded, `image` to `logits`, the cuts as named values."""
    model = copy.deepcopy(model).to(memory_format=torch.contiguous_format).eval()
    names = ["image", *CUTS, "logits"]
    buffer = io.BytesIO()
    # Exported as outputs the cuts get their names from the exporter; afterwards
    # only `logits` stays an output.
    torch.onnx.export(
        AllFeatures(model).eval(), torch.zeros(2, 3, 32, 32), buffer, opset_version=13,
        input_names=names[:1], output_names=names[1:],
        dynamic_axes={name: {0: "N"} for name in names})
    proto = onnx.load_from_string(buffer.getvalue())
    graph = proto.graph
    graph.name = "cifar10"
    graph.value_info.extend(o for o in graph.output if o.name in CUTS)
    for output in [o for o in graph.output if o.name in CUTS]:
        graph.output.remove(output)
    if any(node.op_type == "BatchNormalization" for node in graph.node):
        raise RuntimeError("BatchNorm was not folded")
    onnx.checker.check_model(proto, full_check=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    onnx.save(proto, str(temporary))
    os.replace(temporary, path)


@torch.no_grad()
def run_onnx(graph: onnx.GraphProto, image: Tensor) -> dict[str, Tensor]:
    """Every value of the exported graph, computed with PyTorch's functions."""
    values = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    values["image"] = image
    for node in graph.node:
        x = [values[name] for name in node.input]
        at = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "Constant":
            out = torch.from_numpy(numpy_helper.to_array(at["value"]).copy())
        elif node.op_type == "Conv":
            if at["pads"] != [1, 1, 1, 1] or at["group"] != 1:
                raise NotImplementedError(f"Conv with {at}")
            out = F.conv2d(x[0], x[1], x[2], stride=at["strides"], padding=1)
        elif node.op_type == "Gemm":
            out = F.linear(x[0], x[1] if at.get("transB") else x[1].t(), x[2])
        elif node.op_type == "GlobalAveragePool":
            out = x[0].mean((2, 3), keepdim=True)
        elif node.op_type == "Flatten":
            out = x[0].flatten(1)
        elif node.op_type == "Identity":
            out = x[0]
        elif node.op_type in ("Add", "Sub", "Div"):
            out = getattr(torch, node.op_type.lower())(x[0], x[1])
        elif node.op_type == "Relu":
            out = F.relu(x[0])
        else:
            raise NotImplementedError(node.op_type)
        values[node.output[0]] = out
    return values


def clean_cut(graph: onnx.GraphProto, cut: str) -> bool:
    """Whether the logits no longer depend on the image once `cut` is given."""
    reached = {"image"}
    for node in graph.node:
        if reached.intersection(node.input) and cut not in node.output:
            reached.update(node.output)
    return "logits" not in reached


def report(path: Path, model: Network | None, x: Tensor, y: Tensor) -> float:
    """Print what the exported file is and how it does on the test images."""
    graph = onnx.load(str(path)).graph
    right = 0
    zeros = dict.fromkeys(CUTS, 0)
    sizes = dict.fromkeys(CUTS, 0)
    shapes: dict[str, list[int]] = {}
    difference = 0.0
    for a, b in zip(x.split(500), y.split(500)):
        image = to_input(a).contiguous()
        values = run_onnx(graph, image)
        right += int((values["logits"].argmax(1) == b).sum())
        for cut in CUTS:
            zeros[cut] += int((values[cut] == 0).sum())
            sizes[cut] += values[cut].numel()
            shapes[cut] = list(values[cut].shape[1:])
        if model is not None:
            with torch.no_grad():
                expected = model.eval()(image)
            difference = max(difference, float((expected - values["logits"]).abs().max()))
    weights = {t.name: t for t in graph.initializer}
    shape = {name: value.shape for name, value in values.items()}
    multiplies = 0
    for node in graph.node:
        if node.op_type in ("Conv", "Gemm"):
            area = math.prod(shape[node.output[0]][2:])
            multiplies += math.prod(weights[node.input[1]].dims) * area
    parameters = sum(math.prod(t.dims) for t in graph.initializer)
    print(f"{path.name}: {path.stat().st_size} bytes, {parameters} parameters, "
          f"{multiplies} MACs per image")
    for cut in CUTS:
        print(f"  {cut}: {shapes[cut]}, zeros {zeros[cut] / sizes[cut]:.2%}, "
              f"clean cut: {'yes' if clean_cut(graph, cut) else 'NO'}")
    if model is not None:
        print(f"  largest difference of a logit to the PyTorch model: {difference:.2e}")
    print(f"  top-1: {right} of {len(y)} ({right / len(y):.2%})", flush=True)
    return right / len(y)


# ---------------------------------------------------------------- training

def learning_rate(progress: float, peak: float, warmup: float) -> float:
    """One cycle: linear up to the peak, then linear down to zero."""
    if progress < warmup:
        return peak * (0.05 + 0.95 * progress / warmup)
    return peak * max(0.0, 1 - progress) / (1 - warmup)


def make_optimizer(model: nn.Module, decay: float) -> torch.optim.SGD:
    weights = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.SGD(groups, lr=0.1, momentum=0.9, nesterov=True)


def save_checkpoint(path: Path, state: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    torch.save(state, temporary)
    os.replace(temporary, path)


def train(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    train_x, train_y = load_train(args.data)
    test_x, test_y = load_test(args.data)
    padded = pad_reflect(train_x)

    model = Network().to(memory_format=torch.channels_last)
    average = copy.deepcopy(model)
    optimizer = make_optimizer(model, args.weight_decay)
    first_epoch, spent, best = 0, 0.0, args.export_from
    if args.checkpoint.exists():
        state = torch.load(args.checkpoint)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        first_epoch, spent, best = state["epoch"], state["spent"], state["best"]
        print(f"resuming after epoch {first_epoch}", flush=True)

    steps = len(train_y) // args.batch
    start = time.monotonic() - spent
    progress = 0.0
    for epoch in range(first_epoch, args.epochs):
        rng = torch.Generator().manual_seed(args.seed * 100_003 + epoch)
        order = torch.randperm(len(train_y), generator=rng)[:steps * args.batch]
        model.train()
        epoch_start, done, loss_sum = time.monotonic(), 0, 0.0
        for step, index in enumerate(order.split(args.batch)):
            progress = (epoch + step / steps) / args.epochs
            if args.minutes > 0:
                progress = max(progress, (time.monotonic() - start) / (60 * args.minutes))
            if progress >= 1:
                break
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(progress, args.lr, args.warmup)
            x = to_input(augment(padded, index, rng))
            with torch.cpu.amp.autocast(enabled=args.bf16, dtype=torch.bfloat16):
                logits = model(x)
            loss = F.cross_entropy(logits.float(), train_y[index], label_smoothing=args.smoothing)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            # A short memory at first, so that the start is forgotten quickly.
            passed = epoch * steps + step
            update_average(average, model, min(args.average, (1 + passed) / (10 + passed)))
            done += len(index)
            loss_sum += float(loss.detach()) * len(index)

        now = time.monotonic()
        line = (f"epoch {epoch + 1}/{args.epochs} loss {loss_sum / max(done, 1):.4f} "
                f"lr {optimizer.param_groups[0]['lr']:.4f} "
                f"{done / (now - epoch_start):.0f} img/s")
        last = epoch + 1 == args.epochs or progress >= 1
        if last or (epoch + 1) % args.eval_every == 0:
            top1 = accuracy(average, test_x, test_y)
            line += f" top-1 {top1:.2%}"
            if not last and top1 > best:
                best = top1
                export(average, args.out)
                line += " exported"
        spent = time.monotonic() - start
        reached = min(1.0, max(progress, (epoch + 1) / args.epochs))
        left = spent * (1 / reached - 1)
        print(f"{line} spent {spent / 60:.1f} min, left {left / 60:.1f} min", flush=True)
        save_checkpoint(args.checkpoint, {
            "model": model.state_dict(), "average": average.state_dict(),
            "optimizer": optimizer.state_dict(), "epoch": epoch + 1, "spent": spent, "best": best})
        if last:
            break

    # The final weights always win: they are not picked by their test accuracy.
    export(average, args.out)
    report(args.out, average, test_x, test_y)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the PNG and JSON files")
    parser.add_argument("--out", type=Path, default=Path("cifar10.onnx"))
    parser.add_argument("--checkpoint", type=Path, default=Path("cifar10.checkpoint"),
                        help="written after every epoch; resumed from if it exists")
    parser.add_argument("--report", action="store_true",
                        help="train nothing: measure the ONNX file at --out")
    parser.add_argument("--epochs", type=int, default=80)
    parser.add_argument("--minutes", type=float, default=0,
                        help="the schedule is hurried to end by then; 0: no limit")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--lr", type=float, default=0.4, help="peak of the one-cycle schedule")
    parser.add_argument("--warmup", type=float, default=0.2, help="fraction of the schedule")
    parser.add_argument("--weight-decay", type=float, default=4e-4)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--average", type=float, default=0.998, help="decay of the weight average")
    parser.add_argument("--bf16", action="store_true", help="bfloat16 autocast while training")
    parser.add_argument("--eval-every", type=int, default=4, help="epochs between test runs")
    parser.add_argument("--export-from", type=float, default=0.88,
                        help="export before the end once the test accuracy is above this")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> int:
    args = arguments()
    torch.set_num_threads(args.threads)
    if args.report:
        report(args.out, None, *load_test(args.data))
        return 0
    try:
        train(args)
    except KeyboardInterrupt:
        print(f"interrupted; run again to resume from {args.checkpoint}", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
