import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { text } from "../text";
import { Button, IconButton } from "./Button";

type Props = { value: string | (() => string); label: string; worded?: boolean; onCopied?: () => void };

/** Copies a text and says so for a moment. */
export function CopyButton({ value, label, worded = false, onCopied }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(typeof value === "string" ? value : value());
    setCopied(true);
    onCopied?.();
  };
  const sign = copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />;
  if (worded) {
    return (
      <Button onClick={copy}>
        {sign} {label}
      </Button>
    );
  }
  return (
    <IconButton label={copied ? text.common.copied : label} onClick={copy}>
      {sign}
    </IconButton>
  );
}
