/** Has the button ask the browser for a passkey, where it knows them, and says if none was used. */
for (const form of document.querySelectorAll("[data-passkey]")) {
  const ids = { data: "passkey-data", credential: form.elements.credential.id };
  ids.add = ids.authenticate = form.querySelector("button").id;
  window.allauth.webauthn.forms[form.dataset.passkey]({ ids });
  form.hidden = !window.PublicKeyCredential;

  const status = form.querySelector("[data-passkey-failed]");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    status.textContent = status.dataset.passkeyFailed;
  });
}
