// Read-only code with highlighting. Made to be selected, searched by the browser and read by a test: it is text. The
// window's start does not wait for what draws it: until that is there, and for ever if it cannot be had, the text is plain.
import { lazy, Suspense } from "react";
import styles from "./Code.module.css";
import type { CodeProps } from "./CodeView";

const CodeView = lazy(() => import("./CodeView"));

export function Code(props: CodeProps) {
  return (
    <Suspense fallback={<pre className={styles.plain}>{props.value}</pre>}>
      <CodeView {...props} />
    </Suspense>
  );
}
