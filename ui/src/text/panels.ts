export const panels = {
  label: "What is known and what waits for a decision",
  names: { details: "Details", review: "Review", suggestions: "Sensitive", rules: "Rules", agent: "Agent view" },
  manyMore: "999+",
};
