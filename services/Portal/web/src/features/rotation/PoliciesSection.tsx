import { Anchor, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Section } from "../../ui/Page";
import { QueryState } from "../../ui/QueryState";
import { Status } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { tenantAddress } from "../tenant-secrets/tenantSecrets";
import { inWords } from "./durations";
import { limitsInWords } from "./LimitsField";
import { OverrideButton } from "./OverrideButton";
import { PolicyChanges } from "./PolicyChanges";
import { PolicyDialog } from "./PolicyDialog";
import { type Policy, policiesQuery, useRemovePolicy } from "./policies";
import { windowsInWords } from "./policyChanges";

const words = texts.rotation.policies;

/** When secrets of each type are rotated, and how long replaced versions keep working. */
export function PoliciesSection({ isAdmin }: { readonly isAdmin: boolean }) {
  const query = useQuery(policiesQuery);
  const { data } = query;
  return (
    <Section title={words.title} aside={isAdmin && data !== undefined && <OverrideButton policies={data.items} />}>
      <Text>{words.intro}</Text>
      <QueryState query={query} />
      {data !== undefined && (
        <Table
          label={words.title}
          head={
            <>
              <th scope="col">{words.type}</th>
              <th scope="col">{words.interval}</th>
              <th scope="col">{words.grace}</th>
              <th scope="col">{words.alert}</th>
              <th scope="col">{words.schedule}</th>
              <th scope="col">{words.windows}</th>
              <th scope="col">{words.limits}</th>
              {isAdmin && <th scope="col">{words.actions}</th>}
            </>
          }
        >
          {data.items.map((policy) => (
            <PolicyRow key={`${policy.secretType}/${policy.tenantId ?? ""}`} policy={policy} isAdmin={isAdmin} />
          ))}
        </Table>
      )}
      <PolicyChanges />
    </Section>
  );
}

function PolicyRow({ policy, isAdmin }: { readonly policy: Policy; readonly isAdmin: boolean }) {
  return (
    <tr>
      <th scope="row">
        {texts.tenantSecrets.types[policy.secretType]}
        {policy.tenantId !== undefined && (
          <Text size="sm">
            <Anchor component={Link} to={tenantAddress(policy.tenantId)}>
              {words.tenant(policy.tenantId.slice(0, 8))}
            </Anchor>
          </Text>
        )}
        {policy.changedBy !== undefined && (
          <Text size="sm" c="dimmed">
            {words.changedBy(policy.changedBy)}
          </Text>
        )}
      </th>
      <td className="nowrap">{texts.durations.days(policy.intervalDays)}</td>
      <td className="nowrap">{inWords(policy.gracePeriod)}</td>
      <td className="nowrap">{texts.durations.days(policy.alertBeforeDays)}</td>
      <td>
        <Status tone={policy.enabled ? "good" : "wait"}>{policy.enabled ? words.on : words.off}</Status>
      </td>
      <td>
        {windowsInWords(policy.maintenanceWindows).map((window) => (
          <div key={window}>{window}</div>
        ))}
      </td>
      <td>{limitsInWords(policy.thresholds)}</td>
      {isAdmin && (
        <td>
          <Actions policy={policy} />
        </td>
      )}
    </tr>
  );
}

function Actions({ policy }: { readonly policy: Policy }) {
  const [open, setOpen] = useState<"change" | "remove">();
  const remove = useRemovePolicy(policy);
  const name = words.nameOf(texts.tenantSecrets.types[policy.secretType] ?? policy.secretType, policy.tenantId);
  const close = () => setOpen(undefined);
  return (
    <div className="actions">
      <Button variant="default" size="xs" aria-label={words.changeOf(name)} onClick={() => setOpen("change")}>
        {words.change}
      </Button>
      {policy.changedAt !== undefined && (
        <Button variant="default" size="xs" aria-label={words.removeOf(name)} onClick={() => setOpen("remove")}>
          {words.remove}
        </Button>
      )}
      {open === "change" && <PolicyDialog policy={policy} title={words.changeOf(name)} onClose={close} />}
      <ConfirmDialog isOpen={open === "remove"} onClose={close} title={words.removeOf(name)} button={words.remove} isReasonRequired onConfirm={remove.mutateAsync}>
        <Text>{words.removeHint}</Text>
      </ConfirmDialog>
    </div>
  );
}
