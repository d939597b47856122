// What the window's bench does inside the page. Times are in milliseconds; `clock` is the page's own.
window.bench = (() => {
  const clock = () => performance.now();
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  /**
   * The next turn of the event loop: what was begun, and its microtasks, is over. Not by a MessageChannel, whose messages WebKit sends
   * through another process and back.
   */
  const turn = () =>
    new Promise((done) => {
      window.addEventListener("message", () => done(), { once: true });
      window.postMessage(null);
    });
  const shown = async () => {
    await frame();
    await turn();
  };
  const until = async (holds, most = 30000) => {
    const begun = clock();
    while (!holds()) {
      if (clock() - begun > most) throw new Error(`never: ${holds}; the page says ${document.body.innerText.slice(0, 400)}`);
      await frame();
    }
  };
  const tree = () => document.querySelector("[role=treegrid]");
  const rows = () => Number(tree()?.getAttribute("aria-rowcount") ?? 0);
  const row = (index) => document.querySelector(`[data-row="${index}"]`);
  const press = (element, type, more = {}) => {
    const box = element.getBoundingClientRect();
    const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
    element.dispatchEvent(
      new PointerEvent(type, { bubbles: true, cancelable: true, pointerId: 1, button: 0, buttons: 1, ...at, ...more }),
    );
  };

  /** A beat every 4 ms, the shortest that a timer knows: a quicker one would keep the page busy itself. */
  const beatOver = () => new Promise((done) => setTimeout(done, 0));
  /** The longest time for which the page heard nothing, while `work` goes on; 4 ms too much. */
  const longestBlock = async (work) => {
    let longest = 0;
    let last = clock();
    let going = true;
    const beat = async () => {
      while (going) {
        await beatOver();
        const now = clock();
        longest = Math.max(longest, now - last);
        last = now;
      }
    };
    const beating = beat();
    await work();
    going = false;
    await beating;
    return longest;
  };

  /** To the schema, and until its first rows are on screen; the moment as time since the epoch. */
  const firstRows = async () => {
    await until(() => document.querySelector('[data-testid="place-schema"]'));
    document.querySelector('[data-testid="place-schema"]').click();
    await until(() => row(8));
    await shown();
    return Date.now();
  };

  const openAll = async () => {
    row(1).focus();
    const open = () => row(1).dispatchEvent(new KeyboardEvent("keydown", { key: "*", bubbles: true, cancelable: true }));
    const begun = clock();
    open();
    await until(() => rows() > 200000);
    await shown();
    return clock() - begun;
  };

  /** Work from the press until the box is drawn up, and the time until the frame with it is over. */
  const tick = async (index) => {
    const box = row(index).querySelector("[data-part=tick]");
    const before = box.getAttribute("aria-checked");
    await turn();
    const begun = clock();
    press(box, "pointerdown");
    press(box, "pointerup", { buttons: 0 });
    const state = () => row(index).querySelector("[data-part=tick]").getAttribute("aria-checked");
    // What a press changes is there before the page does anything else; a turn is for the case that it is not.
    for (let nth = 0; nth < 40 && state() === before; nth++) await null;
    while (state() === before) await turn();
    row(index).getBoundingClientRect();
    const work = clock() - begun;
    await shown();
    const frameOver = clock() - begun;
    // What follows, when the shell has answered, must not be felt either.
    const after = await longestBlock(() => new Promise((done) => setTimeout(done, 600)));
    return { work, frameOver, after };
  };

  /** Ticks one box after the other, each until it is drawn, and waits for the shell in between. */
  const ticks = async (from, to) => {
    for (let index = from; index < to; index++) {
      const box = row(index).querySelector("[data-part=tick]");
      const drawn = new Promise((done) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          done();
        });
        observer.observe(box, { attributes: true, attributeFilter: ["aria-checked"] });
      });
      press(box, "pointerdown");
      press(box, "pointerup", { buttons: 0 });
      await drawn;
      await shown();
      await new Promise((done) => setTimeout(done, 300));
    }
    return to - from;
  };

  /** A real pointer is down and pulls at the lower edge: until so many rows were passed. `passed` tells of it, null before. */
  let result = null;
  const dragged = async (rows) => {
    result = null;
    let heard = 0;
    const hear = (event) => {
      heard = Math.max(heard, clock() - event.timeStamp);
    };
    document.addEventListener("pointermove", hear, true);
    const from = tree().scrollTop;
    const silent = await longestBlock(() => until(() => tree().scrollTop - from > rows * 28, 60000));
    document.removeEventListener("pointermove", hear, true);
    result = { heard, silent };
  };
  const passed = () => result;
  /** From the middle of a row's box to just below the tree. */
  const toEdge = async (id) => {
    const box = document.querySelector(`[data-testid="${id}"]`).getBoundingClientRect();
    return tree().getBoundingClientRect().bottom + 60 - (box.top + box.height / 2);
  };
  const settled = () => longestBlock(() => new Promise((done) => setTimeout(done, 1500)));

  const type = async (text) => {
    const field = document.querySelector('[data-testid="schema-filter"]');
    const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set;
    // A quick typist's next key comes an eighth of a second later: what the last one drew is over by then.
    await new Promise((done) => setTimeout(done, 125));
    const before = rows();
    const begun = clock();
    set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await until(() => rows() !== before);
    await turn();
    return clock() - begun;
  };

  /** How long a row of the window was missing after a jump there. */
  const jump = async (part) => {
    const list = tree();
    const begun = clock();
    list.scrollTop = part * (list.scrollHeight - list.clientHeight);
    const first = Math.floor(list.scrollTop / 28);
    const last = Math.min(rows() - 2, Math.floor((list.scrollTop + list.clientHeight - 29) / 28));
    await until(() => row(first) && row(last));
    await turn();
    return clock() - begun;
  };

  const ask = async (command, more) => {
    const begun = clock();
    await window.__TAURI_INTERNALS__.invoke(command, { name: "large", ...more });
    return clock() - begun;
  };
  /** A key in a field of the draft, until what the compiler says of the new text is on screen. */
  const keyInDraft = async (id, text) => {
    const field = document.querySelector(`[data-testid="${id}"]`);
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    const said = () => document.querySelector('[data-testid="diagnostic-GH0116"]')?.textContent.includes(`“${text}”`);
    // Looking once a frame would find it up to a frame late.
    const drawnUp = new Promise((done) => {
      const watching = new MutationObserver(() => {
        if (!said()) return;
        watching.disconnect();
        done();
      });
      watching.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const begun = clock();
    setter.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const heard = clock() - begun;
    await drawnUp;
    const drawn = clock() - begun;
    await shown();
    return { heard, drawn, shown: clock() - begun };
  };

  return {
    keyInDraft, firstRows, openAll, tick, ticks, dragged, passed, toEdge, settled, type, jump, ask };
})();
