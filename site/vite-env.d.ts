/// <reference types="vite/client" />
declare module "virtual:katex.css";
