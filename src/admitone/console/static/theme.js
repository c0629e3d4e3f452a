// Runs before the first paint, so that a dark page never flashes white.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");
  const apply = () => {
    const chosen = localStorage.getItem("admitone-theme") ?? (system.matches ? "dark" : "light");
    // Paper is white, whatever the screen is.
    document.documentElement.dataset.bsTheme = paper.matches ? "light" : chosen;
  };
  paper.addEventListener("change", apply);
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("admitone:theme", apply);
  apply();
})();
