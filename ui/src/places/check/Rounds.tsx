// The rounds as bars with the figures that matter as lines, drawn by hand: read at a glance, and with the budget for
// scale. A budget far above the bars would press them flat, so the axis is then broken, and says so.
import { text } from "../../text";
import type { Timing } from "./evidence";
import styles from "./Rounds.module.css";

const words = text.check.plot;
const WIDTH = 360;
const HEIGHT = 132;
const PLOT = { left: 0, right: 248, top: 26, bottom: 118 };
const LABEL = 13;

type Mark = { name: "min" | "p50" | "p95" | "budget"; ms: number };

export function Rounds({ timing }: { timing: Timing }) {
  const { rounds, budget } = timing;
  const slowest = Math.max(...rounds, timing.p95, 0.001);
  const broken = budget !== null && budget > slowest * 3;
  const top = broken || budget === null ? slowest : Math.max(slowest, budget);
  // Under a broken axis the bars end below the break.
  const room = PLOT.bottom - PLOT.top - (broken ? 22 : 0);
  const y = (ms: number) => PLOT.bottom - (ms / top) * room;
  const figures: Mark[] = [
    { name: "min", ms: timing.min },
    { name: "p50", ms: timing.p50 },
    { name: "p95", ms: timing.p95 },
  ];
  const step = (PLOT.right - PLOT.left) / rounds.length;
  const budgetY = budget === null ? null : broken ? PLOT.top : y(budget);
  return (
    <figure className={styles.figure} data-testid="rounds">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.label(timing)}>
        {rounds.map((ms, at) => {
          const height = Math.max(2, PLOT.bottom - y(ms));
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a round is known by its place.
              key={at}
              className={budget !== null && ms > budget ? styles.over : styles.bar}
              x={PLOT.left + at * step}
              y={PLOT.bottom - height}
              width={Math.max(2, step - 6)}
              height={height}
              rx={1}
            >
              <title>{words.round(at + 1, ms)}</title>
            </rect>
          );
        })}
        <line className={styles.axis} x1={PLOT.left} x2={PLOT.right} y1={PLOT.bottom} y2={PLOT.bottom} />
        {figures.map(({ name, ms }) => (
          <line key={name} className={styles.line} x1={PLOT.left} x2={PLOT.right} y1={y(ms)} y2={y(ms)} />
        ))}
        {budgetY === null ? null : (
          <line className={styles.budget} x1={PLOT.left} x2={PLOT.right} y1={budgetY} y2={budgetY} />
        )}
        {broken ? <Break y={PLOT.top + 11} /> : null}
        {placed(figures, y).map(({ name, ms, at }) => (
          <g key={name}>
            <path className={styles.leader} d={`M${PLOT.right} ${y(ms)}L${PLOT.right + 12} ${at}`} />
            <text className={styles.text} x={PLOT.right + 16} y={at + 4}>
              {words.mark(name, ms)}
            </text>
          </g>
        ))}
        {budgetY === null || budget === null ? null : (
          <text className={styles.budgetText} x={PLOT.left} y={budgetY - 6}>
            {broken ? words.budgetBroken(budget) : words.budget(budget)}
          </text>
        )}
      </svg>
      <figcaption>{words.caption(rounds.length)}</figcaption>
    </figure>
  );
}

function Break({ y }: { y: number }) {
  return (
    <path
      className={styles.break}
      d={`M${PLOT.left} ${y}${[...Array(31)].map((_, at) => `l4 ${at % 2 === 0 ? -4 : 4}l4 ${at % 2 === 0 ? 4 : -4}`).join("")}`}
    />
  );
}

/** Labels beside their lines, moved apart where they would cover one another; the slowest first. */
function placed(marks: readonly Mark[], y: (ms: number) => number) {
  let free = PLOT.bottom + 4;
  const upwards = [...marks].sort((a, b) => a.ms - b.ms);
  return upwards.map((mark) => {
    const at = Math.min(y(mark.ms), free);
    free = at - LABEL;
    return { ...mark, at };
  });
}
