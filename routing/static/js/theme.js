// The reader's own choice of light or dark and of letter size, set before the first paint. Without it the system's wish holds.
(() => {
  const ATTRIBUTE = { theme: "data-bs-theme", size: "data-size" };
  const stored = (name) => {
    try { return localStorage.getItem(`hongtou:${name}`) || ""; } catch { return ""; }
  };
  const apply = (name, value) => {
    if (value) document.documentElement.setAttribute(ATTRIBUTE[name], value);
    else document.documentElement.removeAttribute(ATTRIBUTE[name]);
  };
  Object.keys(ATTRIBUTE).forEach((name) => apply(name, stored(name)));

  document.addEventListener("DOMContentLoaded", () => {
    const choices = document.querySelector("[data-reading-choices]");
    if (!choices) return;
    choices.hidden = false;
    choices.querySelectorAll("select").forEach((select) => {
      const name = select.dataset.reading;
      select.value = stored(name);
      select.addEventListener("change", () => {
        try { localStorage.setItem(`hongtou:${name}`, select.value); } catch { /* private window: holds for this page */ }
        apply(name, select.value);
      });
    });
  });
})();
