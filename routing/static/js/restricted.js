// Of what is being typed a copy is kept, here and on the server; but of nothing that is marked 机要 or a state secret.
const SECRETS = ["秘密", "机密", "绝密"];

/** A received paper marked as a state secret. */
export const isSecret = (form) => SECRETS.includes(form.elements.marking?.value);

/** A received paper that only those in its scope may know of. */
export const isRestricted = (form) => isSecret(form) || form.elements.origin?.value === "confidential";

/** What the marks are made in; of a draft it is the 密级. All that the server is told of such a form before it is sent. */
export const MARKS = ["origin", "marking", "secrecy"];

/** May a copy of what is typed be kept? */
export const mayKeep = (form) => !isRestricted(form) && !form.elements.secrecy?.value;
