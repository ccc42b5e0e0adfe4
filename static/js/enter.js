/** A one-time link carries its secret in the fragment, which never reaches a server's log: post it, and forget it. */

const secret = decodeURIComponent(location.hash.slice(1));
const form = document.getElementById("enter-form");
const field = form?.querySelector("input[name=key]");

if (secret && form instanceof HTMLFormElement && field instanceof HTMLInputElement) {
  history.replaceState(null, "", location.pathname);
  field.value = secret;
  form.submit();
}
