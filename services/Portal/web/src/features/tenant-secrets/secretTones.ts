import type { Schemas } from "../../api/client";
import type { Tone } from "../../ui/Status";

/** How good each status of a secret is. */
export const secretTones: Readonly<Record<Schemas["SecretStatus"], Tone>> = {
  active: "good",
  provisioning: "wait",
  rotating: "wait",
  revocation_pending: "wait",
  waiting_for_dns: "wait",
  expired: "bad",
  unreachable: "bad",
  revoked: "bad",
};
