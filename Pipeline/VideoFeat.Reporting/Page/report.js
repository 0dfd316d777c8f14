"use strict";

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const { el, number } = Charts;
  const node = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const signed = (v, digits = 3) => v === null || v === undefined ? "–" : `${v > 0 ? "+" : ""}${number(v, digits)}`;
  const bytes = (v) => v >= 1 << 30 ? `${number(v / 2 ** 30)} GB` : v >= 1 << 20 ? `${number(v / 2 ** 20)} MB` : `${number(v / 1024)} KB`;
  const plural = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

  // A codec keeps its colour and its marker whatever is shown: ours filled, others hollow.
  const DASHES = [null, "6 3", "2 3"];
  const codecs = new Map(data.codecs.map((c, i) => [c.name, {
    ...c, style: { colour: i % 8, marker: (i + Math.floor(i / 8)) % 8, hollow: c.kind !== "videoFeat", dash: DASHES[Math.floor(i / 8) % 3] },
  }]));
  const present = data.codecs.filter((c) => !c.absent);
  const qualities = data.qualities;
  const SHOWN_AT_FIRST = 10;
  const firstBaseline = (present.find((c) => c.baseline) ?? present[0])?.name;
  const hasBd = (q, isSure) => data.bd.some((b) => b.baseline === firstBaseline && b.quality === q.name && Number.isFinite(b.ratePchip) && !(isSure && b.warnings?.length));
  const state = {
    // Few items make an accuracy of few steps, whose BD-rate is doubtful or not to be had; then a finer quality is shown first.
    quality: (qualities.find((q) => hasBd(q, true)) ?? qualities.find((q) => hasBd(q, false)) ?? qualities[0])?.name,
    baseline: firstBaseline,
    interpolation: "Pchip",
    logRate: true,
    direction: "encode",
    hidden: new Set(),
  };

  const curvesOf = (quality) => data.curves.filter((c) => c.quality === quality);
  const quality = () => qualities.find((q) => q.name === state.quality);
  const pooledOf = (codec, point) => data.pooled.find((p) => p.codec === codec && p.point === point);
  const bdOf = (codec) => data.bd.find((b) => b.baseline === state.baseline && b.codec === codec && b.quality === state.quality);

  // Where codecs are many, those with curves come first; the rest are a click away.
  const inOrder = [...present].sort((a, b) => curvePoints(b) - curvePoints(a));
  function curvePoints(codec) {
    return (codec.baseline ? 100 : 0) + Math.min(4, data.curves.find((c) => c.codec === codec.name && c.quality === state.quality)?.points.length ?? 0);
  }
  inOrder.slice(SHOWN_AT_FIRST).forEach((c) => state.hidden.add(c.name));

  function choice(id, options, current, pick) {
    const buttons = options.map(([value, text, title]) => {
      const button = node("button", text);
      button.type = "button";
      if (title) button.title = title;
      button.setAttribute("aria-pressed", `${value === current()}`);
      button.addEventListener("click", () => {
        pick(value);
        buttons.forEach((b, i) => b.setAttribute("aria-pressed", `${options[i][0] === current()}`));
      });
      return button;
    });
    $(id).replaceChildren(...buttons);
  }

  // ---- Charts
  const curveChart = Charts.create($("curve-chart"), () => `${state.quality} against bits per element, ${plural(shownCurves().length, "codec")}`);
  const speedChart = Charts.create($("speed-chart"), () => `Speed of ${state.direction === "encode" ? "encoding" : "decoding"} against bits per element`);
  const shownCurves = () => curvesOf(state.quality).filter((c) => !state.hidden.has(c.codec));
  const interval = (i, unit = "") => i ? ` (${number(i.low)} to ${number(i.high)}${unit})` : "";

  function drawCurves() {
    const { name, unit, lessIsBetter } = quality() ?? {};
    if (!name) { $("curves-h").closest("section").hidden = true; return; }
    const usable = (p) => !(lessIsBetter && p.quality <= 0);
    curveChart.set({
      xName: "bits per element", yName: lessIsBetter ? `${name} (${unit}), less is better` : `${name} (${unit})`, xLog: state.logRate, yLog: lessIsBetter, falls: lessIsBetter,
      references: data.network?.reference.filter((r) => r.name === name && r.value !== undefined).map((r) => ({ y: r.value, name: `uncut network ${number(r.value)}` })),
      series: shownCurves().map((c) => ({
        name: c.codec, style: codecs.get(c.codec).style, baseline: c.codec === state.baseline,
        points: c.points.filter(usable).map((p) => ({
          x: p.bitsPerElement, y: p.quality, xLow: p.rateInterval?.low, xHigh: p.rateInterval?.high, yLow: p.qualityInterval?.low, yHigh: p.qualityInterval?.high,
          title: `${c.codec}, ${p.point}`,
          rows: [["bits per element", number(p.bitsPerElement, 4) + interval(p.rateInterval)], [name, `${number(p.quality, 4)} ${unit}${interval(p.qualityInterval)}`]],
        })),
      })),
    });
    const bars = shownCurves().some((c) => c.points.some((p) => p.qualityInterval || p.rateInterval));
    $("curve-note").textContent = `${bars ? "Lines at the points are 95 % intervals by bootstrap over items. " : ""}Filled marks are VideoFeat's own coders, hollow ones others; the thick line is the baseline.`;
  }

  function drawLegend() {
    $("legend").replaceChildren(...inOrder.map((c) => {
      const { style } = codecs.get(c.name);
      const button = node("button");
      button.type = "button";
      button.title = c.title;
      button.setAttribute("aria-pressed", `${!state.hidden.has(c.name)}`);
      button.append(Charts.swatch(style), node("span", c.name));
      button.addEventListener("click", () => {
        if (!state.hidden.delete(c.name)) state.hidden.add(c.name);
        button.setAttribute("aria-pressed", `${!state.hidden.has(c.name)}`);
        drawCurves();
        drawSpeed();
      });
      const item = node("li");
      item.append(button);
      return item;
    }));
  }

  function drawSpeed() {
    const isEncode = state.direction === "encode";
    const speed = (row) => isEncode ? row.cost?.encodeMegabytesPerSecond : row.cost?.decodeMegabytesPerSecond;
    const rows = data.pooled.filter((r) => r.size && speed(r) > 0 && !state.hidden.has(r.codec));
    speedChart.set({
      xName: "bits per element", yName: `${isEncode ? "encode" : "decode"}, MB/s of float32`, xLog: state.logRate, yLog: true,
      series: present.map((c) => ({
        name: c.name, style: codecs.get(c.name).style, baseline: c.name === state.baseline,
        points: rows.filter((r) => r.codec === c.name).sort((a, b) => a.size.bitsPerElement - b.size.bitsPerElement).map((r) => ({
          x: r.size.bitsPerElement, y: speed(r), title: `${r.codec}, ${r.point}`,
          rows: [["bits per element", number(r.size.bitsPerElement, 4)], ["encode", `${number(r.cost.encodeMegabytesPerSecond)} MB/s`], ["decode", `${number(r.cost.decodeMegabytesPerSecond)} MB/s`],
            ...(r.cost.peakMemoryBytes ? [["peak memory", bytes(r.cost.peakMemoryBytes)]] : [])],
        })),
      })).filter((s) => s.points.length),
    });
    const most = Math.max(1, ...data.pooled.map((r) => r.cost?.atATime ?? 1));
    const children = [...new Set(data.pooled.filter((r) => r.cost?.childProcess).map((r) => r.codec))];
    $("speed-note").textContent = [
      most > 1 ? `${most} cells ran at a time, so the times are of a shared machine.` : "",
      children.length ? `Times of ${children.join(", ")} hold the start of a process.` : "",
    ].join(" ").trim();
  }

  // ---- BD-rate
  function drawBd(focus) {
    const { name, unit, lessIsBetter } = quality() ?? {};
    const rateOf = (row) => row?.[`rate${state.interpolation}`];
    const gainOf = (row) => row?.[`quality${state.interpolation}`];
    const baseline = present.find((c) => c.name === state.baseline);
    const others = present.filter((c) => c !== baseline && bdOf(c.name)).map((c) => ({ codec: c, row: bdOf(c.name) }))
      .sort((a, b) => (rateOf(a.row) ?? Infinity) - (rateOf(b.row) ?? Infinity));
    const rest = present.filter((c) => c !== baseline && !bdOf(c.name)).map((c) => ({ codec: c, row: null }));
    const extent = Math.min(150, Math.max(10, ...others.flatMap((o) => [rateOf(o.row), o.row.rateInterval?.low, o.row.rateInterval?.high]).filter(Number.isFinite).map(Math.abs)));

    $("bd-baseline").textContent = state.baseline ?? "–";
    $("bd-quality").textContent = name ?? "–";
    $("bd-gain").textContent = lessIsBetter ? "BD-quality" : `BD-${name}`;
    // What is doubtful of the baseline is so in every row; it is said once.
    const isOfBaseline = (w) => w.startsWith(`${state.baseline} `) || w.startsWith(`the quality of ${state.baseline} `);
    const ofBaseline = new Set(others.flatMap((o) => (o.row.warnings ?? []).filter(isOfBaseline)));
    // So is a reason that every row has for having no interval.
    const reasons = new Set(state.interpolation === "Pchip" ? others.filter((o) => Number.isFinite(rateOf(o.row))).map((o) => o.row.noInterval) : []);
    const isReasonOfAll = reasons.size === 1;
    $("bd-note").textContent = [
      others.some((o) => o.row.rateInterval) && state.interpolation === "Pchip" ? "Below a rate stands its 95 % interval, by bootstrap over items." : "",
      isReasonOfAll && [...reasons][0] ? `There is ${[...reasons][0]}.` : "",
    ].join(" ").trim();
    const doubts = (row) => [...(row.warnings ?? []).filter((w) => !isOfBaseline(w)), ...(isReasonOfAll || state.interpolation !== "Pchip" || !row.noInterval ? [] : [row.noInterval])];
    const line = ({ codec, row }) => {
      const tr = node("tr");
      const isBaseline = codec === baseline;
      tr.className = isBaseline ? "baseline" : "";
      const button = node("button");
      button.type = "button";
      button.title = codec.title;
      button.dataset.codec = codec.name;
      button.setAttribute("aria-pressed", `${isBaseline}`);
      button.setAttribute("aria-label", isBaseline ? `${codec.name}, the baseline` : `${codec.name}: make it the baseline`);
      button.append(Charts.swatch(codecs.get(codec.name).style), node("span", codec.name));
      button.addEventListener("click", () => { state.baseline = codec.name; drawBd(codec.name); drawCurves(); drawSpeed(); });
      const head = node("th");
      head.scope = "row";
      head.append(button);

      const value = isBaseline ? 0 : rateOf(row);
      const rate = node("td", undefined, "figure rate");
      const bold = node("b", value === undefined || value === null ? "–" : isBaseline ? "baseline" : `${signed(value)} %`);
      if (!isBaseline && Number.isFinite(value)) bold.className = value < 0 ? "better" : value > 0 ? "worse" : "";
      rate.append(bold);
      if (row?.rateInterval && state.interpolation === "Pchip") rate.append(node("small", `${signed(row.rateInterval.low)} to ${signed(row.rateInterval.high)}`));
      const bars = node("td", undefined, "bars");
      if (!isBaseline && Number.isFinite(value)) bars.append(bar(value, row.rateInterval, extent));
      const gain = node("td", isBaseline || !Number.isFinite(gainOf(row)) ? (isBaseline ? "" : "–") : `${signed(gainOf(row))} ${unit === "%" ? "points" : unit}`, "figure gain");
      gain.dataset.name = $("bd-gain").textContent;
      const over = node("td", row?.overlap ? `${number(row.overlap.low)} to ${number(row.overlap.high)} ${unit}` : isBaseline ? "" : "–", "figure over");
      const remarks = node("td", row ? row.refused ?? doubts(row).join("; ") : isBaseline ? [codec.title, ...ofBaseline].join("; ") : codec.lossless ? "one lossless point: no curve" : "no curve of this quality");
      tr.append(head, rate, bars, gain, over, remarks);
      return tr;
    };
    const body = $("bd").tBodies[0];
    body.replaceChildren(...(baseline ? [line({ codec: baseline, row: null })] : []), ...others.map(line), ...rest.map(line));
    if (focus) [...body.querySelectorAll("button")].find((b) => b.dataset.codec === focus)?.focus();
    drawFinding(others.map((o) => ({ codec: o.codec, value: rateOf(o.row), row: o.row })).filter((o) => Number.isFinite(o.value)), baseline);
  }

  function bar(value, range, extent) {
    const at = (v) => 50 + 48 * Math.max(-1, Math.min(1, v / extent));
    const svg = el("svg", { viewBox: "0 0 100 20", preserveAspectRatio: "none", "aria-hidden": "true" },
      el("rect", { x: Math.min(50, at(value)), width: Math.max(0.5, Math.abs(at(value) - 50)), y: 5, height: 10, rx: 1, fill: `var(--${value < 0 ? "good" : "bad"})`, opacity: 0.75 }),
      el("line", { x1: 50, x2: 50, y1: 0, y2: 20, stroke: "var(--quiet)", "vector-effect": "non-scaling-stroke" }));
    if (range) svg.append(el("line", { x1: at(range.low), x2: at(range.high), y1: 10, y2: 10, stroke: "var(--text)", "stroke-width": 1.5, "vector-effect": "non-scaling-stroke" }));
    return svg;
  }

  function drawFinding(rows, baseline) {
    const finding = $("finding");
    if (!baseline) { finding.textContent = "No codec ran here; the reasons stand below."; return; }
    const sure = rows.filter((r) => !r.row.warnings?.length);
    const pool = sure.length ? sure : rows;
    const best = pool.find((r) => r.codec.kind === "videoFeat") ?? pool[0];
    if (!best) { finding.textContent = `No codec has a curve of ${state.quality} that overlaps the baseline's, so there is no BD-rate to tell.`; return; }
    const range = best.row.rateInterval && state.interpolation === "Pchip" ? ` (95 % interval ${signed(best.row.rateInterval.low)} to ${signed(best.row.rateInterval.high)} %)` : "";
    const strong = node("strong", `${number(Math.abs(best.value))} % ${best.value <= 0 ? "fewer" : "more"} bits`);
    finding.replaceChildren(`At equal ${state.quality}, ${best.codec.name} needs `, strong, ` than ${baseline.name}${range}, averaged over ${number(best.row.overlap?.low)} to ${number(best.row.overlap?.high)} ${quality().unit}.`);
    if (!sure.length) finding.append(" This is doubtful: see the remarks.");
    else if (pool[0].value >= 0) finding.append(rows[0].value < 0 ? " Those that need fewer are doubtful: see the remarks." : " None needs fewer than the baseline.");
    else if (pool[0] !== best) finding.append(` ${pool[0].codec.name} needs the fewest: ${signed(pool[0].value)} %.`);
  }

  // ---- Tables
  function table(id, columns, rows, firstOf) {
    const [head, body] = [$(id).tHead, $(id).tBodies[0]];
    const tr = node("tr");
    tr.append(...columns.map((c) => { const th = node("th", c.name, c.text ? "" : "figure"); th.scope = "col"; return th; }));
    head.replaceChildren(tr);
    body.replaceChildren(...rows.map((row, i) => {
      const line = node("tr");
      if (firstOf && (i === 0 || firstOf(rows[i - 1]) !== firstOf(row))) line.className = "first";
      line.append(...columns.map((c, k) => {
        const cell = node(k === 0 ? "th" : "td", undefined, c.text ? "" : "figure");
        if (k === 0) cell.scope = "row";
        const value = c.of(row);
        cell.append(...(Array.isArray(value) ? [value[0], ...(value[1] ? [node("small", value[1])] : [])] : [value ?? "–"]));
        return cell;
      }));
      return line;
    }));
  }

  function drawPoints() {
    const names = [...new Set(data.pooled.flatMap((r) => (r.measures ?? []).map((m) => m.name)))];
    const unit = (name) => data.pooled.flatMap((r) => r.measures ?? []).find((m) => m.name === name).unit;
    const measure = (row, name) => (row.measures ?? []).find((m) => m.name === name);
    const range = (i) => i ? `${number(i.low)} to ${number(i.high)}` : "";
    table("points", [
      { name: "Codec, point", text: true, of: (r) => [`${r.codec}, ${r.point} `, r.failed ? `${r.failed} of ${r.failed + r.items} failed` : ""] },
      { name: "Bits per element", of: (r) => [number(r.size?.bitsPerElement, 4), range(r.bitsPerElementInterval)] },
      { name: "in a file", of: (r) => number(r.size?.bitsPerElementFile, 4) },
      { name: "on the wire", of: (r) => number(r.size?.bitsPerElementWire, 4) },
      ...names.map((n) => ({ name: `${n}, ${unit(n)}`, of: (r) => { const m = measure(r, n); return [n === "difference" ? signed(m?.value) : number(m?.value, 4), range(m?.interval)]; } })),
      { name: "PSNR, dB", of: (r) => [r.distortion && r.distortion.mse === 0 ? "∞" : number(r.distortion?.psnr, 4), range(r.psnrInterval)] },
      { name: "SQNR, dB", of: (r) => r.distortion && r.distortion.mse === 0 ? "∞" : number(r.distortion?.sqnr, 4) },
      { name: "MSE", of: (r) => number(r.distortion?.mse) },
      { name: "Largest error", of: (r) => number(r.distortion?.maxError) },
      { name: "Cosine", of: (r) => r.distortion ? r.distortion.cosine.toFixed(5) : "–" },
      { name: "Encode, s", of: (r) => [number(r.cost?.encodeSeconds), r.cost ? `${number(r.cost.encodeMegabytesPerSecond)} MB/s` : ""] },
      { name: "Decode, s", of: (r) => [number(r.cost?.decodeSeconds), r.cost ? `${number(r.cost.decodeMegabytesPerSecond)} MB/s` : ""] },
      { name: "Memory", of: (r) => r.cost?.peakMemoryBytes ? bytes(r.cost.peakMemoryBytes) : "–" },
    ], data.pooled, (r) => r.codec);
  }

  function drawWorst() {
    const wanted = $("worst-point").value;
    const rows = data.worst.filter((w) => wanted === "" || `${w.codec}\n${w.point}` === wanted);
    const hasTask = rows.some((w) => w.task);
    table("worst", [
      { name: "Item", text: true, of: (w) => w.item },
      { name: "Codec, point", text: true, of: (w) => `${w.codec}, ${w.point}` },
      { name: "Bits per element", of: (w) => number(w.bitsPerElement, 4) },
      { name: "PSNR, dB", of: (w) => number(w.psnr, 4) },
      { name: "Largest error", of: (w) => number(w.maxError) },
      ...(hasTask ? [
        { name: "KL, nats", of: (w) => number(w.task?.divergence) },
        { name: "Agreeing", of: (w) => w.task ? `${w.task.agreeing} of ${w.task.comparable}` : "–" },
        { name: "Rank of the truth", of: (w) => w.task?.rank === undefined ? "–" : `${w.task.rank + 1}, uncut ${w.task.referenceRank === undefined ? "–" : w.task.referenceRank + 1}` },
      ] : []),
    ], rows.slice(0, 12));
  }

  function drawFailures() {
    const absent = data.codecs.filter((c) => c.absent).map((c) => ({ codec: c.name, point: "all", cells: "–", reason: c.absent }));
    const failed = data.failures.map((f) => ({ ...f, reason: `${f.reason} (${f.items.join(", ")}${f.cells > f.items.length ? ", …" : ""})` }));
    $("no-failures").hidden = absent.length + failed.length > 0;
    $("failures-box").hidden = absent.length + failed.length === 0;
    $("failures").tBodies[0].replaceChildren(...[...absent, ...failed].map((f) => {
      const tr = node("tr");
      const th = node("th", f.codec);
      th.scope = "row";
      tr.append(th, node("td", f.point), node("td", `${f.cells}`, "figure"), node("td", f.reason));
      return tr;
    }));
  }

  // ---- Pictures and maps
  const key = (p) => [p.item, p.codec, p.point, p.tensor].join("\n");
  const tensorName = (item, tensor) => {
    const found = data.items.find((i) => i.id === item);
    const t = found?.tensors[tensor];
    return t ? `${t.name || `tensor ${tensor}`} ${t.shape.join("×")}` : `tensor ${tensor}`;
  };
  const title = (p) => [p.codec, p.point, p.item, tensorName(p.item, p.tensor)].join(" · ");

  function drawMosaics() {
    const after = data.pictures.filter((p) => p.kind === "after");
    const p = after[$("picture").value];
    const before = data.pictures.find((b) => b.kind === "before" && b.item === p.item && b.tensor === p.tensor);
    const difference = data.pictures.find((d) => d.kind === "difference" && key(d) === key(p));
    $("mosaics").replaceChildren(...[["Before", before], ["After", p], ["Difference, |x − x′|", difference]].filter((pair) => pair[1]).map(([name, picture]) => {
      const figure = node("figure");
      const image = node("img");
      image.src = `data:image/png;base64,${picture.png}`;
      image.alt = `${name}: the channels of ${tensorName(picture.item, picture.tensor)} of ${picture.item} side by side, ${number(picture.black)} black to ${number(picture.white)} white`;
      image.width = picture.width;
      image.height = picture.height;
      const caption = node("figcaption");
      caption.append(node("b", name), ` ${number(picture.black)} black to ${number(picture.white)} white`);
      figure.append(image, caption);
      return figure;
    }));
  }

  // Light to dark over one hue; lightness alone carries the value.
  const shade = (share) => `oklch(${0.96 - 0.66 * share} ${0.02 + 0.1 * Math.sin(Math.PI * Math.min(1, share * 1.1))} ${220 + 50 * share})`;

  function heat(name, values, unit) {
    const figure = node("figure");
    const columns = Math.ceil(Math.sqrt(values.length * 1.9));
    const rows = Math.ceil(values.length / columns);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const svg = el("svg", { viewBox: `0 0 ${columns * 10} ${rows * 10}`, role: "img", "aria-label": `${name} of ${values.length} channels, ${number(low)} to ${number(high)} ${unit}` });
    values.forEach((v, i) => svg.append(el("rect", { x: (i % columns) * 10, y: Math.floor(i / columns) * 10, width: 9.2, height: 9.2, rx: 1, fill: shade(high > low ? (v - low) / (high - low) : 0) },
      el("title", {}, `channel ${i}: ${number(v, 4)} ${unit}`))));
    const caption = node("figcaption");
    caption.append(node("b", name));
    const ramp = node("div", undefined, "ramp");
    const colours = node("i");
    colours.style.background = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(shade).join(",")})`;
    ramp.append(node("span", number(low)), colours, node("span", `${number(high)} ${unit}`));
    figure.append(svg, caption, ramp);
    return figure;
  }

  function drawMaps() {
    const map = data.channels[$("channel-map").value];
    $("maps").replaceChildren(heat("Mean squared error", map.mse, ""), heat("Bits per element", map.entropyBits, "bit"));
    const worst = map.mse.map((mse, i) => ({ channel: i, mse, max: map.maxError[i], bits: map.entropyBits[i] })).sort((a, b) => b.mse - a.mse).slice(0, 10);
    table("channel-table", [
      { name: "Channel", text: true, of: (c) => `${c.channel}` },
      { name: "Mean squared error", of: (c) => number(c.mse, 4) },
      { name: "Largest error", of: (c) => number(c.max, 4) },
      { name: "Bits per element", of: (c) => number(c.bits, 4) },
    ], worst);
  }

  function fill(select, texts, draw) {
    $(select).replaceChildren(...texts.map((t, i) => new Option(t, i)));
    $(select).addEventListener("change", draw);
    draw();
  }

  // ---- What ran
  function facts(id, pairs) {
    $(id).replaceChildren(...pairs.map(([name, value]) => {
      const tr = node("tr");
      const th = node("th", name);
      th.scope = "row";
      tr.append(th, node("td", value));
      return tr;
    }));
  }

  function drawFacts() {
    const { machine, plan, network, counts } = data;
    $("subtitle").textContent = [
      network ? `${network.model} cut at ${network.cut.join(", ")}` : "",
      `${plural(counts.items, "item")}${counts.labelled ? `, ${counts.labelled.toLocaleString("en")} labelled` : ""}, ${counts.elements.toLocaleString("en")} elements`,
      plural(present.length, "codec"), data.finished.slice(0, 10),
    ].filter(Boolean).join(" · ");
    $("command").textContent = plan.commandLine;
    $("plan").textContent = plan.text;
    facts("machine", [["system", machine.operatingSystem], ["processor", `${machine.processor}, ${plural(machine.cores, "core")}, ${machine.architecture}`], ["memory", bytes(machine.memoryBytes)],
      ["runtime", machine.runtime], ["cells at a time", `${plan.jobs}`], ["seed", `${plan.seed}`], ["plan SHA-256", plan.sha256], ["finished", data.finished]]);
    facts("versions", [...Object.entries(data.versions), ...(network ? [["network", `${network.model}, SHA-256 ${network.sha256}`], ["recipe", network.recipe]] : [])]);
    $("commands").tBodies[0].replaceChildren(...data.commands.map((c) => {
      const tr = node("tr");
      const th = node("th", c.codec);
      th.scope = "row";
      tr.append(th, node("td", c.point), node("td", c.settings.join(" ")), node("td", c.command));
      return tr;
    }));
  }

  // ---- Theme: as the system has it, light, dark
  const THEMES = [["auto", "Auto", "as the system has it"], ["light", "Light", "light"], ["dark", "Dark", "dark"]];
  let theme = 0;
  function setTheme(next) {
    theme = next;
    const [name, text, label] = THEMES[theme];
    if (name === "auto") delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = name;
    $("theme").textContent = text;
    $("theme").setAttribute("aria-label", `Theme: ${label}`);
  }
  $("theme").addEventListener("click", () => setTheme((theme + 1) % THEMES.length));

  // ---- On paper charts are as wide as the page, whatever the window was
  const PAPER = 660;
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((d) => { d.open = true; });
    curveChart.draw(PAPER, 400);
    speedChart.draw(PAPER, 330);
  });
  addEventListener("afterprint", () => {
    opened.forEach((d) => { d.open = false; });
    curveChart.draw();
    speedChart.draw();
  });

  choice("quality", qualities.map((q) => [q.name, q.name]), () => state.quality, (v) => { state.quality = v; drawCurves(); drawBd(); });
  choice("rate-scale", [[true, "log"], [false, "linear"]], () => state.logRate, (v) => { state.logRate = v; drawCurves(); drawSpeed(); });
  choice("interpolation", [["Pchip", "PCHIP", "Piecewise cubic Hermite, as JVET's sheets"], ["Akima", "Akima"], ["Cubic", "Cubic", "Bjontegaard's polynomial of 2001, for comparison"]],
    () => state.interpolation, (v) => { state.interpolation = v; drawBd(); });
  choice("direction", [["encode", "encode"], ["decode", "decode"]], () => state.direction, (v) => { state.direction = v; drawSpeed(); });
  drawFacts();
  drawLegend();
  drawCurves();
  drawBd();
  drawSpeed();
  drawPoints();
  drawFailures();
  const worstPoints = [...new Set(data.worst.map((w) => `${w.codec}\n${w.point}`))];
  $("worst-point").replaceChildren(new Option("all", ""), ...worstPoints.map((p) => new Option(p.replace("\n", ", "), p)));
  $("worst-point").addEventListener("change", drawWorst);
  drawWorst();
  const after = data.pictures.filter((p) => p.kind === "after");
  if (after.length) { $("pictures-section").hidden = false; fill("picture", after.map(title), drawMosaics); }
  if (data.channels.length) { $("channels-section").hidden = false; fill("channel-map", data.channels.map(title), drawMaps); }
})();
