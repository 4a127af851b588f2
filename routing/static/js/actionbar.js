// The bar with the main action comes when the panel's own button is out of sight, and steps aside when it is back.

export function start() {
  const bar = document.querySelector("[data-action-bar]");
  const button = document.querySelector(".actions .action-form > .btn");
  if (!button || !("IntersectionObserver" in window)) return;
  bar.classList.add("is-live");
  new IntersectionObserver(([seen]) => { bar.hidden = seen.isIntersecting; }).observe(button);
}
