// Whoever works by keys keeps their place. When what has the focus goes away or can no longer be pressed, the web view gives the focus to
// nobody; it then goes to what stands there now, or near there.
import { useEffect } from "react";

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
/** Looks after its own focus: popups give it back, the tree follows its row. */
const OWN = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox], [role=treegrid]";

const INPUT = ["keydown", "pointerdown"] as const;

/** An element with the ways down to it: each ancestor and which of its children leads there, the nearest first. */
type Place = { element: HTMLElement; ways: { around: Element; child: number }[] };

export function useKeptFocus(): void {
  useEffect(() => {
    let place: Place | null = null;
    let frame = 0;
    /** Whoever uses the pointer loses nothing, and would see a ring where they did not look. */
    let byKeys = false;
    const input = ({ type }: Event) => {
      byKeys = type === "keydown";
    };
    const came = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && !target.closest(OWN)) place = placeOf(target);
      else if (target instanceof Element && target.closest("[role=treegrid]")) place = null;
    };
    const went = ({ target, relatedTarget }: FocusEvent) => {
      // A press beside everything is a person's wish. What is only leaving the page is still there to be seen.
      queueMicrotask(() => {
        const wished =
          relatedTarget === null && document.hasFocus() && place?.element === target && usable(place.element);
        if (wished) place = null;
      });
    };
    const look = () => {
      if (!byKeys || !lost() || !place || usable(place.element) || frame !== 0) return;
      // Two frames later: whoever gives it back by themselves has done so by then.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          frame = 0;
          if (lost() && place && !usable(place.element)) near(place)?.focus();
        });
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["disabled"],
    });
    for (const type of INPUT) document.addEventListener(type, input, true);
    document.addEventListener("focusin", came);
    document.addEventListener("focusout", went);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
      for (const type of INPUT) document.removeEventListener(type, input, true);
      document.removeEventListener("focusin", came);
      document.removeEventListener("focusout", went);
    };
  }, []);
}

const lost = () => document.activeElement === null || document.activeElement === document.body;

function usable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(":disabled");
}

function placeOf(element: HTMLElement): Place {
  const ways: Place["ways"] = [];
  let child: Element = element;
  for (let around = child.parentElement; around && around !== document.body; around = child.parentElement) {
    ways.push({ around, child: [...around.children].indexOf(child) });
    child = around;
  }
  return { element, ways };
}

/** The first thing that takes the focus in what took its place, or behind it, or before it; of the nearest around that has one. */
function near({ ways }: Place): HTMLElement | null {
  for (const { around, child } of ways) {
    if (!around.isConnected) continue;
    const children = [...around.children];
    for (const one of [...children.slice(child), ...children.slice(0, child).reverse()]) {
      const found = firstIn(one);
      if (found) return found;
    }
  }
  return null;
}

function firstIn(root: Element): HTMLElement | null {
  const all = [root, ...root.querySelectorAll(FOCUSABLE)];
  const takes = (one: Element): one is HTMLElement =>
    one instanceof HTMLElement && one.matches(FOCUSABLE) && one.tabIndex >= 0 && usable(one) && isShown(one);
  return all.find(takes) ?? null;
}

/** The web view of a test knows no layout. */
function isShown(element: HTMLElement): boolean {
  return element.checkVisibility?.() ?? true;
}
