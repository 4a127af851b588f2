// data-lazy="URL": a piece of page that takes its time, fetched once the rest is there; until then, and without
// JavaScript, what stands in its place is a link to it.
export function start() {
  document.querySelectorAll("[data-lazy]").forEach(async (place) => {
    try {
      const answer = await fetch(place.dataset.lazy, { headers: { "X-Requested-With": "fetch" } });
      const isPage = (answer.headers.get("Content-Type") || "").includes("html");
      if (isPage && !answer.redirected) place.innerHTML = await answer.text();
    } catch { /* offline: the link stays */ }
  });
}
