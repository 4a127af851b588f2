// The number of open slips in the head of the page, kept up to date without loading the page anew; and a quiet line
// when an urgent one has come. The server does not count this asking as being at work: who is idle is logged out.
const EVERY = 20_000; // ms
const KEPT = `hongtou-live ${document.querySelector(".whoami b")?.textContent}`; // another person, another number
let etag = "";
let timer = 0;

function links() {
  return document.querySelectorAll('.main-nav a[href="/tray"], .menu a[href="/tray"], .thumb-nav a[href="/tray"]');
}

function show(count) {
  links().forEach((link) => {
    let mark = link.querySelector(".count");
    if (!count) {
      mark?.remove();
      return;
    }
    if (!mark) {
      mark = document.createElement("span");
      mark.className = "count";
      link.append(mark);
    }
    mark.textContent = count > 999 ? "999+" : String(count);
    mark.insertAdjacentHTML("beforeend", '<span class="visually-hidden">件</span>');
  });
}

function announce() {
  const place = document.querySelector(".notices");
  if (!place || place.querySelector("[data-live-urgent]")) return;
  const line = document.createElement("p");
  line.className = "notice notice-warning";
  line.dataset.liveUrgent = "";
  line.setAttribute("role", "status");
  line.innerHTML = '刚收到急件。<a href="/tray?which=urgent">去看急件</a>';
  place.append(line);
}

function take(found) {
  const before = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  show(found.count);
  if (before !== null && found.latest > before.latest) announce();
  sessionStorage.setItem(KEPT, JSON.stringify({ count: found.count, latest: Math.max(found.latest, before?.latest || 0) }));
}

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const headers = { "X-Requested-With": "fetch", ...(etag && { "If-None-Match": etag }) };
    const answer = await fetch("/tray/count", { headers, cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) return; // logged out: the next click says so
    if (answer.ok) {
      etag = answer.headers.get("ETag") || "";
      take(await answer.json());
    }
  } catch { /* offline: asked again */ }
  timer = setTimeout(ask, EVERY);
}

export function start() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (kept) show(kept.count);
  document.addEventListener("visibilitychange", ask);
  ask();
}
