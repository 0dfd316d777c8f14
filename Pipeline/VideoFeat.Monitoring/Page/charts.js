"use strict";

// Time charts over uPlot: colours come from the style sheet, so that a theme is said once.
const Charts = (() => {
  const WINDOW = 300; // seconds, as many points as the receiver keeps
  const LEAST = 60; // seconds that a chart spans even when it has fewer
  const all = [];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const compact = (v) => v >= 1e6 ? `${+(v / 1e6).toPrecision(3)}M` : v >= 1e4 ? `${+(v / 1e3).toPrecision(3)}k` : `${+v.toPrecision(6)}`;

  function create(id, name, lines, options = {}) {
    const box = document.getElementById(id);
    const axis = (extra) => ({
      stroke: () => css("--quiet"), font: "11px system-ui, sans-serif",
      grid: { stroke: () => css("--grid"), width: 1 }, ticks: { show: false }, ...extra,
    });
    const bars = options.stacked ? uPlot.paths.bars({ size: [0.86, 12], align: -1 }) : undefined;
    const plot = new uPlot({
      width: Math.max(box.clientWidth, 50), height: box.clientHeight || 170,
      padding: [8, 30, 0, 0],
      cursor: { points: { size: 6 }, drag: { x: false, y: false } },
      legend: { show: false },
      scales: { x: { time: true, range: (_, min, max) => [Math.min(min, max - LEAST), max] }, y: { range: (_, min, max) => [Math.min(0, min ?? 0), Math.max(options.least ?? 1, (max ?? 1) * 1.12)] } },
      axes: [
        axis({ space: 70, size: 26, values: "{HH}:{mm}:{ss}" }),
        axis({ size: 48, space: 32, values: (_, ticks) => ticks.map(compact) }),
      ],
      series: [{}, ...lines.map((line) => ({
        label: line.name, spanGaps: false, points: { show: false }, width: options.stacked ? 0 : 2, paths: bars,
        stroke: () => css(line.colour), fill: line.fill ? () => css(line.fill) : options.stacked ? () => css(line.colour) : undefined,
      }))],
    }, [[], ...lines.map(() => [])], box);
    plot.root.setAttribute("role", "img");
    plot.root.setAttribute("aria-label", `Chart: ${name}`);

    new ResizeObserver(() => plot.setSize({ width: Math.max(box.clientWidth, 50), height: box.clientHeight || 170 })).observe(box);
    const chart = {
      set(points) {
        const x = points.map((p) => p.time);
        const columns = lines.map((line) => points.map((p) => line.of(p)));
        if (options.stacked) {
          // Drawn from the top of the stack down: each bar covers the lower part of the one before.
          for (let i = columns.length - 2; i >= 0; i--) columns[i] = columns[i].map((v, k) => v + columns[i + 1][k]);
        }
        plot.setData([x, ...columns]);
        const last = points.at(-1);
        if (last) plot.root.setAttribute("aria-label", `Chart: ${name}; now ${lines.map((l) => `${l.name} ${compact(l.of(last) ?? 0)}`).join(", ")}`);
      },
      redraw() { plot.redraw(false, true); },
    };
    all.push(chart);
    return chart;
  }

  return { create, compact, redraw: () => all.forEach((c) => c.redraw()), WINDOW };
})();
