// Sets the chosen theme before the first paint, so that a dark page does not flash white. Classic and synchronous on
// purpose. No choice means: as the system does. Storage may be blocked, which throws.
try {
  const theme = localStorage.getItem("faultline.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // The system's theme it is.
}
