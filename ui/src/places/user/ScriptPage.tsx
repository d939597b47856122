// The choices, and under them the script that follows from them.
import { FailureNotice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { Choices } from "./Choices";
import { NewUserAside } from "./NewUserAside";
import { Scripts } from "./Scripts";
import styles from "./User.module.css";
import type { Shared } from "./UserPlace";

const words = text.user;

export function ScriptPage(shared: Shared) {
  const { label, scoping, drawn, head } = shared;
  const { tables, columns } = scoping.blocked;
  return (
    <Place
      title={words.title(label)}
      sub={words.scope(tables, columns)}
      actions={head}
      aside={<NewUserAside {...shared} />}
    >
      <div className={styles.page}>
        <Choices {...shared} />
        {drawn.failure ? <FailureNotice title={words.scripts.failed} failure={drawn.failure} /> : null}
        {drawn.data ? <Scripts {...shared} scripts={drawn.data} /> : null}
        {drawn.data || drawn.failure ? null : <p className={styles.quiet}>{words.scripts.drawing}</p>}
      </div>
    </Place>
  );
}
