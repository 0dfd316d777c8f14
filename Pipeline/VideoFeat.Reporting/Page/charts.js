"use strict";

// Curves and scatters as SVG: log or linear axes, error bars, names beside their curves, values by pointer and by arrow keys.
const Charts = (() => {
  const NS = "http://www.w3.org/2000/svg";
  const polygon = (corners, turn) => ({
    draw(path, size) {
      const radius = Math.sqrt(size / 2.4);
      for (let i = 0; i < corners; i++) {
        const angle = turn + (2 * Math.PI * i) / corners;
        path[i ? "lineTo" : "moveTo"](radius * Math.sin(angle), -radius * Math.cos(angle));
      }
      path.closePath();
    },
  });
  // As in CurveFigure, which draws the same for a paper.
  const SYMBOLS = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, polygon(4, 0), d3.symbolCross, d3.symbolStar, polygon(3, Math.PI), polygon(6, 0)];
  const SIZES = [46, 44, 48, 58, 48, 50, 62, 56];
  const NEAR = 48; // pixels from a point at which the pointer means it
  const NAME_ROWS = 15; // pixels between names

  function el(name, attributes = {}, ...children) {
    const node = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  const mark = (style, x = 0, y = 0) => el("path", { class: "mark", transform: `translate(${x},${y})`, d: d3.symbol(SYMBOLS[style.marker], SIZES[style.marker])() });

  function swatch(style) {
    return el("svg", { class: `swatch${style.hollow ? " hollow" : ""}`, style: `--k:var(--c${style.colour})`, width: 26, height: 12, viewBox: "-13 -6 26 12", "aria-hidden": "true" },
      el("path", { d: "M-13 0H13", style: "fill:none", "stroke-dasharray": style.dash }), mark(style));
  }

  // Significant digits enough to tell neighbours apart, no more.
  function number(v, digits = 3) {
    if (v === null || v === undefined || !Number.isFinite(v)) return "–";
    const size = Math.abs(v);
    if (size >= 1e6 || (size < 1e-4 && size > 0)) return v.toExponential(Math.max(0, digits - 2)).replace("e+", "e").replace("-", v < 0 ? "−" : "-");
    const places = size === 0 ? 0 : Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
    return v.toFixed(places).replace("-", "−");
  }

  const tick = (v) => `${+v.toPrecision(6)}`.replace("-", "−");

  // 1, 2, 5 of each decade; linear steps where the range is too short for those.
  function logTicks(low, high, most) {
    const all = [];
    for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) for (const m of [1, 2, 5]) all.push(m * 10 ** e);
    const inside = all.filter((v) => v >= low * 0.9999 && v <= high * 1.0001);
    if (inside.length < 3) return d3.ticks(low, high, Math.min(6, most));
    return inside.length <= most ? inside : inside.filter((v) => Number.isInteger(+Math.log10(v).toFixed(6)));
  }

  function scaleOf(values, isLog, range) {
    let [low, high] = d3.extent(values);
    if (low === undefined) [low, high] = isLog ? [0.1, 1] : [0, 1];
    if (isLog) {
      const pad = Math.max(0.02, Math.log10(high / low) * 0.05);
      return d3.scaleLog([low / 10 ** pad, high * 10 ** pad], range);
    }
    const pad = high > low ? (high - low) * 0.06 : Math.max(1e-6, Math.abs(high) * 0.01);
    return d3.scaleLinear([low - pad, high + pad], range);
  }

  // Names stand by the curves' beginnings, below them or (of falling curves) above, and give way where they would touch; null where they find no room.
  function namesAtStarts(names, frame, isFalling) {
    const way = isFalling ? -1 : 1;
    const taken = names.flatMap((n) => n.places.map(([px, py]) => [px - 6, py - 6, px + 6, py + 6]));
    const placed = [];
    let moved = 0;
    for (const n of [...names].sort((a, b) => way * (a.places[0][1] - b.places[0][1]))) {
      const [px, py] = n.places[0];
      const wide = n.series.name.length * 7.2;
      const isLeft = px + 5 + wide > frame.right;
      const from = isLeft ? px - 5 - wide : px + 5;
      let at = py + way * 13;
      const touches = () => taken.some(([l, t, r, b]) => from < r && from + wide > l && at - 7 < b && at + 7 > t);
      while (touches() && at > frame.top && at < frame.bottom) at += way * 2;
      if (at <= frame.top || at >= frame.bottom) return null;
      taken.push([from, at - 7, from + wide, at + 7]);
      moved += Math.abs(at - py) - 13;
      placed.push({ ...n, anchor: isLeft ? "end" : "start", x: isLeft ? px - 5 : px + 5, y: at, leader: Math.abs(at - py) > 22 ? `M${px} ${py + way * 7}L${isLeft ? px - 2 : px + 2} ${at}` : null });
    }
    return { placed, moved };
  }

  // Or at the right, level with the curves' ends, where those lie apart.
  function namesAtEnds(names, frame) {
    const placed = names.map((n) => ({ ...n, end: n.places.at(-1), y: n.places.at(-1)[1] })).sort((a, b) => a.y - b.y);
    let floor = frame.top;
    for (const n of placed) { n.y = Math.max(n.y, floor); floor = n.y + NAME_ROWS; }
    let ceiling = frame.bottom;
    for (const n of placed.toReversed()) { n.y = Math.min(n.y, ceiling); ceiling = n.y - NAME_ROWS; }
    for (const n of placed) Object.assign(n, { anchor: "start", x: frame.right + 14, leader: `M${n.end[0] + 7} ${n.end[1]}L${frame.right + 6} ${n.y}H${frame.right + 11}` });
    return { placed, moved: placed.reduce((sum, n) => sum + Math.abs(n.y - n.end[1]), 0) };
  }

  function create(box, name) {
    const tip = document.getElementById("tip");
    let spec = null;
    let shown = []; // points with their places on the screen
    let active = -1;

    function show(index, anchor) {
      active = index;
      box.querySelector(".near")?.remove();
      if (index < 0) { tip.hidden = true; return; }
      const point = shown[index];
      box.querySelector("svg").append(el("circle", { class: "near", cx: point.px, cy: point.py, r: 9 }));
      const title = document.createElement("b");
      title.textContent = point.title;
      const list = document.createElement("dl");
      for (const [term, text] of point.rows) {
        const dt = document.createElement("dt"), dd = document.createElement("dd");
        dt.textContent = term;
        dd.textContent = text;
        list.append(dt, dd);
      }
      tip.replaceChildren(title, list);
      tip.hidden = false;
      const frame = box.getBoundingClientRect();
      const right = frame.left + point.px + 16 + tip.offsetWidth > document.documentElement.clientWidth - 8;
      const left = right ? Math.max(8, frame.left + point.px - 16 - tip.offsetWidth) : frame.left + point.px + 16;
      tip.style.left = `${left + scrollX}px`;
      tip.style.top = `${frame.top + point.py - tip.offsetHeight / 2 + scrollY}px`;
      if (anchor === "keys") box.querySelector("svg").setAttribute("aria-label", `${point.title}: ${point.rows.map((r) => r.join(" ")).join(", ")}`);
    }

    function nearest(event) {
      const frame = box.getBoundingClientRect();
      const x = event.clientX - frame.left, y = event.clientY - frame.top;
      let best = -1, least = NEAR;
      shown.forEach((p, i) => {
        const distance = Math.hypot(p.px - x, p.py - y);
        if (distance < least) [best, least] = [i, distance];
      });
      return best;
    }

    function key(event) {
      const steps = { ArrowRight: 1, ArrowLeft: -1 };
      if (event.key in steps) {
        show((active + steps[event.key] + shown.length) % shown.length, "keys");
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        // The first point of the next or the previous series.
        const order = [...new Set(shown.map((p) => p.series))];
        const at = order.indexOf(shown[active]?.series);
        const wanted = order[(at + (event.key === "ArrowDown" ? 1 : -1) + order.length) % order.length];
        show(shown.findIndex((p) => p.series === wanted), "keys");
      } else if (event.key === "Escape") {
        show(-1);
      } else {
        return;
      }
      event.preventDefault();
    }

    function draw(width = box.clientWidth, height = box.clientHeight) {
      if (!spec || width < 50) return;
      const isWide = width >= 620 && spec.series.length <= 12;
      const longest = isWide ? Math.max(0, ...spec.series.map((s) => s.name.length)) : 0;
      const margin = { top: 26, right: 14, bottom: 44, left: 58 };
      const frame = () => ({ top: margin.top, right: width - margin.right, bottom: height - margin.bottom });
      const points = spec.series.flatMap((s) => s.points);
      const xOf = () => scaleOf(points.flatMap((p) => [p.x, p.xLow, p.xHigh].filter((v) => v > 0 || !spec.xLog).filter(Number.isFinite)), spec.xLog, [margin.left, width - margin.right]);
      const references = (spec.references ?? []).map((r) => r.y);
      const y = scaleOf([...references, ...points.flatMap((p) => [p.y, p.yLow, p.yHigh].filter((v) => v > 0 || !spec.yLog).filter(Number.isFinite))], spec.yLog, [height - margin.bottom, margin.top]);
      let x = xOf();
      const namesOf = () => isWide ? spec.series.filter((s) => s.points.length).map((series) => ({ series, places: series.points.map((p) => [x(p.x), y(p.y)]) })) : [];
      let names = namesAtStarts(namesOf(), frame(), spec.falls);
      if (!names || names.moved > namesAtEnds(namesOf(), frame()).moved) {
        margin.right = Math.min(230, 30 + longest * 7.2);
        x = xOf();
        names = namesAtEnds(namesOf(), frame());
      }
      const svg = el("svg", { viewBox: `0 0 ${width} ${height}`, tabindex: 0, role: "application", "aria-roledescription": "chart", "aria-label": `${name()}. Arrow keys read the points.` });

      const axes = el("g", { "aria-hidden": "true" });
      const xTicks = spec.xLog ? logTicks(...x.domain(), Math.max(4, width / 70)) : x.ticks(Math.max(3, width / 110));
      const yTicks = spec.yLog ? logTicks(...y.domain(), Math.max(4, height / 40)) : y.ticks(Math.max(3, height / 60));
      const grid = el("g", { class: "grid" });
      for (const v of yTicks) {
        grid.append(el("line", { x1: margin.left, x2: width - margin.right, y1: y(v), y2: y(v) }));
        axes.append(el("text", { x: margin.left - 8, y: y(v) + 4, "text-anchor": "end" }, tick(v)));
      }
      for (const v of xTicks) {
        grid.append(el("line", { x1: x(v), x2: x(v), y1: margin.top, y2: height - margin.bottom }));
        axes.append(el("text", { x: x(v), y: height - margin.bottom + 18, "text-anchor": "middle" }, tick(v)));
      }
      axes.append(
        el("line", { class: "axis-line", x1: margin.left, x2: width - margin.right, y1: height - margin.bottom, y2: height - margin.bottom }),
        el("text", { class: "name", x: width - margin.right, y: height - 6, "text-anchor": "end" }, spec.xName),
        el("text", { class: "name", x: 2, y: 13 }, spec.yName));
      svg.append(grid, axes);

      for (const reference of spec.references ?? []) {
        svg.append(
          el("line", { class: "reference", x1: margin.left, x2: width - margin.right, y1: y(reference.y), y2: y(reference.y) }),
          el("text", { x: margin.left + 6, y: y(reference.y) - 5 }, reference.name));
      }

      shown = [];
      for (const series of spec.series) {
        const style = series.style;
        const group = el("g", { class: `series${style.hollow ? " hollow" : ""}${series.baseline ? " baseline" : ""}`, style: `--k:var(--c${style.colour})`, "aria-hidden": "true" });
        const bars = el("g");
        for (const p of series.points) {
          const [px, py] = [x(p.x), y(p.y)];
          if (p.yLow !== undefined) bars.append(el("line", { class: "error", x1: px, x2: px, y1: y(spec.yLog ? Math.max(p.yLow, y.domain()[0]) : p.yLow), y2: y(p.yHigh) }));
          if (p.xLow !== undefined) bars.append(el("line", { class: "error", x1: x(p.xLow), x2: x(p.xHigh), y1: py, y2: py }));
          shown.push({ ...p, px, py, series });
        }
        group.append(bars);
        if (series.points.length > 1) group.append(el("path", { class: "run", "stroke-dasharray": style.dash, d: d3.line((p) => x(p.x), (p) => y(p.y))(series.points) }));
        for (const p of series.points) group.append(mark(style, x(p.x), y(p.y)));
        svg.append(group);
      }

      for (const n of names.placed) {
        svg.append(el("g", { class: "series", style: `--k:var(--c${n.series.style.colour})`, "aria-hidden": "true" },
          ...(n.leader ? [el("path", { class: "leader", d: n.leader })] : []), el("text", { x: n.x, y: n.y + 4, "text-anchor": n.anchor }, n.series.name)));
      }

      svg.addEventListener("pointermove", (e) => show(nearest(e)));
      svg.addEventListener("pointerdown", (e) => show(nearest(e)));
      svg.addEventListener("pointerleave", () => show(-1));
      svg.addEventListener("keydown", key);
      svg.addEventListener("blur", () => show(-1));
      box.replaceChildren(svg);
      active = -1;
    }

    new ResizeObserver(() => draw()).observe(box);
    return { set(next) { spec = next; draw(); }, draw };
  }

  return { create, el, swatch, number };
})();
