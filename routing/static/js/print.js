// <a data-print href="….pdf">: the PDF is printed, not the page on the screen. Where the browser cannot print it from
// here, and without JavaScript, it is opened to be printed by hand.
function print(link) {
  const frame = document.createElement("iframe");
  frame.className = "print-frame"; // out of sight, but there: what is not displayed is not printed
  frame.title = "打印";
  frame.addEventListener("load", () => {
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    } catch {
      window.open(link.href, "_blank", "noopener");
    }
  });
  frame.src = link.href;
  document.body.append(frame);
}

export function start() {
  for (const link of document.querySelectorAll("a[data-print]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      print(link);
    });
  }
}
