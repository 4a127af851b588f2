// data-count="28": how many characters are written, against how many should be. Whitespace does not count, as in Word.

export function start() {
  document.querySelectorAll("[data-count]").forEach((control) => {
    const limit = Number(control.dataset.count) || 0;
    const note = document.createElement("p");
    note.className = "counter";
    const show = () => {
      const written = [...control.value.replace(/\s/g, "")].length;
      const over = limit && written > limit;
      note.textContent = `已写 ${written} 字${limit ? `，宜在 ${limit} 字以内` : ""}${over ? `，多出 ${written - limit} 字` : ""}`;
      note.classList.toggle("is-over", Boolean(over));
    };
    control.addEventListener("input", show);
    control.insertAdjacentElement("afterend", note);
    show();
  });
}
