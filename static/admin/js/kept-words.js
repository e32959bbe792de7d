/** Sends the kept words with today's mark against forged requests, once somebody is signed in. */
const { state } = document.querySelector("script[data-state]").dataset;

for (const form of document.querySelectorAll("[data-kept-words]")) {
  const status = form.querySelector("[data-still-signed-out]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await (await fetch(state)).json();
    if (!answer.signed_in) {
      status.textContent = status.dataset.stillSignedOut;
      return;
    }
    form.elements.csrfmiddlewaretoken.value = answer.csrf_token;
    form.submit();
  });
}
