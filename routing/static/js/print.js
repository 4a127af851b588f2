// The document alone on paper: everything else of the page is left out (document.css, @media print).
export function start() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
