// data-preview="URL" data-preview-target="#page": the server sets the page while the text is being written.
import { csrfToken } from "./csrf.js";

const PAUSE = 600; // ms without a keystroke

function body(source) {
  if (source instanceof HTMLFormElement) return new URLSearchParams([...new FormData(source)].filter(([, value]) => typeof value === "string"));
  return new URLSearchParams({ [source.name]: source.value });
}

function watch(source) {
  const target = document.querySelector(source.dataset.previewTarget);
  let timer = 0;
  let running = null;

  async function refresh() {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(source.dataset.preview, {
        method: "POST", body: body(source), headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" }, signal: running.signal,
      });
      if (answer.ok) target.innerHTML = await answer.text();
    } catch { /* offline or overtaken by the next keystroke: the last preview stays */ }
  }

  source.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
  refresh();
}

export function start() {
  document.querySelectorAll("[data-preview]").forEach(watch);
}
