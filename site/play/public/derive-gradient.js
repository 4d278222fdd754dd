/**
 * `<derive-gradient program="log(XᵀX + εI)">`: the playground within another page, with the attributes `program`, `claim` and
 * `tab`. What the element holds is shown until it is scrolled into view, and stays where there is no network.
 */
const PLAYGROUND = new URL("./", import.meta.url);
const WIDE = 460;

class DeriveGradient extends HTMLElement {
  connectedCallback() {
    if (this.frame) return;
    this.seen = new IntersectionObserver((entries) => {
      if (!entries.some((e) => e.isIntersecting)) return;
      this.seen.disconnect();
      if (navigator.onLine || this.kept()) this.open();
    });
    this.style.display = "block";
    this.seen.observe(this);
  }

  disconnectedCallback() {
    this.seen?.disconnect();
    if (this.heard) removeEventListener("message", this.heard);
  }

  /** Whether the playground is there without a network. */
  kept() {
    return PLAYGROUND.origin === location.origin && navigator.serviceWorker?.controller !== null;
  }

  address() {
    const parts = [
      ["p", "program"],
      ["c", "claim"],
      ["t", "tab"],
    ].filter(([, name]) => this.hasAttribute(name));
    const hash = parts.map(([key, name]) => `${key}=${encodeURIComponent(this.getAttribute(name))}`).join("&");
    return `${PLAYGROUND.href}?embed#${hash}`;
  }

  open() {
    const frame = document.createElement("iframe");
    frame.src = this.address();
    frame.title = `Playground: ${this.getAttribute("program") ?? ""}`;
    frame.style.cssText = `border:0;width:100%;height:${WIDE}px;color-scheme:normal`;
    this.frame = frame;
    this.heard = ({ source, origin, data }) => {
      if (source !== frame.contentWindow || origin !== PLAYGROUND.origin) return;
      if (typeof data?.height === "number") frame.style.height = `${Math.ceil(data.height)}px`;
    };
    addEventListener("message", this.heard);
    this.replaceChildren(frame);
  }
}

customElements.define("derive-gradient", DeriveGradient);
