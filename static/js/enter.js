/**
 * A one-time link carries its secret in the fragment, which no server log ever sees. An entry of its own, for the page
 * behind such a link: `<form method="post" data-from-fragment><input type="hidden" name="key">…` gets the secret and
 * goes off; the address bar and the history forget it.
 */

const secret = location.hash.slice(1);
const form = document.querySelector("form[data-from-fragment]");

if (secret && form instanceof HTMLFormElement) {
  const field = form.querySelector("input");
  if (field) field.value = secret;
  history.replaceState(null, "", location.pathname + location.search);
  form.submit();
}
