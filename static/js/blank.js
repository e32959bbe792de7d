/* The blank page has nothing to show, so it leaves at once. */
location.replace(document.currentScript.dataset.to);
