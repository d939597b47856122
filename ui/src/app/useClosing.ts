import { useEffect, useRef } from "react";
import { onClosing } from "../host/closing";
import { flushDrafts } from "../places/bindings/openDrafts";
import { text } from "../text";

/** A keystroke of the last half second is still on its way to the file when somebody closes the window. */
export function useClosing(say: (message: string) => void): void {
  const told = useRef(say);
  useEffect(() => {
    told.current = say;
  });
  useEffect(() => onClosing(flushDrafts, () => told.current(text.app.notClosed)), []);
}
