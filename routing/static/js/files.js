// Files may be dropped on the box or pasted into it; what was chosen is listed with its size.

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function take(input, files) {
  const kept = new DataTransfer();
  const chosen = input.multiple ? [...input.files, ...files] : [...files].slice(0, 1);
  chosen.forEach((file) => kept.items.add(file));
  input.files = kept.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function list(input, names) {
  const limit = Number(input.dataset.maxBytes) || Infinity;
  const large = [...input.files].find((file) => file.size > limit); // it would be sent for minutes, and refused
  input.setCustomValidity(large ? `“${large.name}”超过上限 ${size(limit)}，请去掉，或改用黑白、200 dpi 再扫一次` : "");
  names.replaceChildren(...[...input.files].map((file) => {
    const line = document.createElement("li");
    line.textContent = `${file.name}（${size(file.size)}）${file.size > limit ? `，超过上限 ${size(limit)}` : ""}`;
    return line;
  }));
}

export function start() {
  document.querySelectorAll("[data-dropzone]").forEach((zone) => {
    const input = zone.querySelector("input[type=file]");
    if (!input) return;
    const names = document.createElement("ul");
    names.className = "dropzone-list";
    zone.append(names);
    input.addEventListener("change", () => list(input, names));
    const over = (event) => { event.preventDefault(); zone.classList.add("is-over"); };
    zone.addEventListener("dragenter", over);
    zone.addEventListener("dragover", over);
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("is-over");
      take(input, event.dataTransfer.files);
    });
    const owner = input.form || zone;
    owner.addEventListener("paste", (event) => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      take(input, event.clipboardData.files);
    });
  });
}
