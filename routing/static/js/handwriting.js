// A signature by finger, pen or mouse. What is drawn goes into a hidden field as strokes: {"aspect", "strokes": [[[x, y], …], …]}.
// Nothing drawn: the field stays empty, and the typed name stands. The limits are those of routing/typeset/strokes.py.

const MOST_STROKES = 200;
const MOST_POINTS = 6000;
const CLOSE = 0.004; // of the pad's width: nearer points say nothing new
const PEN = 2.4; // CSS pixels

function read(text) {
  try {
    return JSON.parse(text).strokes;
  } catch {
    return [];
  }
}

function rounded(value) {
  return Math.round(Math.min(1, Math.max(0, value)) * 10000) / 10000;
}

function pad(box) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input");
  const status = box.querySelector("[role=status]");
  const pen = canvas.getContext("2d");
  let strokes = read(field.value);
  let current = null;

  function trace(line) {
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const at = ([x, y]) => [x * width, y * height];
    pen.beginPath();
    pen.moveTo(...at(line[0]));
    for (let n = 1; n < line.length - 1; n += 1) {
      const [x, y] = at(line[n]);
      const [u, v] = at(line[n + 1]);
      pen.quadraticCurveTo(x, y, (x + u) / 2, (y + v) / 2);
    }
    pen.lineTo(...at(line[line.length - 1]));
    pen.stroke();
  }

  function paint() {
    const scale = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
    strokes.forEach(trace);
  }

  function keep(said) {
    const aspect = Math.round((canvas.clientWidth / canvas.clientHeight) * 100) / 100;
    field.value = strokes.length ? JSON.stringify({ aspect, strokes }) : "";
    status.textContent = said;
    paint();
  }

  function point(event) {
    const place = canvas.getBoundingClientRect();
    return [rounded((event.clientX - place.left) / place.width), rounded((event.clientY - place.top) / place.height)];
  }

  function full() {
    return strokes.length >= MOST_STROKES || strokes.reduce((sum, line) => sum + line.length, 0) >= MOST_POINTS;
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || current) return;
    if (full()) {
      status.textContent = "笔画太多，请清除后重签";
      return;
    }
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [point(event)];
    strokes.push(current);
    paint();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current || full()) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const next = point(each);
      const last = current[current.length - 1];
      if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= CLOSE) current.push(next);
    }
    paint();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (!current) return;
      current = null;
      keep("已手写签名");
    });
  }
  box.querySelector("[data-undo]").addEventListener("click", () => {
    strokes.pop();
    keep(strokes.length ? "已撤销一笔" : "没有手写签名，用打印的姓名");
  });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    keep("没有手写签名，用打印的姓名");
  });
  box.addEventListener("toggle", paint);
  new ResizeObserver(paint).observe(canvas);
  box.hidden = false;
}

export function start() {
  document.querySelectorAll("[data-handwriting]").forEach(pad);
}
