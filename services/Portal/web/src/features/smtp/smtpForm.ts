import { webAddress } from "../reveal/reveals";

/** What somebody enters of new SMTP credentials. */
export interface SmtpForm {
  readonly name: string;
  readonly username: string;
  readonly webmailUrl: string;
  /** The mail server is another one than the tenant's own. */
  readonly isElsewhere: boolean;
  readonly host: string;
  readonly port: string;
  readonly encryption: "starttls" | "tls";
}

export const emptySmtp: SmtpForm = { name: "", username: "", webmailUrl: "", isElsewhere: false, host: "", port: "587", encryption: "starttls" };

// As the API and mail servers take them.
const name = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const account = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?:@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)?$/;
const host = /^[A-Za-z0-9.:-]{1,253}$/;

export const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

/** Which fields are wrong. */
export function wrongOf(form: SmtpForm): ReadonlySet<keyof SmtpForm> {
  const wrong = new Set<keyof SmtpForm>();
  const require = (isRight: boolean, field: keyof SmtpForm) => isRight || wrong.add(field);
  require(name.test(form.name.trim()), "name");
  require(account.test(form.username.trim()), "username");
  require(form.webmailUrl.trim() === "" || webAddress(form.webmailUrl.trim())?.startsWith("https:") === true, "webmailUrl");
  require(!form.isElsewhere || host.test(form.host.trim()), "host");
  require(!form.isElsewhere || isPort(form.port.trim()), "port");
  return wrong;
}

/** The request that the API takes. */
export const enrolmentOf = (form: SmtpForm) => ({
  name: form.name.trim(),
  username: form.username.trim(),
  ...(form.webmailUrl.trim() === "" ? {} : { webmailUrl: form.webmailUrl.trim() }),
  ...(form.isElsewhere ? { mailServer: { host: form.host.trim(), port: Number(form.port), encryption: form.encryption } } : {}),
});
