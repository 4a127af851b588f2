// What makes the pages handier. Everything here is a convenience: with JavaScript off each page still does its work.
import { guardSubmits } from "./submit.js";

guardSubmits();

// Each helper is fetched only by the pages that carry its mark.
const HELPERS = [
  ["[data-phrases-for]", "./phrases.js"],
  ["[data-count]", "./counter.js"],
  ["[data-dropzone]", "./files.js"],
  ["[data-preview]", "./preview.js"],
  ["form[data-autosave], [data-draft-saved]", "./autosave.js"],
  ["[data-print]", "./print.js"],
  ["[data-lazy]", "./lazy.js"],
  ["[data-action-bar]", "./actionbar.js"],
  ["[data-parties]", "./parties.js"],
  ["[data-tick-all]", "./tickall.js"],
  ["[data-narrows]", "./narrow.js"],
  ["form[data-find]", "./find.js"],
  ["[data-asked]", "./leave.js"],
  ["[data-handwriting]", "./handwriting.js"],
  ['.main-nav a[href="/tray"]', "./live.js"],
];
for (const [mark, module] of HELPERS) {
  if (document.querySelector(mark)) import(module).then((helper) => helper.start());
}

document.querySelector(".errors-summary")?.focus();
