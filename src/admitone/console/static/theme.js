// The server knows from a cookie how this browser shows pages, so that a dark page never flashes white and no page
// waits for this file. Only the first page of a browser does, before its first paint.
(() => {
  const key = "admitone-theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");
  let kept = root.dataset.theme;
  let chosen = kept ? kept.match(/^(light|dark)$/)?.[0] : localStorage.getItem(key);
  const apply = () => {
    const shown = chosen ?? (system.matches ? "dark" : "light");
    // Paper is white, whatever the screen is.
    root.dataset.bsTheme = paper.matches ? "light" : shown;
    const wanted = chosen ?? `system-${shown}`;
    if (wanted === kept) return;
    kept = wanted;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `admitone_theme=${kept}; path=/; max-age=31536000; samesite=lax${secure}`;
  };
  paper.addEventListener("change", apply);
  system.addEventListener("change", apply);
  addEventListener("admitone:theme", (event) => {
    chosen = event.detail;
    // Other windows are told by it.
    localStorage.setItem(key, chosen);
    apply();
  });
  addEventListener("storage", (event) => {
    if (event.key !== key || !event.newValue) return;
    chosen = event.newValue;
    apply();
  });
  apply();
})();
