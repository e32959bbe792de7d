/**
 * Tells whoever writes that their session ends soon, or has ended, while their words are still in
 * the window. Writing makes it last. Once they have signed in again in another tab, the forms here
 * get the new mark against forged requests.
 */
const { state, signIn } = document.querySelector("script[data-state]").dataset;
const EVERY = 60 * 1000;
const WARN_SECONDS = 3 * 60;
let wasActive = false;
let wasSignedOut = false;
let token = "";
let notice;

function say(words, control) {
  if (!notice) {
    notice = document.createElement("div");
    notice.className = "session-notice";
    notice.setAttribute("role", "alert");
    document.body.append(notice);
  }
  notice.replaceChildren(words, " ", control);
}

function forget() {
  notice?.remove();
  notice = undefined;
}

function linkToSignIn() {
  const link = document.createElement("a");
  Object.assign(link, { href: signIn, target: "_blank", textContent: "Sign in again in a new tab" });
  return link;
}

function buttonToStay() {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button", textContent: "Stay signed in" });
  button.addEventListener("click", () => ask({ method: "POST" }));
  return button;
}

function renewForms() {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
    field.value = token;
  }
}

function tell(answer) {
  if (!answer.signed_in) {
    wasSignedOut = true;
    if (!token) return; // Nobody was signed in when this page came, such as that for a lost password.
    say("You are signed out. What you wrote is still in this window; don’t close it.", linkToSignIn());
    return;
  }
  token = answer.csrf_token;
  if (wasSignedOut) renewForms();
  wasSignedOut = false;
  if (answer.seconds_left > WARN_SECONDS) {
    forget();
    return;
  }
  const minutes = Math.max(1, Math.round(answer.seconds_left / 60));
  const words = `You will be signed out in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
  say(`${words} Save what you wrote.`, buttonToStay());
}

async function ask(options = {}) {
  try {
    const answer = await fetch(state, { ...options, headers: { "X-CSRFToken": token } });
    if (answer.ok) tell(await answer.json());
  } catch {
    // Without a network nothing can be told; the next minute asks again.
  }
}

function askAgain() {
  if (document.hidden) return;
  ask(wasActive && token && !wasSignedOut ? { method: "POST" } : {});
  wasActive = false;
}

document.addEventListener("input", () => {
  wasActive = true;
});
document.addEventListener("visibilitychange", askAgain);
setInterval(askAgain, EVERY);
askAgain();
