import { common } from "./common";

export const user = {
  title: (connection: string) => `The agent's database user of ${connection}`,
  scope: (tables: number, columns: number) =>
    tables + columns === 0
      ? "Nothing is blocked, so the user may read everything that was discovered."
      : `Blocked for agents: ${common.count(tables, "table")} and ${common.count(columns, "column")} of other tables.`,
  views: { label: "What is shown", script: "Script", proof: "Proof" },
  back: "Back to the checks",
  undiscoveredTitle: "Discover the schema first",
  undiscovered: "The script names tables and columns one by one, so it needs to know which there are.",
  toCheck: "Go to the checks",

  role: {
    legend: "What the agent does with it",
    "read-only": { title: "Read", about: "SELECT, and nothing else. It cannot change a row." },
    write: {
      title: "Read and write chosen tables",
      about: "SELECT, INSERT and UPDATE on exactly the tables that you name. Never DELETE.",
    },
  },
  grain: {
    legend: "What the database itself locks",
    intro:
      "Scoping is the first lock on what you blocked. The database can be the second, should the first be passed by.",
    columns: { title: "Blocked tables and columns", about: "One tick, two locks. Choose this." },
    tables: { title: "Blocked tables", about: "Blocked columns of other tables could be read with this login." },
    schema: { title: "Nothing", about: "Every table could be read with this login." },
    lockedTable: "tables",
    lockedColumn: "columns",
    locks: (n: 1 | 2) => (n === 2 ? "two locks" : "one lock"),
  },
  name: "User name",
  nameHint: "It must not be somebody else's login: the script takes this user to exactly the plan.",
  host: "Connects from",
  hostHint: "The agent's address as the database sees it. % allows every address.",
  tables: {
    legend: "Tables it may write to",
    filter: "Filter tables",
    none: "No table of this name can be written to.",
    chosen: (n: number) => (n === 0 ? "none chosen" : `${n} chosen`),
    blocked: "blocked",
    columns: (shown: number, all: number) => `${shown} of ${common.count(all, "column")} visible`,
  },

  scripts: {
    label: "Scripts",
    create: "Create",
    rotate: "New password",
    revoke: "Remove",
    hardening: "Harden PUBLIC",
    about: {
      create: "Makes the user, or takes an existing one back to exactly this plan. It can be run again at any time.",
      rotate: "Gives the user the password at the right, and changes nothing else.",
      revoke: "Takes every right from the user and drops it.",
      hardening:
        "Takes from everybody what nobody asked for. Separate, because other users of the database may rely on it.",
    },
    code: "The script",
    copy: "Copy script",
    save: "Save to a file…",
    saved: (path: string) => `Saved the script to ${path}`,
    drawing: "Writing the script…",
    failed: "There is no script yet",
  },
  copied: (what: "password" | "script", seconds: number | null) =>
    `Copied the ${what}.${seconds === null ? "" : ` The clipboard is cleared after ${seconds} seconds, unless something else is copied before.`}`,

  password: {
    title: (user: string) => `Password of ${user}`,
    show: "Show",
    hide: "Hide",
    copy: "Copy",
    hidden: "Password, hidden",
    once: "Shown here and never again. It is forgotten when you leave this page, unless you use the user below.",
  },
  next: {
    title: "What to do next",
    run: "Run the script as the owner of the tables, or have your database administrator run it.",
    runWith: "For example:",
    use: "Use this user for the connection. Its password goes straight into the keyring.",
    useButton: "Use this user",
    using: (user: string) => `The connection now logs in as ${user}`,
    used: (user: string) => `The connection logs in as ${user}.`,
    prove: "Prove what the user can really do.",
    proveButton: "Prove",
  },
  notes: { title: "What the script leaves open", about: (n: number) => `About ${common.count(n, "object")}` },

  proof: {
    title: "Proof",
    emptyTitle: "Nothing proven yet",
    empty: (user: string) =>
      `Logs in as ${user}, reads the server's own privilege tables and compares every column with the plan. It changes nothing.`,
    run: "Prove",
    again: "Prove again",
    running: "Reading the server's privilege tables…",
    failed: "The proof could not be made",
    good: (n: number, user: string) => `All ${n.toLocaleString("en")} rights of ${user} agree with the plan.`,
    bad: (user: string, much: number, little: number) =>
      `${user} has ${[
        much > 0 ? `${common.count(much, "right")} too much` : "",
        little > 0 ? `${common.count(little, "right")} too little` : "",
      ]
        .filter(Boolean)
        .join(" and ")}.`,
    besides: (user: string) => `${user} holds the tables' rights as planned, and more beside them.`,
    tally: { agree: "agree", too_much: "too much", too_little: "too little" },
    onlyDifferences: "Only differences",
    noDifferences: "There is no difference.",
    grid: "Rights, table by table",
    columns: {
      name: "Table or column",
      select: "SELECT",
      insert: "INSERT",
      update: "UPDATE",
      delete: "DELETE",
      via: "Via",
    },
    state: { held: "yes", absent: "no", too_much: "too much", too_little: "too little" },
    some: (n: number, of: number) => `${n} of ${of}`,
    extras: "Rights beside the tables",
    severity: { high: "grave", medium: "look at this", low: "note" },
    right: (kind: string, examples: string[], more: number, via: string) =>
      `${kind}${examples.length > 0 ? ` on ${examples.join(", ")}` : ""}${more > 0 ? ` and ${more} more` : ""}, via ${via}`,
    detailsTitle: "What it says",
    choose: "Choose a row to see who gives the right.",
    nothing: "Nothing is held, and nothing should be.",
    cell: {
      held: "Held, as planned.",
      absent: "Not held, as planned.",
      too_much: "Held, and the plan does not give it.",
      too_little: "Not held, and the plan gives it.",
    },
    via: (names: string[]) => `via ${names.join(", ")}`,
    tooMuchNext: "Run the script again as the owner; what is left comes from a role or from PUBLIC, named here.",
    tooLittleNext: "Run the script again as the owner of the tables.",
    plan: "Compared with the choices on the Script page",
  },
};
