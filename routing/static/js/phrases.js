// Usual opinions as chips. Without JavaScript the same phrases stand in a select named "phrase".

function insert(textarea, phrase) {
  const written = textarea.value.trim();
  if (!written.endsWith(phrase)) {
    textarea.value = written ? `${written.replace(/[。；，]?$/, "，")}${phrase}` : phrase;
  }
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
  textarea.focus();
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
    box.replaceChildren(chips);
    textarea.required = "required" in textarea.dataset;
  });
}
