// A connection URL pasted anywhere in the window: handed to the form, once it is there, and kept nowhere else.

let waiting: string | null = null;
let reader: ((url: string) => void) | null = null;

/** Whether a text is a connection URL, by its beginning; whether it is a good one is judged on the other side. */
export function isUrl(text: string): boolean {
  return /^(jdbc:)?(postgres|postgresql|mysql|mariadb):/i.test(text.trim()) && !/\s/.test(text.trim());
}

/** Gives a URL to the form, or keeps it until the form is there. */
export function handOver(url: string): void {
  if (reader) reader(url.trim());
  else waiting = url.trim();
}

/** The form reads what was pasted, now and later. Returns how to stop. */
export function onPastedUrl(read: (url: string) => void): () => void {
  reader = read;
  const first = waiting;
  waiting = null;
  if (first !== null) read(first);
  return () => {
    if (reader === read) reader = null;
  };
}
