/*
 * Quick exit: takes the page off the screen, keeps Back from showing it, leaves for an ordinary site.
 *
 * The one classic script of the site, first in <head>: it must run before the page is read.
 * Its element (templates/safety/script.html) carries the destination, the address of the blank
 * page and all words. docs/decisions/quick-exit.md says why each step is as it is.
 */
(() => {
  "use strict";
  const root = document.documentElement;
  const data = document.currentScript.dataset;
  const links = "a[data-quick-exit]";
  const statusLine = "[data-quick-exit-status]";
  const name = "q"; // of the flag and of the channel; tells nobody anything
  const walkTime = 400; // milliseconds
  const retryTime = 3000;
  const pressesApart = 5000;

  let isCloaked, isLeaving, isAtTheDoor, leftAt, sheet, channel, pageTitle, pressed, expiry, side;
  let pageIcons = [];
  let presses = 0;

  // No step may stop the leaving: what throws counts as undefined.
  const attempt = (step) => {
    try {
      return step();
    } catch {}
  };
  const listen = (type, listener) => addEventListener(type, listener, true);

  // --- What is on the screen ---

  const say = (words) => attempt(() => (document.querySelector(statusLine).textContent = words));

  /** Hide everything. Not by `display`: Firefox would deliver no more keys. */
  const cover = () => {
    if (isCloaked) return;
    isCloaked = true;
    try {
      if (!sheet) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(
          "html{background:Canvas!important;color-scheme:light dark!important;overflow:hidden!important}" +
            "html *{visibility:hidden!important;transition:none!important}" +
            "::backdrop{display:none!important}" +
            statusLine +
            "{visibility:visible!important;position:fixed!important;clip-path:inset(50%)!important}" +
            "@media print{" + statusLine + "{display:none!important}}" +
            "@page{margin:0;@bottom-right{content:none}}", // no margins, so no lines of the browser's
        );
      }
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    } catch {
      root.style.opacity = 0; // browsers without constructed stylesheets
    }
  };

  /** Cover, and give the tab a neutral name and icon. */
  const cloak = () => {
    cover();
    if (pageTitle != null) return;
    attempt(() => {
      pageTitle = document.title;
      document.title = data.title;
    });
    attempt(() => {
      pageIcons = [...document.querySelectorAll("link[rel~=icon]")].map((link) => [link, link.href]);
      pageIcons.forEach(([link]) => (link.href = data.icon));
    });
  };

  const reveal = () => {
    if (!isCloaked || isLeaving) return;
    isCloaked = false;
    root.style.opacity = "";
    attempt(() => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one != sheet);
    });
    if (pageTitle == null) return;
    document.title = pageTitle;
    pageTitle = null;
    pageIcons.forEach(([link, href]) => (link.href = href));
  };

  // --- What the tab remembers ---

  const readFlag = () => attempt(() => sessionStorage.getItem(name));
  const writeFlag = () => attempt(() => sessionStorage.setItem(name, leftAt));
  const clearFlag = () => attempt(() => sessionStorage.removeItem(name));

  const isOurs = (url) => url?.startsWith(location.origin + "/"); // null: it hides its address
  const becomeBlank = () => attempt(() => (history.replaceState(null, "", data.blank), true));

  /**
   * The key of the first entry of this unbroken visit, if it is behind us. Without the Navigation
   * API nobody knows: a step back on trust may end on somebody else's page, or on one of ours
   * that was parked and has not heard of the exit.
   */
  const firstEntry = () =>
    attempt(() => {
      const entries = navigation.entries();
      const here = navigation.currentEntry.index;
      let first = here;
      while (first && isOurs(entries[first - 1].url)) first--;
      return first < here && entries[first].key;
    });

  /** A restored page may have the storage of the past, without the flag: look for the mark. */
  const isMarkAhead = () =>
    attempt(() =>
      navigation
        .entries()
        .slice(navigation.currentEntry.index + 1)
        .some((entry) => entry.url == location.origin + data.blank),
    );

  // --- Leaving ---

  const go = () => attempt(() => location.replace(data.to));

  /** Leave from this entry. Only at the exit itself `pushState`, which ends Forward: else a trap. */
  const finish = (isExit) => {
    if (isExit || location.pathname != data.blank) becomeBlank();
    if (isExit) attempt(() => history.pushState(null, "", data.blank));
    isAtTheDoor = true;
    go();
  };

  /** At the exit: walk to the first entry, if we know it. Else, and later: leave from here. */
  const walk = (isExit) => {
    // Without a network the first page may not come, and the browser would show our address.
    const first = navigator.onLine && firstEntry();
    if (isExit && channel && readFlag() && first && becomeBlank()) {
      // This entry is the mark now.
      setTimeout(finish, attempt(() => navigation.traverseTo(first)) ? walkTime : 0, true);
    } else {
      setTimeout(finish, 0, isExit); // a task later, because WebKit writes titles one task late
    }
  };

  const leave = () => {
    if (isLeaving) {
      // A load that hangs is tried again, one that has only begun is left alone.
      if (Date.now() > leftAt + retryTime) go();
      return;
    }
    isLeaving = true;
    cloak();
    leftAt = Date.now();
    writeFlag();
    attempt(() => document.querySelectorAll("video,audio").forEach((media) => media.pause()));
    attempt(() => document.fullscreenElement && document.exitFullscreen());
    say(data.leaving);
    // Other tabs leave. Parked pages are dropped: they would come back with their last picture.
    attempt(() => channel.postMessage(0));
    walk(true);
  };

  /** The walk has come to this page, which the mark ahead tells, or somebody came back to it. */
  const leaveAgain = () => {
    const isExit = isMarkAhead();
    isLeaving = true;
    cloak();
    leftAt = Date.now();
    if (isExit) writeFlag();
    walk(isExit);
  };

  // --- Pointer and keyboard ---

  const stay = () => {
    if (presses) say("");
    pressed = presses = 0;
    reveal();
  };
  const isPressed = (event) =>
    event.clientX >= pressed.left &&
    event.clientX <= pressed.right &&
    event.clientY >= pressed.top &&
    event.clientY <= pressed.bottom;
  const exitLink = (event) => attempt(() => event.target.closest(links));

  listen("pointerdown", (event) => {
    if (isLeaving) return leave();
    if (!event.isPrimary) return;
    stay();
    const link = !event.button && exitLink(event);
    if (!link) return;
    pressed = link.getBoundingClientRect();
    cloak();
  });
  listen("pointerup", (event) => {
    if (!pressed || !event.isPrimary) return;
    if (isPressed(event)) leave();
    stay();
  });
  listen("pointercancel", stay);
  listen("contextmenu", (event) => pressed && event.preventDefault()); // a long press is a press
  listen("click", (event) => {
    if (!exitLink(event)) return;
    event.preventDefault();
    leave();
  });

  listen("keydown", (event) => {
    if (event.repeat) return;
    // Two sides in turn, or Shift with another key, is somebody at work, not somebody leaving.
    if (event.key != "Shift" || event.altKey || event.ctrlKey || event.metaKey) return stay();
    if (event.code != side) presses = 0;
    side = event.code;
    clearTimeout(expiry);
    if (++presses > 2) cloak();
  });
  listen("keyup", (event) => {
    if (event.key != "Shift" || !presses) return;
    if (presses > 2) return leave();
    say(presses > 1 ? data.oneMore : data.twoMore); // not at keydown: that may begin a capital
    expiry = setTimeout(() => {
      presses = 0;
      say(data.expired);
    }, pressesApart);
  });
  listen("blur", (event) => event.target == window && stay());

  // --- Coming and going ---

  attempt(() => {
    // Never closed: a message also drops the pages that the browser has parked.
    channel = new BroadcastChannel(name);
    channel.onmessage = () => isLeaving || leave();
  });
  // A Back in a hurry stops the leaving, and stands on the other of our two blank entries.
  listen("popstate", () => isAtTheDoor && go());
  // The title stays, or the menu of the Back button would be full of neutral names.
  listen("pagehide", cover);
  // Without the Navigation API a parked page can't see the mark. This keeps Firefox from parking.
  if (!window.navigation) listen("unload", cover);
  listen("pageshow", (event) => {
    if (!event.persisted) return;
    if (isMarkAhead() || readFlag() || location.pathname == data.blank) leaveAgain();
    else reveal();
  });

  root.dataset.quickExitWorks = ""; // shows the hint
  if (readFlag()) {
    if (attempt(() => performance.getEntriesByType("navigation")[0].type) == "navigate") {
      clearFlag();
    } else {
      attempt(() => window.stop());
      leaveAgain();
    }
  }
})();
