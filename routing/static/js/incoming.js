// Registering papers: reading a scan without leaving the page, ticking what was read, noticing the same paper twice, many
// in one go. All of it works without this script, too, with a page for each step.
import { csrfToken } from "./csrf.js";
import * as drafts from "./drafts.js";
import { isRestricted, isSecret } from "./restricted.js";

const HEADERS = () => ({ "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch", Accept: "application/json" });
const LIMIT = 50 * 1024 * 1024;

const paperOf = (element) => element.closest?.("[data-paper]");
const named = (form, name) => form.querySelectorAll(`[name="${CSS.escape(name)}"]`);

// ---- what only some papers have -------------------------------------------------------------------------------------

function fit(form) {
  const secret = isSecret(form);
  const restricted = isRestricted(form);
  const scope = form.querySelector("[data-scope]");
  if (scope) scope.hidden = !restricted;
  const law = form.querySelector("[data-secret-law]");
  if (law) law.hidden = !secret;
  form.classList.toggle("is-restricted", restricted);
  // What is not asked of such a paper is not shown, and not sent.
  form.querySelectorAll("[data-unless]").forEach((place) => {
    place.hidden = secret || (restricted && place.dataset.unless === "restricted");
    place.querySelectorAll("input, select, textarea").forEach((control) => { control.disabled = place.hidden; });
  });
  form.querySelectorAll("[data-twins-place]").forEach((place) => { if (restricted) place.replaceChildren(); });
  // Nothing of a state secret may be sent: what is disabled is not.
  form.querySelectorAll('[data-scan] input:not([type="hidden"]), [data-scan] button').forEach((control) => {
    control.disabled = secret;
  });
  if (restricted && form.dataset.draftKey) drafts.forget(form.dataset.draftKey);
}

// ---- what the machine read ------------------------------------------------------------------------------------------

function unconfirmed(form) {
  return [...form.querySelectorAll(".is-read:not(.is-confirmed)")];
}

function told(form) {
  const box = form.querySelector("[data-read-all]");
  if (!box) return;
  box.classList.toggle("is-empty", !unconfirmed(form).length);
  box.querySelector("[data-confirm-all]").hidden = false;
}

function confirm(place, is = true) {
  place.classList.toggle("is-confirmed", is);
  const tick = place.querySelector('[name="confirmed"]');
  if (tick) tick.checked = is;
}

function write(form, name, value) {
  for (const control of named(form, name)) {
    if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
  }
}

function fill(form, answer) {
  const before = JSON.parse(form.elements.machine.value || "{}");
  const now = JSON.parse(answer.machine || "{}");
  for (const [name, value] of Object.entries(answer.fields)) write(form, name, value);
  form.elements.machine.value = answer.machine;
  for (const column of Object.keys(now)) {
    if (column in before) continue;
    const place = form.querySelector(`[data-read="${CSS.escape(column)}"]`);
    place?.classList.add("is-read");
    if (place) confirm(place, false);
  }
  told(form);
}

function showFiles(form, files) {
  const box = form.querySelector("[data-kept]");
  box.querySelectorAll("label").forEach((label) => label.remove());
  for (const file of files) {
    const label = document.createElement("label");
    label.className = "choice";
    label.innerHTML = '<input type="checkbox" name="kept" checked><span></span>';
    label.firstChild.value = file.id;
    label.firstChild.dataset.digest = file.digest;
    label.lastChild.textContent = `${file.name}（${file.size}）`;
    box.append(label);
  }
  box.hidden = !files.length;
  named(form, "files").forEach((input) => {
    input.value = "";
    input.setCustomValidity("");
    input.closest("[data-dropzone]")?.querySelector(".dropzone-list")?.replaceChildren();
  });
}

function say(place, words, wrong = false) {
  place.textContent = words;
  place.classList.toggle("is-wrong", wrong);
}

/** Words that go on as long as it takes. */
function waiting(place, words) {
  const begun = Date.now();
  const show = () => say(place, `${words}……已${Math.round((Date.now() - begun) / 1000)}秒`);
  show();
  const timer = setInterval(show, 1000);
  return () => clearInterval(timer);
}

function refusal(answer) {
  if (answer.status === 413) return "文件太大，每个不超过50 MB。";
  if (answer.status === 401 || answer.status === 400 || answer.redirected) return "登录已过期。请在新窗口重新登录，再回到这一页重做；已填写的内容还在。";
  return "没有读成，请稍后再试，或者手工填写。";
}

async function sent(address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: HEADERS() });
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  return isJson && answer.status !== 401 ? answer.json() : { failed: refusal(answer) };
}

async function read(form, button) {
  const progress = form.querySelector("[data-read-progress]");
  const chosen = [...named(form, "files")].flatMap((input) => [...input.files]);
  if (chosen.some((file) => file.size > LIMIT)) return say(progress, "有文件超过50 MB，请先拆分或压缩。", true);
  if (!chosen.length && !form.querySelector('[name="kept"]:checked')) return say(progress, "请先选择、拖入或拍摄要识别的扫描件（PDF 或图片）。", true);
  const done = waiting(progress, `正在识别${chosen[0] ? `“${chosen[0].name}”` : "扫描件"}`);
  button.disabled = true;
  try {
    const answer = await sent("/incoming/read", new FormData(form));
    done();
    if (answer.failed) return say(progress, answer.failed, true);
    showFiles(form, answer.files);
    fill(form, answer);
    const notes = (answer.notes || []).join(" ");
    say(progress, answer.message || `已识别，填入${Object.keys(answer.fields).length}栏，请照原件核对。${notes}`, Boolean(answer.message));
    form.dispatchEvent(new Event("input", { bubbles: true }));
    look(form);
  } catch {
    done();
    say(progress, "已断开，没有识别。联网后再按一次；已填写的内容还在。", true);
  } finally {
    button.disabled = false;
    fit(form);
  }
}

// ---- the same paper twice -------------------------------------------------------------------------------------------

async function digestOf(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

async function digests(form) {
  const known = [...form.querySelectorAll('[name="kept"]:checked')].map((tick) => tick.dataset.digest).filter(Boolean);
  if (!globalThis.crypto?.subtle) return known; // without https: the server notices when it is sent
  const chosen = [...named(form, "files")].flatMap((input) => [...input.files]).filter((file) => file.size <= LIMIT);
  return [...known, ...await Promise.all(chosen.map(digestOf))];
}

const looking = new WeakMap(); // the last question of each form: an earlier answer that comes late is not shown

async function look(form) {
  const place = form.querySelector("[data-twins-place]");
  if (!place || isRestricted(form)) return;
  const this_one = {};
  looking.set(form, this_one);
  const names = ["organ", "source_number", "title", "dated", ...(form.dataset.registered ? [] : ["origin"])];
  const asked = new URLSearchParams(names.map((name) => [name, form.elements[name]?.value || ""]));
  if (form.dataset.but) asked.set("but", form.dataset.but);
  (await digests(form)).forEach((digest) => asked.append("digest", digest));
  const ticked = form.querySelector('[name="anyway"]')?.checked;
  try {
    const answer = await fetch(`/incoming/twins?${asked}`, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return;
    const told = await answer.text();
    if (looking.get(form) !== this_one || told.trim() === place.innerHTML.trim()) return;
    place.innerHTML = told;
    const tick = place.querySelector('[name="anyway"]');
    if (tick && ticked) tick.checked = true;
  } catch { /* the server notices when it is sent */ }
}

/** Looked at while somebody is still typing, too: half a second after the last key. */
const waits = new WeakMap();
function lookSoon(form) {
  clearTimeout(waits.get(form));
  waits.set(form, setTimeout(() => look(form), 500));
}

// ---- many in one go -------------------------------------------------------------------------------------------------

async function readMany(form) {
  const input = form.querySelector("input[type=file]");
  const progress = form.querySelector("[data-many-progress]");
  const files = [...input.files];
  if (!files.length) return say(progress, "请先选择、拖入扫描件，一个文件是一件来文。", true);
  const button = form.querySelector("button[type=submit]");
  const troubles = [];
  const left = [];
  button.disabled = true;
  for (const [place, file] of files.entries()) {
    const done = waiting(progress, `正在识别第${place + 1}件，共${files.length}件：${file.name}`);
    try {
      const body = new FormData();
      body.append("files", file);
      const answer = file.size > LIMIT ? { message: `“${file.name}”超过50 MB，没有上传` } : await sent(form.action, body);
      if (answer.failed) { troubles.push(`“${file.name}”：${answer.failed}`); left.push(file); }
      else if (answer.message) troubles.push(answer.message);
    } catch {
      troubles.push(`“${file.name}”：已断开，没有上传`);
      left.push(file);
    } finally { done(); }
  }
  button.disabled = false;
  sessionStorage.setItem("hongtou:many", troubles.join("\n"));
  if (!left.length) { location.reload(); return; }
  const kept = new DataTransfer(); // what did not go through stays chosen, to be sent again
  left.forEach((file) => kept.items.add(file));
  input.files = kept.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  say(progress, `${troubles.join("\n")}。${left.length < files.length ? "其余的已识别，刷新这一页就能看到；" : ""}没有成的还选着，可以再按一次。`, true);
}

/** Register one of many and put the answer in its place: its number, or the form with what is wrong. */
async function registerOne(form, button) {
  const one = form.closest("[data-one]");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById(one.id);
    if (now && page.querySelector("[data-many]")) {
      now.querySelector("details").open = true;
      one.replaceWith(document.importNode(now, true));
      const shown = document.getElementById(now.id);
      ready(shown.querySelector("form"));
      shown.querySelector(".errors-summary")?.focus();
    } else if (answer.ok && page.querySelector("[data-many]")) {
      form.dataset.sent = "true";
      drafts.forget(form.dataset.draftKey);
      one.dataset.done = "";
      one.textContent = page.querySelector(".notice-success")?.textContent || "已登记";
      one.setAttribute("role", "status");
    } else say(form.querySelector("[data-read-progress]"), refusal(answer), true);
  } catch {
    say(form.querySelector("[data-read-progress]"), "已断开，没有登记。联网后再按一次；已填写的内容还在。", true);
  } finally {
    button.disabled = false;
  }
}

// ---- begin ----------------------------------------------------------------------------------------------------------

function ready(form) {
  fit(form);
  told(form);
}

document.addEventListener("input", (event) => {
  const form = paperOf(event.target);
  if (form && ["organ", "source_number"].includes(event.target.name)) lookSoon(form);
  const place = event.target.closest?.(".is-read");
  if (form && place && event.target.name !== "confirmed") { confirm(place); told(form); }
});

document.addEventListener("change", (event) => {
  const control = event.target;
  if (control.matches?.("[data-camera]")) {
    const input = control.closest("form").querySelector("[data-dropzone] input[type=file]");
    const all = new DataTransfer();
    [...input.files, ...control.files].forEach((file) => all.items.add(file));
    input.files = all.files;
    control.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  const form = paperOf(control);
  if (!form) return;
  if (control.name === "confirmed") { confirm(control.closest("[data-read]"), control.checked); told(form); }
  if (control.name === "origin" || control.name === "marking") fit(form);
  if (["organ", "source_number", "files", "kept", "origin", "marking"].includes(control.name)) look(form);
});

document.addEventListener("click", (event) => {
  const all = event.target.closest?.("[data-confirm-all]");
  if (!all) return;
  const form = paperOf(all);
  unconfirmed(form).forEach((place) => confirm(place));
  told(form);
  form.dispatchEvent(new Event("input", { bubbles: true }));
});

// Before submit.js, which locks a form that is on its way: these stay.
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (button?.matches("[data-read-scan]")) { event.preventDefault(); read(form, button); }
  else if (form.matches("[data-many]")) { event.preventDefault(); readMany(form); }
  else if (form.matches("[data-register-one]") && !button?.hasAttribute("formaction")) { event.preventDefault(); registerOne(form, button); }
}, true);

document.querySelectorAll("[data-paper]").forEach(ready);
const troubles = sessionStorage.getItem("hongtou:many");
const progress = document.querySelector("[data-many-progress]");
if (troubles && progress) say(progress, troubles, true);
sessionStorage.removeItem("hongtou:many");
