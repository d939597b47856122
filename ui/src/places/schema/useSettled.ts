// What nobody looks at first waits until the tree is there.
import { useEffect, useState } from "react";

const MOMENT = 300;

/** False at first, true a moment later. */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), MOMENT);
    return () => clearTimeout(timer);
  }, []);
  return settled;
}
