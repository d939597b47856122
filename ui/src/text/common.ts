export const common = {
  product: "Gatehouse",
  unexpectedNextStep: "Try again; if it stays, restart Gatehouse.",
  tryAgain: "Try again",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied",
  done: "Done",
  remove: "Remove",
  undo: "Undo",
  redo: "Redo",
  loading: "Reading…",
  milliseconds: (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`,
  /** An RFC 3339 time, in this machine's time zone. */
  moment: (at: string) => new Date(at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" }),
  count: (n: number, one: string, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`,
};
