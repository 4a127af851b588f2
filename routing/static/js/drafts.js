// Copies of unsaved text on this machine: { at: ms, base: the server's data-saved-at they grew from, fields: [[name, value]] }.

const PREFIX = "hongtou:draft:";

/** What the writer wrote, as [name, value] pairs. Hidden inputs are left out: they belong to the page that was served. */
export function fieldsOf(form) {
  const hidden = new Set([...form.elements].filter((control) => control.type === "hidden").map((control) => control.name));
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !hidden.has(name));
}

/** The same for the form as the server sent it, whatever was typed before this script arrived. */
export function servedFieldsOf(form) {
  const served = form.cloneNode(true);
  served.reset();
  return fieldsOf(served);
}

export function read(key) {
  try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; }
}

/** True when the browser kept the copy (a full or forbidden store does not). */
export function keep(key, base, fields) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), base, fields }));
    return true;
  } catch { return false; }
}

export function forget(key) {
  try { localStorage.removeItem(PREFIX + key); } catch { /* nothing was kept */ }
}

export function same(left, right) {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Write a copy's fields into the form, controls that offer several values included. */
export function fill(form, fields) {
  const values = new Map();
  fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
  for (const control of form.elements) {
    if (!control.name || ["hidden", "file", "submit"].includes(control.type)) continue;
    const written = values.get(control.name) || [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = written.includes(control.value);
    else if (control.type === "select-multiple") [...control.options].forEach((o) => { o.selected = written.includes(o.value); });
    else if (written.length) control.value = written.shift();
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  form.querySelectorAll("[data-count]").forEach((control) => control.dispatchEvent(new Event("input")));
}
