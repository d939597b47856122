// A pasted URL, taken apart on the other side: what comes back holds no password.
import { useEffect, useRef, useState } from "react";
import { useReadUrl } from "../../host/connections";
import { failureOf } from "../../host/result";
import type { ConnectionForm } from "../../host/types";
import { TextField } from "../../kit/Field";
import { text } from "../../text";
import { isUrl, onPastedUrl } from "./pasted";

const words = text.connection;

/** Reads the URL when it is pasted, or when a typed one is finished (Enter, or leaving the field). */
export function UrlField({ onRead }: { onRead: (form: ConnectionForm) => void }) {
  const [url, setUrl] = useState("");
  const read = useReadUrl();
  const taken = useRef("");
  const take = async (whole: string) => {
    if (whole.trim() === "" || whole === taken.current) return;
    taken.current = whole;
    try {
      const reading = await read.mutateAsync(whole);
      onRead(reading.form);
      if (!reading.password_kept) return;
      // What was a secret a moment ago is not left standing in the field.
      taken.current = withoutPassword(whole);
      setUrl(taken.current);
    } catch {
      // Said at the field, below.
    }
  };
  // A URL that was pasted anywhere else in the window is read here.
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(
    () =>
      onPastedUrl((pasted) => {
        setUrl(pasted);
        void latest.current(pasted);
      }),
    [],
  );
  const found = read.data;
  const errors = read.isError && url !== "" ? [failureOf(read.error).message] : found?.problems.map((p) => p.message);
  const notes = [
    found?.password_kept ? words.urlPassword : "",
    found?.ca_file ? words.urlCa(found.ca_file) : "",
    found?.unused.length ? words.urlUnused(found.unused) : "",
  ];
  return (
    <TextField
      label={words.url}
      hint={notes.filter(Boolean).join(" ") || words.urlHint}
      errors={errors}
      mono
      value={url}
      data-testid="connection-url"
      placeholder="postgres://user@db.example.com:5432/database"
      onChange={(event) => setUrl(event.target.value)}
      onPaste={(event) => {
        event.preventDefault();
        // It is taken here, so that no listener further out takes it too.
        event.stopPropagation();
        const pasted = event.clipboardData.getData("text").trim();
        setUrl(pasted);
        if (isUrl(pasted)) void take(pasted);
      }}
      onBlur={() => void take(url)}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        // Enter finishes the URL; it does not yet save the form.
        event.preventDefault();
        void take(url);
      }}
    />
  );
}

/** The URL as typed, without what stands between the user's name and the last `@`, and without its options' passwords. */
export function withoutPassword(url: string): string {
  const bare = url.replace(/([?&][a-z]*password=)[^&]*/gi, "$1");
  const start = bare.indexOf("://") + 3;
  const at = bare.lastIndexOf("@");
  const colon = bare.indexOf(":", start);
  return start > 2 && colon > 0 && colon < at ? `${bare.slice(0, colon)}${bare.slice(at)}` : bare;
}
