import { fireEvent } from "@testing-library/react";
import type { Schemas } from "../api/client";
import { texts } from "../texts/en";

const words = texts.enrolment;
const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAQ0m7Zc2w8xq1n0y0mWq3g4mJ3u5o6p7q8r9s0t1u2v";

/** Fills in where a server is, and how to get in. */
export function fillServer(field: (label: string) => HTMLElement): void {
  const fill = (label: string, value: string) => fireEvent.change(field(label), { target: { value } });
  fill(words.address, " server.example ");
  fill(words.port, "2222");
  fill(words.hostKey, `${hostKey}\n`);
  fill(words.username, "root");
  fill(words.privateKey, "-----BEGIN OPENSSH PRIVATE KEY-----\nMaterial\n-----END OPENSSH PRIVATE KEY-----");
}

/** What the API gets of it. */
export const filledServer: Schemas["EnrolServer"] = {
  address: "server.example",
  port: 2222,
  hostKey,
  bootstrap: { username: "root", privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nMaterial\n-----END OPENSSH PRIVATE KEY-----\n", removeFromServer: true },
};
