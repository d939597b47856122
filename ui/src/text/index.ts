// All wording of the window, by place and key. English only for now; a second language is a second set of these files.
import { app } from "./app";
import { bindings } from "./bindings";
import { check } from "./check";
import { common } from "./common";
import { connection } from "./connection";
import { discovery } from "./discovery";
import { drift } from "./drift";
import { exposure } from "./exposure";
import { panels } from "./panels";
import { propose } from "./propose";
import { review } from "./review";
import { rules } from "./rules";
import { schema } from "./schema";
import { search } from "./search";
import { settings } from "./settings";
import { sample, suggestions } from "./suggestions";
import { sync } from "./sync";
import { trial } from "./trial";
import { user } from "./user";

export const text = {
  app,
  bindings,
  check,
  common,
  connection,
  discovery,
  drift,
  exposure,
  panels,
  propose,
  review,
  rules,
  sample,
  schema,
  search,
  settings,
  suggestions,
  sync,
  trial,
  user,
};
