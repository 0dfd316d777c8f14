"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  const text = (id, value) => { const e = $(id); if (e.textContent !== value) e.textContent = value; };
  const number = (value, digits = 1) => value === null || value === undefined ? "–"
    : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const milliseconds = (value) => number(value, value === null || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
  const element = (tag, content, className) => {
    const e = document.createElement(tag);
    if (content !== undefined) e.textContent = content;
    if (className) e.className = className;
    return e;
  };

  // Theme: as the system has it, unless the reader chose.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const themes = ["auto", "light", "dark"];
  let theme = localStorage.getItem("theme") ?? "auto";
  function applyTheme() {
    document.documentElement.dataset.theme = theme === "auto" ? (system.matches ? "dark" : "light") : theme;
    const name = theme[0].toUpperCase() + theme.slice(1);
    text("theme", name);
    $("theme").setAttribute("aria-label", `Theme: ${theme === "auto" ? "as the system has it" : theme}`);
    Charts.redraw();
  }
  system.addEventListener("change", applyTheme);
  $("theme").addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    localStorage.setItem("theme", theme);
    applyTheme();
  });

  let paused = false;
  $("pause").addEventListener("click", () => {
    paused = !paused;
    $("pause").setAttribute("aria-pressed", paused);
    if (!paused) draw();
  });

  const charts = [
    Charts.create("rate-chart", "sets per second", [{ name: "sets", of: (p) => p.setsPerSecond, colour: "--accent", fill: "--accent-fill" }]),
    Charts.create("delay-chart", "delay in milliseconds", [
      { name: "p99", of: (p) => p.delayP99, colour: "--second" },
      { name: "median", of: (p) => p.delayMedian, colour: "--accent" },
    ]),
    Charts.create("kbit-chart", "bit rate in kbit/s", [{ name: "kbit/s", of: (p) => p.kbitPerSecond, colour: "--accent", fill: "--accent-fill" }]),
    Charts.create("states-chart", "sets a second by state", [
      { name: "lost", of: (p) => p.lost, colour: "--lost" },
      { name: "concealed", of: (p) => p.concealed, colour: "--concealed" },
      { name: "unchecked", of: (p) => p.unchecked, colour: "--unchecked" },
      { name: "intact", of: (p) => p.intact, colour: "--intact" },
    ], { stacked: true }),
  ];
  applyTheme();

  const STAGES = {
    capture: "Capture", front: "Front half", pack: "Quantize, pack", encode: "Encode", network: "Network",
    decode: "Decode", unpack: "Unpack", back: "Back half", whole: "Capture to tensor",
  };
  let points = [];
  let sheet = null;

  function draw() {
    if (paused || !sheet) return;
    const p = sheet.point, t = sheet.totals;
    const sets = t.intact + t.unchecked + t.concealed + t.lost;
    text("title", [sheet.title, ...sheet.tensors].filter(Boolean).join(" · "));
    text("rate", number(p.setsPerSecond));
    text("rate-now", `${number(p.setsPerSecond)} now`);
    text("bpe", number(p.bitsPerElement, 3));
    const mega = p.kbitPerSecond >= 10000;
    text("kbit", mega ? number(p.kbitPerSecond / 1000, 2) : number(p.kbitPerSecond, 0));
    text("kbit-unit", mega ? "Mbit/s" : "kbit/s");
    text("kbit-now", `${number(p.kbitPerSecond, 0)} now`);
    text("delay", milliseconds(p.delayMedian));
    text("delay-p99", milliseconds(p.delayP99));
    text("good", sets ? number(100 * (t.intact + t.unchecked) / sets, 2) : "–");
    text("sets", number(sets, 0));
    text("bad", number(t.concealed + t.lost, 0));
    text("depth", `${sheet.bitDepth ?? "–"}`);
    text("bytes", number(sheet.bytes / 1e6, 1));
    text("loss", sheet.link?.loss == null ? "–" : number(100 * sheet.link.loss, 2));
    text("jitter", sheet.link?.jitter ? number(seconds(sheet.link.jitter) * 1000, 2) : "–");
    const times = sheet.link?.connections ?? 0;
    text("connections", times ? `${times} connection${times > 1 ? "s" : ""} · ` : "");
    text("uptime", duration(sheet.uptimeSeconds));
    drawStages();
    drawCounts("totals", t, true);
    drawCounts("packets", sheet.link?.packets ?? {});
    drawCounts("dropped", sheet.link?.droppedUnits ?? {});
    drawFaults();
    drawAnswer();
    drawTensors();
    charts.forEach((c) => c.set(points));
  }

  // "hh:mm:ss.fffffff", as .NET writes a span of time.
  function seconds(span) {
    const [h, m, s] = span.split(":");
    return 3600 * +h + 60 * +m + +s;
  }

  function duration(s) {
    const two = (n) => String(Math.floor(n)).padStart(2, "0");
    return `${Math.floor(s / 3600)}:${two(s / 60 % 60)}:${two(s % 60)}`;
  }

  function drawStages() {
    const body = $("stages").tBodies[0];
    if (!body.rows.length) {
      for (const stage of sheet.stages) {
        const row = body.insertRow();
        row.className = stage.name;
        const head = element("th", STAGES[stage.name] ?? stage.name);
        head.scope = "row";
        const meter = element("div", undefined, "meter");
        meter.append(element("em"), element("span"));
        const cell = element("td");
        cell.append(meter);
        row.append(head, cell, element("td"), element("td"));
      }
    }
    const most = Math.max(...sheet.stages.map((s) => s.p99 ?? 0), 1e-3);
    sheet.stages.forEach((stage, i) => {
      const row = body.rows[i];
      const share = (v) => `${Math.min(100, Math.max(0, 100 * (v ?? 0) / most))}%`;
      row.classList.toggle("unknown", stage.median === null);
      row.querySelector(".meter em").style.width = share(stage.p99);
      row.querySelector(".meter span").style.width = share(stage.median);
      row.cells[2].textContent = milliseconds(stage.median);
      row.cells[3].textContent = milliseconds(stage.p99);
    });
  }

  function drawCounts(id, counts, keepZero = false) {
    const body = $(id);
    const rows = Object.entries(counts).filter(([, n]) => keepZero || n > 0).map(([name, n]) => {
      const row = element("tr");
      const head = element("th", name.replaceAll("_", " "));
      head.scope = "row";
      if (keepZero) head.className = `key ${name}`;
      const value = element("td", number(n, 0));
      value.dataset.count = name;
      row.append(head, value);
      return row;
    });
    if (!rows.length) {
      const row = element("tr");
      row.append(element("th", "none", "quiet"));
      rows.push(row);
    }
    body.replaceChildren(...rows);
  }

  function drawFaults() {
    $("no-faults").hidden = sheet.faults.length > 0;
    $("faults").hidden = sheet.faults.length === 0;
    $("faults").replaceChildren(...sheet.faults.map((f) => {
      const item = element("li");
      const at = element("time", new Date(f.time * 1000).toLocaleTimeString("en-GB"));
      item.append(at, element("b", `set ${f.sequence} ${f.state}`, f.state), `: ${f.reason}`);
      return item;
    }));
  }

  function drawAnswer() {
    $("answer-panel").hidden = !sheet.answer;
    if (!sheet.answer) return;
    text("answer-item", `${sheet.answer.itemId ?? ""} (set ${sheet.answer.sequence})`);
    const lines = sheet.answer.lines;
    const isShare = lines.every((l) => l.score !== null && l.score >= 0 && l.score <= 1); // else logits
    $("answer").replaceChildren(...lines.map((line) => {
      const item = element("li");
      const meter = element("span", undefined, "meter");
      const bar = element("span");
      bar.style.width = `${isShare ? 100 * line.score : 0}%`;
      meter.append(bar);
      meter.hidden = !isShare;
      item.append(element("span", line.text), meter, element("span", line.score === null ? "" : isShare ? `${number(100 * line.score)} %` : number(line.score, 2)));
      return item;
    }));
  }

  function drawTensors() {
    const select = $("tensor");
    const names = sheet.tensors.slice(0, 16);
    if (select.options.length === names.length && names.every((n, i) => select.options[i].text === n)) return;
    select.replaceChildren(...names.map((n, i) => new Option(n, i)));
  }

  function phase(name) {
    text("phase", name);
    $("phase").dataset.phase = name;
    document.title = `${name} · VideoFeat receiver`;
  }

  // The picture is fetched while someone looks, about three times a second, and is not made otherwise.
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  let shown = null;
  let ended = false;
  async function watchMosaic() {
    for (let last = null; ;) {
      await sleep(300);
      if (paused || document.hidden || !sheet || (ended && last)) continue;
      try {
        const perChannel = $("per-channel").checked;
        const answer = await fetch(`mosaic.png?tensor=${$("tensor").value || 0}&perChannel=${perChannel}`);
        if (answer.status !== 200) continue;
        const head = (name) => answer.headers.get(name);
        last = head("X-Sequence");
        const url = URL.createObjectURL(await answer.blob());
        const picture = $("mosaic");
        picture.src = url;
        await picture.decode();
        if (shown) URL.revokeObjectURL(shown);
        shown = url;
        picture.hidden = false;
        $("mosaic-none").hidden = true;
        picture.alt = `The ${head("X-Channels")} channels of the newest feature set, side by side`;
        text("mosaic-caption", `set ${last} · ${head("X-Channels")} channels`);
        text("low", perChannel ? "least" : (+head("X-Low")).toPrecision(3));
        text("high", perChannel ? "most" : (+head("X-High")).toPrecision(3));
        drawRamp(picture);
      } catch {
        // The receiver has gone, or a picture was cut: the next turn tries again.
      }
    }
  }

  // The palette's ramp, as the picture's colours run.
  let ramp = false;
  function drawRamp() {
    if (ramp) return;
    ramp = true;
    fetch("ramp.png").then((r) => r.blob()).then(createImageBitmap).then((bitmap) => {
      const canvas = $("ramp");
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    }).catch(() => { ramp = false; });
  }

  const events = new EventSource("events");
  events.addEventListener("history", (e) => { points = JSON.parse(e.data).slice(-Charts.WINDOW); });
  events.addEventListener("figures", (e) => {
    sheet = JSON.parse(e.data);
    if (points.at(-1)?.time !== sheet.point.time) points = [...points, sheet.point].slice(-Charts.WINDOW);
    ended = sheet.phase === "ended";
    phase(sheet.phase);
    draw();
    if (ended) events.close();
  });
  events.addEventListener("error", () => { if (!ended) phase("unreachable"); });
  watchMosaic();
})();
