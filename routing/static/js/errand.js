// How far long work has come, without reloading the page; it stops asking when the work is over.
"use strict";

(() => {
  const place = document.querySelector("[data-errand]");
  if (!place) return;
  const look = async () => {
    const answer = await fetch(place.dataset.errand, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (answer && answer.ok) place.innerHTML = await answer.text();
    if (!place.querySelector(".btn")) setTimeout(look, 1500);
  };
  setTimeout(look, 1000);
})();
