// Only in `cargo xtask serve`: waits for the next build, then reloads; tells when the last build failed.
let seen;
let bar;

async function wait() {
  const response = await fetch(`/__dev/wait?seen=${seen ?? ""}`);
  const { build, failed } = await response.json();
  const isNew = seen !== undefined && build !== seen;
  seen = build;
  bar?.remove();
  if (failed) {
    bar = document.createElement("p");
    bar.setAttribute("role", "alert");
    bar.textContent = "The last build failed (see the terminal). This page is from the build before it.";
    // Set from a script, styles are within the policy.
    Object.assign(bar.style, { position: "fixed", inset: "auto 0 0", margin: 0, padding: "0.5em 1em", zIndex: 9999 });
    Object.assign(bar.style, { background: "#8b1a1a", color: "#fff" });
    document.body.append(bar);
  } else if (isNew) {
    location.reload();
  }
}

for (;;) {
  try {
    await wait();
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 1000)); // the server is away: it may come back
  }
}
