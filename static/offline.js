// Has the site kept for times without a network, and offers its next version when there is one.
//
// Loaded once a page stands. Nothing here may disturb it: without https, in a private window, where workers are blocked
// or there is no room, the site works as if this file did not exist.

const LATER = "faultline.later"; // in the tab's own storage: "Later" holds until the tab is closed

/** Registers the service worker of the site at `root`, an address relative to the page. */
export async function keepSite(root) {
  if (navigator.connection?.saveData) return; // 3 MB that nobody asked for
  const site = new URL(root, document.baseURI);
  const registration = await navigator.serviceWorker?.register(new URL("sw.js", site));
  if (registration) watch(registration);
}

function watch(registration) {
  const workers = navigator.serviceWorker;
  const hadWorker = Boolean(workers.controller);
  let isWanted = false;
  const use = (worker) => {
    isWanted = true;
    worker.postMessage({ faultline: 1, type: "use" });
  };
  const offer = (worker) => {
    // The first worker of all replaces nothing.
    if (worker?.state === "installed" && workers.controller && !isPutOff()) {
      show("A new version of Faultline is ready.", "Use it", () => use(worker));
    }
  };
  const follow = (worker) => worker?.addEventListener("statechange", () => offer(worker));
  offer(registration.waiting);
  follow(registration.installing);
  registration.addEventListener("updatefound", () => follow(registration.installing));
  workers.addEventListener("controllerchange", () => {
    if (isWanted) return location.reload();
    // Asked for in another tab. This page goes on with what it has, and nothing is taken from it unasked.
    if (hadWorker) show("Faultline was updated in another tab.", "Reload", () => location.reload());
  });
}

function isPutOff() {
  try {
    return sessionStorage.getItem(LATER) !== null;
  } catch {
    return false;
  }
}

function putOff() {
  try {
    sessionStorage.setItem(LATER, "1");
  } catch {
    // It will be offered again.
  }
}

/** One quiet line at the edge of the page; a later one takes the place of an earlier one. */
function show(text, action, onAction) {
  document.getElementById("update")?.remove();
  const note = document.createElement("p");
  note.id = "update";
  note.setAttribute("role", "status");
  document.body.append(note);
  const button = (label, onClick) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", onClick);
    return made;
  };
  const act = button(action, () => {
    act.disabled = true;
    onAction();
  });
  const later = button("Later", () => {
    putOff();
    note.remove();
  });
  // A moment later: what stands in a status from its beginning is not read out.
  const buttons = document.createElement("span"); // that stay together
  buttons.append(act, " ", later);
  setTimeout(() => note.append(`${text} `, buttons));
}
