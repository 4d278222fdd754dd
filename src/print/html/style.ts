/** The look of a page of its own. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #1c1e22; --soft: #5b6068; --line: #dfdcd4; }
@media (prefers-color-scheme: dark) { :root { --paper: #15171a; --ink: #e7e5df; --soft: #a4a8af; --line: #33373d; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1, h2 { font-family: KaTeX_Main, serif; font-weight: 400; }
h1 { font-size: 1.7rem; margin: 0 0 0.5rem; }
h2 { font-size: 1.15rem; margin: 1.8rem 0 0.4rem; border-top: 1px solid var(--line); padding-top: 0.9rem; }
ul, ol { list-style: none; margin: 0 0 1rem; padding: 0; }
ol { border-left: 2px solid var(--line); padding-left: 1rem; }
li p { margin: 0 0 0.3rem 2rem; color: var(--soft); font-size: 0.88rem; }
.display { overflow-x: auto; overflow-y: hidden; }
.katex-display { margin: 0.35rem 0; text-align: left; }
.katex-display > .katex { text-align: left; }
@media print { body { background: none; color: #000; } .display { overflow: visible; } }
`;
