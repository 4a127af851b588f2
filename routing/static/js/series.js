// The next number of a series, written while its word is typed.
const word = document.querySelector("[data-series-word]");
const examples = document.querySelectorAll("[data-series-pattern]");

word?.addEventListener("input", () => {
  const written = word.value.trim() || "某某字";
  examples.forEach((example) => { example.textContent = example.dataset.seriesPattern.replace("{word}", written); });
});
