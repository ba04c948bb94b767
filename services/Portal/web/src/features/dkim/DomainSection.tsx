import { Alert, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { secretTones } from "../tenant-secrets/secretTones";
import { texts } from "../../texts/en";
import { Fact } from "../../ui/Fact";
import { Failure } from "../../ui/Failure";
import { Health } from "../../ui/Health";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { DnsRecords } from "./DnsRecords";
import { type DkimKey, recordsQuery, useCheck } from "./dkim";
import { problemsOf } from "./records";

const words = texts.dkim;

/** One domain of the own tenant: how its mail is signed, what DNS has to show, and whether it does. */
export function DomainSection({ domainKey: { domain, selector, algorithm, dnsMode, status, health, lastRotated, nextRotation } }: { readonly domainKey: DkimKey }) {
  const { data: records = [] } = useQuery(recordsQuery({}, domain));
  const { check, isLooking, isSlow, isOver } = useCheck(domain, records);
  const problems = problemsOf(records);
  return (
    <Section title={domain} aside={<Health value={health} />}>
      {status === "waiting_for_dns" && dnsMode === "manual" && (
        <Alert icon={<Icon name="warning" tone="wait" />} title={words.waiting}>
          <Text>{words.waitingHint}</Text>
        </Alert>
      )}
      <dl className="facts facts-dense">
        <Fact name={words.status}>
          <Status tone={secretTones[status]}>{texts.secretStatus[status]}</Status>
        </Fact>
        <Fact name={words.selector}>{selector === undefined ? words.noSelector : <span className="mono">{selector}</span>}</Fact>
        <Fact name={words.algorithm}>{words.algorithms[algorithm]}</Fact>
        <Fact name={words.mode}>{words.ownMode[dnsMode]}</Fact>
        <Fact name={words.lastRotated}>{lastRotated === undefined ? texts.notKnown : <Time value={lastRotated} />}</Fact>
        <Fact name={words.nextRotation}>{nextRotation === undefined ? texts.notKnown : <Time value={nextRotation} />}</Fact>
      </dl>
      <Text>{words.modeHints[dnsMode]}</Text>
      <div className="actions">
        <Button variant="default" loading={check.isPending} aria-label={words.check.of(domain)} onClick={() => check.mutate()}>
          {words.check.button}
        </Button>
        <Text size="sm" role="status">
          {isSlow ? words.check.slow : isLooking ? words.check.running : isOver ? (problems === 0 ? words.check.done.matches : words.check.done.problems(problems)) : ""}
        </Text>
      </div>
      {check.error !== null && <Failure failure={check.error} />}
      <DnsRecords owner={{}} domain={domain} isLooking={isLooking && !isSlow} />
    </Section>
  );
}
