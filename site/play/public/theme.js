// Before the first paint: the theme that the documentation pages keep under the same name.
(function () {
  var kept = null;
  try {
    kept = localStorage.getItem("vitepress-theme-appearance");
  } catch {
    // Storage is switched off: the system decides.
  }
  var dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
