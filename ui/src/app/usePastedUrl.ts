import { useEffect, useRef } from "react";
import { handOver, isUrl } from "../places/connection/pasted";

/** A connection URL, wherever it is pasted, opens the form of a new connection; null where that is not wanted. */
export function usePastedUrl(openForm: (() => void) | null): void {
  const open = useRef(openForm);
  useEffect(() => {
    open.current = openForm;
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text") ?? "";
      if (!open.current || !isUrl(text)) return;
      event.preventDefault();
      open.current();
      handOver(text);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
}
