// <form data-autosave="URL" data-draft-key="…" data-saved-at="ISO time">: every change is kept on this machine at once and
// on the server after a pause; what could not be sent is sent when the line, or the login, is back.
// The server answers JSON: { saved_at, message?, fields?: {name: value} }; fields are written into the form's hidden inputs (version …).
import { csrfToken, renewToken } from "./csrf.js";
import * as drafts from "./drafts.js";
import { MARKS, mayKeep } from "./restricted.js";

const PAUSE = 1500; // ms without a change
const RETRY = [5_000, 10_000, 30_000, 60_000]; // ms, the last for ever after

const clock = (time) => new Date(time).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });

class Autosave {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.draftKey;
    this.failures = 0;
    this.timer = 0;
    this.sending = null; // what is under way to the server, as a promise
    this.stopped = false;
    this.purged = false;
    this.state = form.querySelector("[data-save-state]") || form.appendChild(document.createElement("div"));
    this.state.classList.add("save-state");
    this.state.setAttribute("role", "status");
    this.sent = drafts.servedFieldsOf(form); // what the server has
  }

  start() {
    if (mayKeep(this.form)) this.offerCopy();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", () => clearTimeout(this.timer));
    window.addEventListener("online", () => this.unsent() && this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.state.dataset.state === "expired") this.afterLogin();
    });
    this.changed();
    window.addEventListener("beforeunload", (event) => {
      if (this.unsent() && !this.kept && !this.form.dataset.sent) event.preventDefault();
    });
  }

  unsent() {
    return !drafts.same(this.sent, drafts.fieldsOf(this.form));
  }

  changed() {
    if (this.stopped) return;
    if (!mayKeep(this.form)) { this.purge(); return; }
    this.purged = false;
    if (!this.unsent()) return;
    this.kept = drafts.keep(this.key, this.form.dataset.savedAt, drafts.fieldsOf(this.form));
    if (this.state.dataset.state !== "offline" && this.state.dataset.state !== "expired") this.say("pending", "正在写……");
    this.later(PAUSE);
  }

  // What is marked may be kept nowhere, not even on this machine (保守国家秘密法 art. 31(3); CY-2): the copies go at once,
  // the server's as soon as it has what was under way to it. The server is told the marks and no more.
  async purge() {
    clearTimeout(this.timer);
    drafts.forget(this.key);
    this.kept = false;
    this.sayMarked();
    if (this.purged) return;
    this.purged = true;
    await this.sending;
    if (mayKeep(this.form)) return;
    const marks = [...new FormData(this.form)].filter(([name]) => MARKS.includes(name));
    try {
      const answer = await this.post(marks);
      if (answer.status === 401 || answer.redirected) { this.purged = false; this.expired(); return; }
      if (answer.status === 400 && !this.renewed) { this.purged = false; await this.renew(); return; }
    } catch {
      this.purged = false;
      this.later(RETRY[0]);
      return;
    }
    this.sayMarked();
  }

  sayMarked() {
    this.say("refused", this.form.elements.secrecy?.value
      ? "已选密级：本系统不保存涉密文稿，请改用涉密计算机拟制。"
      : "机要、涉密文件不自动保存，先前自动保存的已清除；请填完就登记。");
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    if (this.stopped || this.form.dataset.sent) return;
    if (!mayKeep(this.form)) { await this.purge(); return; }
    if (this.sending) { this.later(PAUSE); return; }
    clearTimeout(this.timer);
    this.sending = this.send();
    await this.sending;
    this.sending = null;
  }

  async send() {
    const fields = drafts.fieldsOf(this.form);
    try {
      const answer = await this.post([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
      await this.answered(answer, fields);
    } catch {
      this.offline();
    }
  }

  post(fields) {
    const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json", "X-Requested-With": "fetch" };
    return fetch(this.form.dataset.autosave, { method: "POST", body: new URLSearchParams(fields), headers });
  }

  async answered(answer, fields) {
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.status >= 500) this.offline();
    else if (answer.status === 401 || answer.redirected || (answer.ok && !isJson)) this.expired();
    else if (answer.status === 400 && !this.renewed) await this.renew();
    else if (answer.ok) this.saved(await answer.json(), fields);
    else this.refused(isJson ? (await answer.json()).message : "", answer.status);
  }

  saved(answer, fields) {
    this.failures = 0;
    this.renewed = false;
    this.sent = fields;
    this.form.dataset.savedAt = answer.saved_at || new Date().toISOString();
    for (const [name, value] of Object.entries(answer.fields || {})) {
      const hidden = this.form.querySelector(`input[type="hidden"][name="${CSS.escape(name)}"]`);
      if (hidden) hidden.value = value;
    }
    if (this.unsent()) { this.later(PAUSE); return; } // more was written meanwhile
    drafts.forget(this.key);
    this.say("saved", answer.message || `已保存 ${new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })}`);
  }

  offline() {
    this.say("offline", this.kept === false
      ? "已断开，本机也存不下。请先把文字复制出来，不要关闭这一页"
      : "已断开，内容已保存在本机，联网后自动保存");
    this.later(RETRY[Math.min(this.failures, RETRY.length - 1)]);
    this.failures += 1;
  }

  expired() {
    this.say("expired", "登录已过期，内容已保存在本机。");
    const link = document.createElement("a");
    link.href = this.form.dataset.login || "/login";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "在新窗口重新登录";
    this.state.append(link, "，再回到这一页，会自动保存。");
  }

  refused(message, status) {
    this.stopped = status === 409 || status === 403;
    this.say("refused", `${message || "没有保存到服务器"}。内容已保存在本机。`);
  }

  // The token may be older than the login: fetch a new one once, then try again.
  async renew() {
    this.renewed = true;
    if (await this.loggedIn()) this.later(0);
    else this.expired();
  }

  async afterLogin() {
    try {
      if (await this.loggedIn()) await this.save();
    } catch { this.offline(); }
  }

  // The same person must be back; a new sheet, fetched again, bears a key of its own behind the person's.
  loggedIn() {
    const person = this.key.split(":")[0];
    return renewToken(`form[data-draft-key^="${CSS.escape(person)}:"]`);
  }

  offerCopy() {
    const copy = drafts.read(this.key);
    if (!copy) return;
    const savedAt = Date.parse(this.form.dataset.savedAt) || 0;
    // Grown from the very text shown here, or later than it: worth offering whatever the two clocks say.
    const newer = copy.base === this.form.dataset.savedAt || copy.at > savedAt;
    if (newer && drafts.same(copy.fields, this.sent)) {
      // The form came back with the same words. Without a newer saved_at it was refused: the server does not have them yet.
      if (copy.base !== this.form.dataset.savedAt) drafts.forget(this.key);
      else this.sent = null;
      return;
    }
    if (!newer) { drafts.forget(this.key); return; }
    const notice = document.createElement("div");
    notice.className = "notice notice-warning";
    notice.setAttribute("role", "status");
    notice.innerHTML = `<p></p><div class="buttons"><button type="button" class="btn btn-secondary">恢复</button>
      <button type="button" class="btn btn-quiet">不要了</button></div>`;
    notice.firstChild.textContent = `本机有 ${clock(copy.at)} 写下、还没有存到服务器的内容。`;
    const [restore, discard] = notice.querySelectorAll("button");
    restore.addEventListener("click", () => { notice.remove(); drafts.fill(this.form, copy.fields); });
    discard.addEventListener("click", () => { notice.remove(); drafts.forget(this.key); });
    this.form.prepend(notice);
  }

  say(state, words) {
    this.state.dataset.state = state;
    this.state.textContent = words;
  }
}

export function start() {
  // A flash of the category "draft-saved" carries the key of a draft that the server has taken.
  document.querySelectorAll("[data-draft-saved]").forEach((mark) => drafts.forget(mark.dataset.draftSaved));
  document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form).start());
}
