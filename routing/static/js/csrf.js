// The token that proves a request comes from our own page, and how to renew it after a new login in another tab.

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content || "";
}

/** Fetch this page again, take over its token. True when `mark` is on it, that is, when we are logged in again. */
export async function renewToken(mark) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || !page.querySelector(mark)) return false;
  const token = page.querySelector('meta[name="csrf-token"]')?.content;
  if (!token) return false;
  document.querySelector('meta[name="csrf-token"]').content = token;
  document.querySelectorAll('input[name="csrf_token"]').forEach((input) => { input.value = token; });
  return true;
}
