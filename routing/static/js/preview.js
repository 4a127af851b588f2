// <form data-preview="URL" data-preview-target="#page" data-preview-cursor="#body">: while it is filled in, the server
// sets the page on which the cursor stands. One question at a time: what was typed meanwhile is asked once the answer
// is there, and an answer that is no longer the latest is not shown.
import { csrfToken } from "./csrf.js";

const PAUSE = 250; // ms without a keystroke
const SLOW = 500; // ms without an answer

// The first page after a start takes some seconds: what it is that one waits for.
function wait(target) {
  const told = target.querySelector("[data-preview-empty]");
  if (told) told.textContent = "正在排版，第一次要等几秒钟……";
}

function watch(form) {
  const target = document.querySelector(form.dataset.previewTarget);
  const text = document.querySelector(form.dataset.previewCursor);
  let timer = 0;
  let asking = false;
  let again = false;

  function asked() {
    const typed = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    typed.set("cursor", document.activeElement === text ? text.selectionStart : 0);
    return typed;
  }

  async function refresh() {
    again = asking;
    if (asking) return;
    asking = true;
    const slow = setTimeout(() => wait(target), SLOW);
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST", body: asked(), headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
      });
      const page = answer.ok ? await answer.text() : "";
      if (page && !again) target.innerHTML = page;
    } catch { /* offline: the last page stays */ } finally {
      clearTimeout(slow);
      asking = false;
    }
    if (again) refresh();
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
  refresh();
}

export function start() {
  document.querySelectorAll("form[data-preview]").forEach(watch);
}
