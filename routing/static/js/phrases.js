// Usual opinions as chips. Without JavaScript the same phrases stand in a select named "phrase".

function insert(textarea, phrase) {
  const written = textarea.value.trim();
  if (!written.endsWith(phrase)) {
    textarea.value = written ? `${written.replace(/[。；，]?$/, "，")}${phrase}` : phrase;
  }
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
  textarea.focus();
}

// On a phone the phrases stand above the main button, too: one tap writes, the next one acts.
function offerAtHand(textarea, phrases) {
  const bar = document.querySelector("[data-bar-phrases]");
  if (!bar || bar.querySelector(".bar-phrases") || bar.querySelector("button").getAttribute("form") !== textarea.form.id) return;
  const row = Object.assign(document.createElement("div"), { className: "bar-phrases" });
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "常用意见");
  for (const phrase of phrases) {
    const chip = Object.assign(document.createElement("button"), { type: "button", textContent: phrase });
    chip.setAttribute("aria-pressed", "false");
    chip.addEventListener("click", () => {
      const written = chip.getAttribute("aria-pressed") === "true";
      for (const other of row.children) other.setAttribute("aria-pressed", String(!written && other === chip));
      textarea.value = written ? "" : phrase;
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    });
    row.append(chip);
  }
  bar.prepend(row);
}

export function start() {
  document.querySelectorAll("[data-phrases-for]").forEach((box) => {
    const textarea = document.getElementById(box.dataset.phrasesFor);
    const chips = document.createElement("div");
    chips.className = "phrase-chips";
    chips.setAttribute("role", "group");
    chips.setAttribute("aria-label", "常用意见");
    for (const { text } of [...box.querySelectorAll("option")].slice(1)) {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.textContent = text;
      chip.addEventListener("click", () => insert(textarea, text));
      chips.append(chip);
    }
    offerAtHand(textarea, [...box.querySelectorAll("option")].slice(1).map(({ text }) => text));
    box.replaceChildren(chips);
    textarea.required = "required" in textarea.dataset;
  });
}
