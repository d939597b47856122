// The certificate chain as a ladder: the server's own first, each rung vouched for by the next.
import { text } from "../../text";
import styles from "./Chain.module.css";
import type { Link } from "./evidence";

const words = text.check.chain;

export function Chain({ links, verified }: { links: readonly Link[]; verified: boolean }) {
  return (
    <ol className={styles.chain} data-testid="certificate-chain">
      {links.map((link, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rung is known by its place, and two may have one name.
        <li key={at} className={styles.link}>
          <p className={styles.role}>{roleOf(at, links, verified)}</p>
          <p className={styles.subject}>{link.subject}</p>
          {link.until ? <p className={styles.until}>{words.until(link.until)}</p> : null}
          {link.issuer && at === links.length - 1 ? <p className={styles.issuer}>{words.issuer(link.issuer)}</p> : null}
        </li>
      ))}
    </ol>
  );
}

function roleOf(at: number, links: readonly Link[], verified: boolean): string {
  if (at === 0) return links.length === 1 && links[0]?.subject === links[0]?.issuer ? words.selfSigned : words.server;
  if (at === links.length - 1 && verified) return words.trusted;
  return words.between;
}
