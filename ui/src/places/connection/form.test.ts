import { expect, test } from "vitest";
import { freeName } from "./form";
import { withoutPassword } from "./UrlField";

test("a name is made from the database and is not taken twice", () => {
  expect(freeName({ database: "App DB", host: "" }, [])).toBe("app-db");
  expect(freeName({ database: "clinic", host: "" }, ["clinic", "clinic-2"])).toBe("clinic-3");
  expect(freeName({ database: "", host: "db.example.com" }, [])).toBe("db-example-com");
  expect(freeName({ database: "日本", host: "" }, [])).toBe("database");
});

test("a URL loses its password, whatever is in it", () => {
  expect(withoutPassword("postgres://ro:s@cr:et@db:5432/x")).toBe("postgres://ro@db:5432/x");
  expect(withoutPassword("postgres://ro@db:5432/x")).toBe("postgres://ro@db:5432/x");
  expect(withoutPassword("jdbc:postgresql://db/x?user=ro&password=s&sslpassword=t")).toBe(
    "jdbc:postgresql://db/x?user=ro&password=&sslpassword=",
  );
});
