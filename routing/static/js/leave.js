// 外出登记: while the days are filled in, how long that is and who decides is asked of the house and said below them.
// Without it the form says who decides for each length, and the page after it who was asked.
const DAYS = ["starts_on", "starts_half", "ends_on", "ends_half"];

export function start() {
  const place = document.querySelector("[data-asked]");
  const form = place.closest("form");
  let going = null;

  async function ask() {
    const given = new FormData(form);
    const asked = new URLSearchParams(DAYS.map((name) => [name, given.get(name) ?? ""]));
    going?.abort();
    going = new AbortController();
    try {
      const answer = await fetch(`/account/delegation/absence/asked?${asked}`, {
        headers: { "X-Requested-With": "fetch" }, signal: going.signal,
      });
      const said = answer.ok ? await answer.text() : ""; // what is wrong is said when it is sent
      place.textContent = said;
      place.hidden = !said;
    } catch (error) {
      if (error.name !== "AbortError") place.hidden = true; // what stood there may be wrong by now
    }
  }

  form.addEventListener("change", (event) => { if (DAYS.includes(event.target.name)) ask(); });
}
