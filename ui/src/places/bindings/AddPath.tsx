import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../kit/Button";
import { TextField } from "../../kit/Field";
import { text } from "../../text";
import styles from "./Bindings.module.css";
import { readPath, withOutput } from "./draft";
import type { StepProps } from "./Step";

export function AddPath({ edit }: Pick<StepProps, "edit">) {
  const [typed, setTyped] = useState("");
  const path = typed.trim();
  const add = () => {
    if (path === "") return;
    edit((old) => withOutput(old, readPath(path)));
    setTyped("");
  };
  return (
    <div className={styles.addPath}>
      <TextField
        label={text.bindings.addPath}
        placeholder={text.bindings.addPathPlaceholder}
        mono
        data-testid="projection-add-path"
        data-own-undo
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) add();
        }}
      />
      <Button data-testid="projection-add" disabled={path === ""} onClick={add}>
        <Plus size={14} aria-hidden /> {text.bindings.add}
      </Button>
    </div>
  );
}
