import { plural } from "../numbers";

/** Showing a secret for a short while. */
export const reveal = {
  button: "View credentials",
  of: (secret: string) => `View credentials: ${secret}`,
  title: (tenant: string) => `SMTP Admin Credentials - Tenant: ${tenant}`,
  ask: "Show credentials",
  askHint: "You are asked for your password and a code. That you saw the credentials, and why, is on record before they are shown.",
  expiresIn: (time: string) => `Credentials expire in ${time}`,
  left: "Time left",
  lastMinute: "One minute left: the credentials are hidden then.",
  warning: "Handle with care",
  warningHint: "These credentials provide full access to the tenant's email infrastructure. Handle with care.",
  fields: {
    username: "Username",
    password: "Password",
    host: "Mail server",
    port: "Port",
    encryption: "Encryption",
    webmailUrl: "Webmail URL",
    imapPort: "IMAP port",
  } as Readonly<Record<string, string>>,
  masked: "Hidden",
  show: "Show password",
  hide: "Hide password",
  clipboard: (seconds: number) => `A copied password is removed from the clipboard after ${plural(seconds, "second")} if this page is in front then. Else remove it yourself.`,
  webmail: "Open webmail in a new tab",
  created: "Created",
  lastRotated: "Last rotated",
  nextRotation: "Next rotation",
  close: "Hide and close",
  ended: {
    expired: "The credentials were hidden after 15 minutes.",
    hidden: "The credentials were hidden because you left the page. Show them again if you still need them.",
  },
} as const;
