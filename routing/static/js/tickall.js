// <fieldset data-tick-all>: one more box that ticks or clears all the others.

export function start() {
  document.querySelectorAll("[data-tick-all]").forEach((box, number) => {
    const ticks = [...box.querySelectorAll("input[type=checkbox]")];
    const line = document.createElement("label");
    line.className = "choice tick-all";
    line.innerHTML = `<input type="checkbox" id="tick-all-${number}"><span>全选（${ticks.length}件）</span>`;
    const all = line.firstChild;
    const show = () => {
      const ticked = ticks.filter((tick) => tick.checked).length;
      all.checked = ticked === ticks.length;
      all.indeterminate = ticked > 0 && ticked < ticks.length;
    };
    all.addEventListener("change", () => ticks.forEach((tick) => { tick.checked = all.checked; }));
    ticks.forEach((tick) => tick.addEventListener("change", show));
    box.querySelector("legend").after(line);
    show();
  });
}
