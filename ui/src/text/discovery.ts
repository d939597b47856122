export const discovery = {
  starting: "Connecting…",
  progress: (step: number, steps: number, label: string, rows: number) =>
    `Step ${step} of ${steps}: ${label} · ${rows.toLocaleString("en")} rows so far`,
  choose: "Schemas…",
  title: "Which schemas to read",
  about: "What is decided about a schema is kept while it is not read. Later discoveries read the same ones.",
  all: "All schemas but the server’s own",
  only: "Only these",
  names: "Schemas, one a line",
  namesHint: "Spelled exactly as in the database.",
  start: "Discover",
};
