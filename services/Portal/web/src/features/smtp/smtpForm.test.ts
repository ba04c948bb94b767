import { expect, test } from "vitest";
import { emptySmtp, enrolmentOf, wrongOf } from "./smtpForm";

const right = { ...emptySmtp, name: "mail-1", username: "admin@acme.example" };

test.each([
  [{}, []],
  [{ name: "Mail 1" }, ["name"]],
  [{ name: "../x" }, ["name"]],
  [{ name: "x".repeat(64) }, ["name"]],
  [{ name: "mail-" }, ["name"]],
  [{ username: "postmaster" }, []],
  [{ username: "Admin@acme.example" }, ["username"]],
  [{ username: "a b@acme.example" }, ["username"]],
  [{ username: "" }, ["username"]],
  [{ webmailUrl: "https://mail.acme.example" }, []],
  [{ webmailUrl: "http://mail.acme.example" }, ["webmailUrl"]],
  [{ webmailUrl: "javascript:alert(1)" }, ["webmailUrl"]],
  [{ host: "", port: "0" }, []],
  [{ isElsewhere: true }, ["host"]],
  [{ isElsewhere: true, host: "mail.acme.example", port: "65536" }, ["port"]],
  [{ isElsewhere: true, host: "2001:db8::1", port: "465" }, []],
])("%o is wrong in %o", (changed, wrong) => {
  expect([...wrongOf({ ...right, ...changed })]).toEqual(wrong);
});

test("the request has what was entered, and nothing of another mail server unless there is one", () => {
  expect(enrolmentOf({ ...right, name: " mail-1 ", host: "left over" })).toEqual({ name: "mail-1", username: "admin@acme.example" });
  expect(enrolmentOf({ ...right, webmailUrl: "https://m.example/ ", isElsewhere: true, host: "m.example", port: "465", encryption: "tls" })).toEqual({
    name: "mail-1", username: "admin@acme.example", webmailUrl: "https://m.example/", mailServer: { host: "m.example", port: 465, encryption: "tls" },
  });
});
