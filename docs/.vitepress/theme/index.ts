/** VitePress's theme without its fonts, in the colours of the playground. */
import DefaultTheme from "vitepress/theme-without-fonts";
import "virtual:katex.css";
import "./style.css";

export default DefaultTheme;
