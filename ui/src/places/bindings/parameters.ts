// The parameters of a draft, and what is asked of each beyond its column's type.
import type { Binding, ParameterRules, Scalar, TypeClass } from "../../host/types";
import { filterOf } from "./draft";
import { verbOf } from "./operation";

/** A parameter and the column that it is for. */
export type Asked = { param: string; column: string; part: "filter" | "value" | "key" };

/** Names that agent platforms know without being told. */
export const CANONICAL: readonly string[] = ["caller_phone", "caller_name", "service_address"];

/** Every parameter that the agent is asked for, in the order of the draft. */
export function parametersOf(draft: Binding): Asked[] {
  const verb = verbOf(draft.operation);
  if (verb === "create" || verb === "update") {
    const { key_column: column, key_param: param } = draft.sql_write ?? {};
    const key: Asked[] = verb === "update" && param ? [{ param, column: column ?? "", part: "key" }] : [];
    const values = (draft.input_object_map ?? []).flatMap(({ field, param }): Asked[] =>
      param ? [{ param, column: field, part: "value" }] : [],
    );
    return [...key, ...values];
  }
  const { column, param } = filterOf(draft);
  return param === "" ? [] : [{ param, column, part: "filter" }];
}

export function rulesOf({ parameters = [] }: Binding, param: string): ParameterRules {
  return parameters.find((one) => one.param === param) ?? { param };
}

/** Where a parameter's rules stand in the draft, or would. */
export function rulesAt({ parameters = [] }: Binding, param: string): number {
  const at = parameters.findIndex((one) => one.param === param);
  return at < 0 ? parameters.length : at;
}

type Change = { [Key in Exclude<keyof ParameterRules, "param">]?: ParameterRules[Key] | undefined };

/** Changes rules; an undefined one is left out, and rules that ask nothing are, too. */
export function withRules(draft: Binding, param: string, change: Change): Binding {
  const parameters = draft.parameters ?? [];
  const next = compact({ ...rulesOf(draft, param), ...change });
  const known = parameters.some((one) => one.param === param);
  const all = known ? parameters.map((one) => (one.param === param ? next : one)) : [...parameters, next];
  return withParameters(
    draft,
    all.filter((one) => Object.keys(one).length > 1),
  );
}

function compact(rules: Change & { param: string }): ParameterRules {
  const kept = Object.entries(rules).filter(([, value]) => value != null && !(Array.isArray(value) && !value.length));
  return { ...Object.fromEntries(kept), param: rules.param };
}

function withParameters(draft: Binding, parameters: ParameterRules[]): Binding {
  const { parameters: _, ...others } = draft;
  return parameters.length > 0 ? { ...others, parameters } : others;
}

/** Rules follow their parameter to its new name, as long as nothing else has the old one. */
export function withRenamedRules(draft: Binding, from: string, to: string): Binding {
  const { parameters = [] } = draft;
  const taken = parametersOf(draft).some(({ param }) => param === from) || parameters.some(({ param }) => param === to);
  if (from === to || taken || !parameters.some(({ param }) => param === from)) return draft;
  return withParameters(
    draft,
    parameters.map((one) => (one.param === from ? { ...one, param: to } : one)),
  );
}

/** Without rules for parameters that are not there any more. */
export function withoutOrphans(draft: Binding): Binding {
  const { parameters } = draft;
  if (!parameters) return draft;
  const names = new Set(parametersOf(draft).map(({ param }) => param));
  return withParameters(
    draft,
    parameters.filter(({ param }) => names.has(param)),
  );
}

export type Sort = "text" | "number" | "boolean" | "other";

/** What sort of rules a value of this class can have. */
export function sortOf(kind: TypeClass | null): Sort {
  switch (kind) {
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "text":
    case "enum":
    case "interval":
    case "network":
    case null:
      return "text";
    default:
      return "other";
  }
}

/** What was typed as the draft holds it. A number that is none stays a text, which the compiler then refuses in words. */
export function scalarOf(typed: string, sort: Sort): Scalar {
  if (sort === "boolean" && (typed === "true" || typed === "false")) return typed === "true";
  const number = Number(typed);
  const exact =
    typed.trim() !== "" && Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
  return sort === "number" && exact ? number : typed;
}

/** The values of a list that is typed with commas or line by line. */
export function listOf(typed: string): string[] {
  return typed
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
