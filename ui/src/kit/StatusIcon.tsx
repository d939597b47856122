// One sign a status. The shape differs as much as the colour.
import { CircleCheck, CircleDashed, CircleMinus, CircleX, LoaderCircle, TriangleAlert } from "lucide-react";
import styles from "./StatusIcon.module.css";

export type Status = "pending" | "running" | "pass" | "warn" | "fail" | "skipped";

const signs = {
  pending: CircleDashed,
  running: LoaderCircle,
  pass: CircleCheck,
  warn: TriangleAlert,
  fail: CircleX,
  skipped: CircleMinus,
};

export function StatusIcon({ status, size = 16 }: { status: Status; size?: number }) {
  const Sign = signs[status];
  return <Sign size={size} className={`${styles.icon} ${styles[status]}`} aria-hidden />;
}
