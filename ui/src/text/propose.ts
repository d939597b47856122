export const propose = {
  title: "Describe what the agent needs",
  goal: "In your words",
  hint: "Proposals come from names, keys and indexes of the schema. Only a model that you configured yourself hears of them.",
  ranked: (name: string, url: string) =>
    `Proposals come from names, keys and indexes of the schema. ${name} at ${url} is told your sentence and their names, and may order and rename them.`,
  example: "look up the caller's next appointment by phone",
  ask: "Propose",
  look: "Look at the statement",
  take: "Take over",
  taken: (name: string) => `Drafted “${name}”; it is not enabled`,
};
