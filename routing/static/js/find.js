// Finding as one types: what was found is asked for after a short pause and put in place of what stood there before.
// The form works the same without it. Nothing is asked for while an input method is composing a word.
const PAUSE = 250; // ms

export function start() {
  const form = document.querySelector("form[data-find]");
  const place = document.getElementById("found");
  if (!form || !place) return;
  let timer = 0;
  let composing = false;
  let going = null;
  let last = address().toString();

  function address() {
    const given = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...given]) {
      if (!value || value === "0" || (name === "order" && value === "best")) given.delete(name);
    }
    return given;
  }

  async function ask() {
    const given = address();
    if (given.toString() === last) return;
    last = given.toString();
    going?.abort();
    going = new AbortController();
    place.setAttribute("aria-busy", "true");
    try {
      const asked = `/search?${new URLSearchParams([...given, ["part", "1"]])}`;
      const answer = await fetch(asked, { headers: { "X-Requested-With": "fetch" }, signal: going.signal });
      if (answer.status === 401) { form.submit(); return; } // logged out: the login page brings back here
      if (!answer.ok) return; // the button asks again, and says what is wrong
      place.innerHTML = await answer.text();
      history.replaceState(null, "", last ? `/search?${last}` : "/search");
    } catch (error) {
      if (error.name === "AbortError") return; // something newer is asked for
    }
    place.removeAttribute("aria-busy");
  }

  function soon(pause) {
    clearTimeout(timer);
    if (!composing) timer = setTimeout(ask, pause);
  }

  form.addEventListener("compositionstart", () => { composing = true; });
  form.addEventListener("compositionend", () => { composing = false; soon(PAUSE); });
  form.addEventListener("input", (event) => { if (event.target.name === "q" || event.target.name === "name") soon(PAUSE); });
  form.addEventListener("change", () => soon(0));
}
