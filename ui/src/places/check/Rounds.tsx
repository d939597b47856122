// Rounds as bars, drawn by hand: small enough to read at a glance, and with the budget for scale where there is one.
import { text } from "../../text";
import styles from "./Check.module.css";

const words = text.check;
const HEIGHT = 48;
const BAR = 16;
const STEP = 22;

export function Rounds({ rounds, budget }: { rounds: readonly number[]; budget: number | null }) {
  const slowest = Math.max(...rounds);
  // A budget far above the bars would press them flat: it is then named, not drawn.
  const drawn = budget !== null && budget <= slowest * 6;
  const scale = (HEIGHT - 4) / Math.max(slowest, drawn ? budget : 0, 0.001);
  const width = rounds.length * STEP;
  return (
    <figure className={styles.figure}>
      <svg width={width} height={HEIGHT} role="img" aria-label={words.plot(rounds.length)}>
        {rounds.map((ms, at) => {
          const height = Math.max(2, ms * scale);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a round is known by its place.
            <rect key={at} className={styles.bar} x={at * STEP} y={HEIGHT - height} width={BAR} height={height} rx={1}>
              <title>{words.round(at + 1, ms)}</title>
            </rect>
          );
        })}
        {drawn ? (
          <line className={styles.budget} x1={0} x2={width} y1={HEIGHT - budget * scale} y2={HEIGHT - budget * scale} />
        ) : null}
      </svg>
      <figcaption>
        {words.rounds(rounds.length, Math.min(...rounds), slowest)}
        {budget !== null ? ` · ${words.plotBudget(budget)}` : ""}
      </figcaption>
    </figure>
  );
}
