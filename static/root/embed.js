// One line of HTML shows a lab or a card of Faultline in any page:
//
//   <script async src="https://…/embed.js"></script>
//   <faultline-lab lab="quorum" n="3" w="2" lock="n">What stands here if nothing else can.</faultline-lab>
//
// EMBEDDING.md describes the attributes, methods and events. The frame is loaded when it is nearly in sight, and the
// element's own content stays until the frame says that it is ready; if it never does, it stays for good, with a line
// that says why. Of messages, only those of this frame, from its origin and in a known shape are heard.
//
// Less than 3 kB when it is minified, which a test holds it to.
(() => {
  const VERSION = 1;
  const TOLD = /^(ready|change|result|goal|answer|error)$/;
  /** What a host asks of the frame; all attributes but those of other use are the page's own settings. */
  const FRAME = /^(theme|lock|hide|goal|motion|preset|store|course)$/;
  const OTHER = /^(lab|topic|height|sandbox|class|id|style|title|lang|dir|hidden)$|-|^on./;
  const READY_MS = 30_000;
  const HEIGHT_MAX = 20_000;

  // A module has no current script.
  const script = document.currentScript ?? document.querySelector('script[src*="embed.js"]');
  const site = new URL(".", script.src);

  const look = new CSSStyleSheet();
  look.replaceSync(
    ":host{display:block;position:relative}.on~*{display:none}" +
      "iframe{display:block;width:100%;height:100%;border:0}iframe:not(.on){position:absolute;visibility:hidden}",
  );
  const near = new IntersectionObserver(
    (seen) => seen.forEach((entry) => entry.isIntersecting && entry.target.load()),
    { rootMargin: "300px" },
  );

  class FaultlineLab extends HTMLElement {
    #shadow = this.attachShadow({ mode: "open" });
    #changes = new MutationObserver(() => this.#follow());
    #onMessage = (event) => this.#hear(event);
    #frame;
    #origin;
    #timer;
    /** The frame's address without the page's own settings, and these. */
    #address;
    #query;
    #isReady;

    connectedCallback() {
      this.#shadow.adoptedStyleSheets = [look];
      this.#stop();
      near.observe(this);
      this.#changes.observe(this, { attributes: true });
      addEventListener("message", this.#onMessage);
    }

    disconnectedCallback() {
      this.#stop();
      this.#changes.disconnect();
      removeEventListener("message", this.#onMessage);
    }

    /** Opens a state of the page: a query such as `n=3&w=2`, or an object of its settings. */
    set(query) {
      this.#query = `${new URLSearchParams(query)}`;
      if (this.#isReady) this.#post({ type: "set", query: this.#query });
    }

    /** Asks what came of the present run: a promise of the query, the fingerprint and the report. */
    ask() {
      this.#post({ type: "ask", what: "result" });
      return new Promise((resolve) => {
        this.addEventListener("result", (event) => resolve(event.detail), { once: true });
      });
    }

    /** Loads the frame now, in sight or not. */
    load() {
      near.unobserve(this);
      if (this.#frame) return;
      const frame = (this.#frame = document.createElement("iframe"));
      this.#origin = site.origin;
      if (this.#get("sandbox") !== null) {
        frame.sandbox = "allow-scripts allow-popups";
        this.#origin = "null";
      }
      frame.allow = "clipboard-write";
      frame.src = `${this.#address}&${this.#query}`;
      this.#timer = setTimeout(() => this.#fail("it did not answer"), READY_MS);
      this.#shadow.prepend(frame);
    }

    #get(name) {
      return this.getAttribute(name);
    }

    #read() {
      const frame = new URLSearchParams("embed=1");
      const own = new URLSearchParams();
      for (const { name, value } of this.attributes) {
        if (FRAME.test(name)) frame.append(name, value);
        else if (!OTHER.test(name)) own.append(name, value);
      }
      const [lab, topic] = [this.#get("lab"), this.#get("topic")];
      const page = lab ? `labs/${lab}/` : topic ? `cards/${topic}/` : "cards/";
      return [`${new URL(page, site)}?${frame}`, `${own}`];
    }

    /** Takes the frame away and begins anew with what the attributes say. */
    #stop() {
      clearTimeout(this.#timer);
      this.#frame = this.#isReady = undefined;
      [this.#address, this.#query] = this.#read();
      this.style.minHeight = `${this.#get("height") || 400}px`;
      const [slot, link] = ["slot", "a"].map((tag) => document.createElement(tag));
      link.href = `${this.#address.split("?")[0]}?${this.#query}`;
      link.textContent = "Open in Faultline";
      slot.append(link);
      this.#shadow.replaceChildren(slot);
    }

    /** The attributes have changed: settings are told to the frame, anything else needs another one. */
    #follow() {
      const [address, query] = this.#read();
      if (address !== this.#address) {
        this.#stop();
        near.observe(this);
      } else if (query !== this.#query) {
        this.set(query);
      }
    }

    #post(message) {
      // A sandboxed frame has no origin that it could be addressed by.
      this.#frame?.contentWindow.postMessage({ ...message, faultline: VERSION }, this.#origin.replace("null", "*"));
    }

    #hear({ source, origin, data }) {
      const frame = this.#frame;
      if (!frame || source !== frame.contentWindow || origin !== this.#origin || data?.faultline !== VERSION) return;
      const { type, height, title, message } = data;
      if (type === "height") frame.style.height = `${Math.min(height, HEIGHT_MAX)}px`;
      if (!TOLD.test(type)) return;
      if (type === "error" && !this.#isReady) return this.#fail(message);
      if (type === "ready") {
        clearTimeout(this.#timer);
        this.#isReady = true;
        frame.title = this.title || `Faultline: ${title}`;
        frame.className = "on";
        this.set(this.#query); // it may be another one by now
      }
      this.#tell(type, data);
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
    }

    #fail(why) {
      this.#stop();
      const line = document.createElement("p");
      line.textContent = `Faultline cannot be shown here: ${why}.`;
      this.#shadow.append(line);
      this.#tell("error", { message: why });
    }
  }

  try {
    customElements.define("faultline-lab", FaultlineLab);
  } catch {
    // The page names the script twice.
  }
})();
