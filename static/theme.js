// Sets the chosen theme before the first paint, so that a dark page does not flash white. Classic and synchronous on
// purpose. No choice means: as the system does. Storage may be blocked, which throws.
//
// In another site's page (`?embed=1`) the host chooses, nothing is kept unless it allows that (`store=1`), and frame.js
// does the rest: classic, too, so that it can say what is wrong even where modules are not allowed to load.
{
  const root = document.documentElement.dataset;
  const asked = new URLSearchParams(location.search);
  let theme;
  if (asked.getAll("embed").includes("1")) {
    root.embed = "";
    theme = asked.get("theme");
    if (asked.get("store") !== "1") {
      const get = () => {
        throw new DOMException("an embedded page keeps nothing", "SecurityError");
      };
      Object.defineProperty(window, "localStorage", { get });
    }
    const script = document.createElement("script");
    script.src = new URL("./frame.js", document.currentScript.src);
    document.head.append(script);
  } else {
    try {
      theme = localStorage.getItem("faultline.theme");
    } catch {
      // The system's theme it is.
    }
  }
  if (/^(light|dark|projector)$/.test(theme)) root.theme = theme;
}
