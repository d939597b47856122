export const common = {
  product: "Gatehouse",
  unexpectedNextStep: "Try again; if it stays, restart Gatehouse.",
  tryAgain: "Try again",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied",
  remove: "Remove",
  undo: "Undo",
  redo: "Redo",
  loading: "Reading…",
  milliseconds: (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`,
  count: (n: number, one: string, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`,
};
