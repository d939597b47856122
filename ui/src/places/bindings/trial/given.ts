// What a person gives a trial in an agent's place.
import type { Parameter, Scalar, TrialArguments } from "../../../host/types";

export type Given = Readonly<Record<string, Scalar | undefined>>;

/** The parameters that an agent is asked for; what is pinned it does not even know. */
export function askedOf(parameters: readonly Parameter[]): Parameter[] {
  return parameters.filter(({ constant }) => constant == null);
}

export function mustBeGiven({ required, limits }: Parameter): boolean {
  return required && limits?.default == null;
}

/** Without those that were left empty, and those of parameters that are gone by now. */
export function argumentsOf(parameters: readonly Parameter[], given: Given): TrialArguments {
  const found: TrialArguments = {};
  for (const { name } of askedOf(parameters)) {
    const value = given[name];
    if (value != null && value !== "") found[name] = value;
  }
  return found;
}

/** Names of parameters without which a call is refused. */
export function missingOf(parameters: readonly Parameter[], given: Given): string[] {
  const found = argumentsOf(parameters, given);
  return askedOf(parameters)
    .filter((parameter) => mustBeGiven(parameter) && !(parameter.name in found))
    .map(({ name }) => name);
}
