// <select data-narrows="drafter">: of the other list, only the group of what is chosen here is offered.
// Without JavaScript all groups are there, each under its heading.

export function start() {
  document.querySelectorAll("[data-narrows]").forEach((chooser) => {
    const list = document.getElementById(chooser.dataset.narrows);
    const groups = [...list.querySelectorAll("optgroup")];
    const narrow = () => {
      const wanted = chooser.selectedOptions[0]?.textContent;
      const kept = groups.filter((group) => group.label === wanted);
      const value = list.value;
      list.replaceChildren(...(kept.length ? kept : groups));
      const same = [...list.options].find((option) => option.value === value);
      (same || list.options[0]).selected = true;
    };
    chooser.addEventListener("change", narrow);
    narrow();
  });
}
