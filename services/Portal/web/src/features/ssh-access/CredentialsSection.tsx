import type { ReactNode } from "react";
import { texts } from "../../texts/en";
import { CopyButton } from "../../ui/CopyButton";
import { Section } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { secretTones } from "../tenant-secrets/secretTones";
import type { SshCredentials } from "./credentials";

const words = texts.ssh.credentials;

export function CredentialsSection({ credentials }: { readonly credentials: SshCredentials }) {
  const { status, keyFingerprint, lastRotated, nextRotation, gracePeriod } = credentials;
  return (
    <Section title={words.title} aside={<Status tone={secretTones[status]}>{texts.secretStatus[status]}</Status>}>
      <dl className="facts">
        <Fact name={words.vpsIp} value={credentials.vpsIp} isCode />
        <Fact name={words.username} value={credentials.sshUsername} isCode />
        <Fact name={words.port} value={String(credentials.sshPort)} isCode />
        {keyFingerprint === undefined ? <Fact name={words.fingerprint}>{texts.notKnown}</Fact> : <Fact name={words.fingerprint} value={keyFingerprint} isCode />}
        {gracePeriod !== undefined && (
          <Fact name={words.previousKey}>
            <span>
              <span className="mono">{gracePeriod.previousFingerprint}</span>
              <br />
              {words.previousUntil} <Time value={gracePeriod.endsAt} />
            </span>
          </Fact>
        )}
        <Fact name={words.hostKey} value={credentials.hostKeyFingerprint} isCode />
        <Fact name={words.lastRotated}>{lastRotated === undefined ? texts.notKnown : <Time value={lastRotated} />}</Fact>
        <Fact name={words.nextRotation}>{nextRotation === undefined ? words.notScheduled : <Time value={nextRotation} dateOnly />}</Fact>
      </dl>
    </Section>
  );
}

interface FactProps {
  readonly name: string;
  /** A value that can be copied. */
  readonly value?: string;
  readonly isCode?: boolean;
  readonly children?: ReactNode;
}

function Fact({ name, value, isCode = false, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className={isCode ? "mono" : undefined}>{value ?? children}</span>
        {value !== undefined && <CopyButton value={value} what={name} />}
      </dd>
    </div>
  );
}
