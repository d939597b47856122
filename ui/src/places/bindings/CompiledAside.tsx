// What a draft means: its statement or its Skill, what goes in and comes out, and what is to be corrected.
import { Tabs } from "@base-ui/react/tabs";
import type { useCompiled } from "../../host/drafts";
import type { Binding, Edit, Failure } from "../../host/types";
import { Code } from "../../kit/Code";
import { CopyButton } from "../../kit/CopyButton";
import { FailureNotice } from "../../kit/Notice";
import { Section } from "../../kit/Place";
import { text } from "../../text";
import styles from "./Bindings.module.css";
import { Diagnostics } from "./Diagnostics";
import { InAndOut } from "./InAndOut";
import { countOf } from "./problems";
import { TrialPanel } from "./trial/TrialPanel";

type CompiledBinding = NonNullable<ReturnType<typeof useCompiled>["data"]>;

type Props = {
  /** The draft that was compiled, when it is the one in the form. */
  current: () => Binding | null;
  compiled: CompiledBinding | null;
  failure: Failure | null;
  onFix: (edit: Edit) => void;
};

export function CompiledAside({ current, compiled, failure, onFix }: Props) {
  const statement = compiled?.compilation.statement ?? null;
  const diagnostics = compiled?.compilation.diagnostics ?? [];
  const { errors, warnings } = countOf(diagnostics);
  const verdict = text.bindings.problems(errors, warnings) || text.bindings.compiles;
  return (
    <>
      <Section>
        <p className={styles.verdict} role="status">
          {compiled ? verdict : failure ? null : text.bindings.compiling}
        </p>
        {failure ? <FailureNotice failure={failure} /> : null}
        <Tabs.Root defaultValue="statement">
          <Tabs.List className={styles.tabs}>
            <Tabs.Tab className={styles.tab} value="statement" data-testid="tab-statement">
              {text.bindings.statement}
            </Tabs.Tab>
            <Tabs.Tab className={styles.tab} value="skill" data-testid="tab-skill">
              {text.bindings.skill}
            </Tabs.Tab>
            <Tabs.Tab className={styles.tab} value="trial" data-testid="tab-trial">
              {text.trial.tab}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="statement" className={styles.panel}>
            <div data-testid="statement">
              {statement ? (
                <Code value={statement.sql} language="sql" engine={statement.engine} label={text.bindings.statement} />
              ) : (
                <p className={styles.noCode}>{compiled ? text.bindings.noStatement : null}</p>
              )}
            </div>
            {statement ? <StatementFoot sql={statement.sql} sha256={statement.sha256} /> : null}
          </Tabs.Panel>
          <Tabs.Panel value="skill" className={styles.panel}>
            <div data-testid="skill">
              {compiled?.skill ? (
                <Code value={compiled.skill} language="json" label={text.bindings.skill} />
              ) : (
                <p className={styles.noCode}>{compiled ? text.bindings.noSkill : null}</p>
              )}
            </div>
            {compiled?.skill ? (
              <div className={styles.codeFoot}>
                <CopyButton value={compiled.skill} label={text.bindings.copySkill} worded />
              </div>
            ) : null}
          </Tabs.Panel>
          {/* What was filled in stays while another tab is looked at. */}
          <Tabs.Panel value="trial" className={styles.trialPanel} keepMounted>
            <TrialPanel current={current} statement={statement} />
          </Tabs.Panel>
        </Tabs.Root>
      </Section>
      {statement ? <InAndOut statement={statement} /> : null}
      <Section title={text.bindings.diagnostics}>
        {compiled && diagnostics.length === 0 ? <p className={styles.none}>{text.bindings.noDiagnostics}</p> : null}
        <Diagnostics diagnostics={diagnostics} onFix={onFix} />
      </Section>
    </>
  );
}

function StatementFoot({ sql, sha256 }: { sql: string; sha256: string }) {
  return (
    <div className={styles.codeFoot}>
      <CopyButton value={sql} label={text.bindings.copyStatement} worded />
      <span className={styles.hash}>
        {text.bindings.hash}{" "}
        <code data-testid="statement-hash" title={sha256}>
          {sha256.slice(0, 12)}
        </code>
        <CopyButton value={sha256} label={text.bindings.copyHash} />
      </span>
    </div>
  );
}
