// One click, one submission; and a question first where the button carries data-confirm.

const PATIENCE = 20_000; // ms until the buttons come back when the answer never does

function buttonsOf(form) {
  return [...form.elements].filter((control) => control.type === "submit");
}

function release(form) {
  delete form.dataset.sent;
  buttonsOf(form).forEach((button) => { button.disabled = false; });
}

function hold(form) {
  form.dataset.sent = "true";
  // After this turn: a button disabled now would not send its own name and value.
  setTimeout(() => buttonsOf(form).forEach((button) => { button.disabled = true; }));
  setTimeout(() => release(form), PATIENCE);
}

function ask(question, agreed) {
  const dialog = document.createElement("dialog");
  if (typeof dialog.showModal !== "function") {
    if (window.confirm(question)) agreed();
    return;
  }
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "ask-question");
  dialog.innerHTML = `<form method="dialog"><p id="ask-question"></p><div class="buttons">
    <button class="btn btn-primary" value="yes">确定</button><button class="btn btn-secondary" value="no">再想想</button></div></form>`;
  dialog.querySelector("p").textContent = question;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") agreed();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function onSubmit(event) {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const button = event.submitter;
  if (button?.formTarget === "_blank") return; // it opens beside: the form stays as it is
  const question = button?.dataset.confirm || form.dataset.confirm;
  if (question && !form.dataset.agreed) {
    event.preventDefault();
    ask(question, () => {
      form.dataset.agreed = "true";
      if (form.requestSubmit) form.requestSubmit(button);
      else form.submit();
    });
    return;
  }
  delete form.dataset.agreed;
  if (form.method === "post") hold(form);
}

export function guardSubmits() {
  document.addEventListener("submit", onSubmit);
  // A page brought back by the browser's "back" must not stay locked.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}
