import type { ReactNode } from "react";
import { texts } from "../../texts/en";
import { Fact } from "../../ui/Fact";
import { Health } from "../../ui/Health";
import { Status } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { DkimFacts } from "../dkim/DkimFacts";
import { SmtpFacts } from "../smtp/SmtpFacts";
import { secretTones } from "./secretTones";
import { isServerAccess, type Secret } from "./tenantSecrets";

const words = texts.tenantSecrets;

/** What is known of a secret; never what it is. */
export function SecretFacts({ secret }: { readonly secret: Secret }) {
  return (
    <dl className="facts facts-dense">
      <Fact name={words.status}>
        <Status tone={secretTones[secret.status]}>{texts.secretStatus[secret.status]}</Status>
      </Fact>
      <Fact name={words.health}>
        <Health value={secret.health} />
      </Fact>
      {secret.type === "smtp" && <SmtpFacts secret={secret} />}
      {secret.type === "dkim" && <DkimFacts secret={secret} />}
      <Fact name={words.lastRotated}>{timeOf(secret.lastRotated)}</Fact>
      <Fact name={words.nextRotation}>{timeOf(secret.nextRotation)}</Fact>
      {secret.keyFingerprint !== undefined && (
        <Fact name={words.fingerprint}>
          <span className="mono">{secret.keyFingerprint}</span>
        </Fact>
      )}
      {!isServerAccess(secret) && secret.type !== "dkim" && <Fact name={secret.type === "ssh" ? words.lastDownloaded : words.lastRevealed}>{secret.lastSeen === undefined ? words.never : timeOf(secret.lastSeen)}</Fact>}
      {secret.graceEndsAt !== undefined && <Fact name={words.graceEnds}>{timeOf(secret.graceEndsAt)}</Fact>}
      {secret.operation !== undefined && (
        <Fact name={words.operation}>
          <Status tone="wait">{texts.operation.running(texts.operation.kinds[secret.operation.kind])}</Status>
        </Fact>
      )}
    </dl>
  );
}

const timeOf = (time: string | undefined): ReactNode => (time === undefined ? texts.notKnown : <Time value={time} />);
