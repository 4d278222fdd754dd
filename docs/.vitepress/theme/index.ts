/** VitePress's theme without its fonts, in the colours of the playground. */
import DefaultTheme from "vitepress/theme-without-fonts";
import "virtual:katex.css";
import "./style.css";

// Where storage is refused the pages work as before, with a network.
if (import.meta.env.PROD && typeof navigator !== "undefined") {
  navigator.serviceWorker?.register("/sw.js").catch(() => undefined);
}

export default DefaultTheme;
