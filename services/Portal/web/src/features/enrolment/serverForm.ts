import type { Schemas } from "../../api/client";

/** What a person fills in about a server. The private key is in the page only until it is sent. */
export interface ServerForm {
  readonly address: string;
  readonly port: number;
  readonly hostKey: string;
  readonly username: string;
  readonly privateKey: string;
  readonly removeFromServer: boolean;
}

export const emptyServer: ServerForm = { address: "", port: 22, hostKey: "", username: "", privateKey: "", removeFromServer: true };

const hostKey = /^[a-z0-9@.-]+ [A-Za-z0-9+/]{20,}={0,2}( .*)?$/;

/** Which fields are not answered so that the server could accept them. */
export function wrongOf({ address, port, hostKey: key, username, privateKey }: ServerForm): ReadonlySet<keyof ServerForm> {
  const checks: ReadonlyArray<readonly [keyof ServerForm, boolean]> = [
    ["address", address.trim() !== ""],
    ["port", Number.isInteger(port) && port >= 1 && port <= 65_535],
    ["hostKey", hostKey.test(key.trim())],
    ["username", username.trim() !== ""],
    ["privateKey", isPrivateKey(privateKey)],
  ];
  return new Set(checks.filter(([, isRight]) => !isRight).map(([name]) => name));
}

export const isPrivateKey = (text: string): boolean => text.trimStart().startsWith("-----BEGIN ") && text.includes("PRIVATE KEY-----");

/** The form as the API takes it. ssh-keygen wants a line break after the last line of a key. */
export function toServer({ address, port, hostKey: key, username, privateKey, removeFromServer }: ServerForm): Schemas["EnrolServer"] {
  return {
    address: address.trim(),
    port,
    hostKey: key.trim(),
    bootstrap: { username: username.trim(), privateKey: `${privateKey.trim()}\n`, removeFromServer },
  };
}
