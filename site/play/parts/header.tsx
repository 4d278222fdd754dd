/** The site's name, the way to the documentation, the theme. */
import { signal } from "@preact/signals";

const KEY = "vitepress-theme-appearance";
const dark = signal(document.documentElement.classList.contains("dark"));

function toggle(): void {
  dark.value = !dark.value;
  document.documentElement.classList.toggle("dark", dark.value);
  try {
    localStorage.setItem(KEY, dark.value ? "dark" : "light");
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

export function Header() {
  return (
    <header class="site">
      <a class="brand" href="../">
        matrix-backprop
      </a>
      <nav aria-label="Site">
        <a href="./" aria-current="page">
          Playground
        </a>
        <a href="../docs/">Docs</a>
        <a href="../docs/rules/">Rules</a>
      </nav>
      <button type="button" class="plain" aria-pressed={dark.value} onClick={toggle}>
        <span aria-hidden="true">◐</span>
        <span class="unseen">Dark theme</span>
      </button>
    </header>
  );
}
