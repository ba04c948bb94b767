import { Button, Text } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Breakable } from "../../ui/Breakable";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { type ApiKey, type IssuedApiKey, isUsedNow, type Owner, useRevokeApiKey, works } from "./apiKeys";
import { HoldDialogs } from "./HoldDialogs";
import { RotateDialog } from "./RotateDialog";
import { UsageDialog } from "./UsageDialog";

const words = texts.apiKeys;
const tones: Readonly<Record<Schemas["ApiKeyStatus"], Tone>> = { active: "good", expiring: "wait", expired: "none", revoked: "none" };

type Action = "usage" | "rotate" | "hold" | "release" | "revoke";

interface Props {
  readonly apiKey: ApiKey;
  readonly owner: Owner;
  readonly onIssued: ((issued: IssuedApiKey) => void) | undefined;
}

export function ApiKeyRow({ apiKey, owner, onIssued }: Props) {
  const { name, status, expiresAt, lastUsedAt, lastUsedFrom } = apiKey;
  const [open, setOpen] = useState<Action>();
  const revoke = useRevokeApiKey(owner, apiKey);
  const close = () => setOpen(undefined);
  const canChange = works(apiKey);
  // Its own tenant decides what still uses it.
  const isReplaced = canChange && owner.tenantId === undefined && apiKey.replacedBy !== undefined;
  const button = (what: Action) => (
    <Button variant="default" size="xs" aria-label={words.of(words.buttons[what], name)} onClick={() => setOpen(what)}>
      {words.buttons[what]}
    </Button>
  );
  return (
    <tr>
      <th scope="row">
        <span className="wrap">{name}</span>
        <Text size="sm" c="dimmed">
          {words.createdBy} <Breakable name={apiKey.createdBy} after="@" />, <Time value={apiKey.createdAt} dateOnly />
        </Text>
      </th>
      <td>
        <Status tone={tones[status]}>{words.statuses[status]}</Status>
        {expiresAt !== undefined && works(apiKey) && (
          <Text size="sm" c="dimmed">
            {words.worksUntil} <Time value={expiresAt} />
          </Text>
        )}
        {canChange && apiKey.hold !== undefined && (
          <Text size="sm" c="dimmed" className="wrap">
            {words.hold.held(apiKey.hold.heldBy, apiKey.hold.reason)}
          </Text>
        )}
      </td>
      <td>
        <Text size="sm" className="wrap">{apiKey.permissions.map((permission) => words.permissionNames[permission]).join(", ")}</Text>
      </td>
      <td>{words.perMinute(apiKey.rateLimitPerMinute)}</td>
      <td>
        {lastUsedAt === undefined ? words.never : <Time value={lastUsedAt} />}
        {lastUsedFrom !== undefined && (
          <Text size="sm" c="dimmed" className="wrap">
            {words.from} {lastUsedFrom}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {words.requests(apiKey.requestCount)}
        </Text>
      </td>
      <td>
        <div className="actions">
          {button("usage")}
          {canChange && onIssued !== undefined && apiKey.replacedBy === undefined && button("rotate")}
          {isReplaced && button("hold")}
          {isReplaced && apiKey.hold !== undefined && button("release")}
          {canChange && button("revoke")}
        </div>
        {open === "usage" && <UsageDialog owner={owner} apiKey={apiKey} onClose={close} />}
        {open === "rotate" && onIssued !== undefined && <RotateDialog apiKey={apiKey} onIssued={onIssued} onClose={close} />}
        <HoldDialogs apiKey={apiKey} open={open === "hold" || open === "release" ? open : undefined} onClose={close} />
        <ConfirmDialog
          isOpen={open === "revoke"}
          onClose={close}
          title={words.revoke.title}
          button={words.buttons.revoke}
          isDanger
          isReasonRequired={owner.tenantId !== undefined}
          onConfirm={(reason) => revoke.mutateAsync(reason)}
        >
          <Text className="wrap">{name}</Text>
          <Text>{words.revoke.hint}</Text>
          {isUsedNow(apiKey) && <Text fw={600}>{words.usedNow}</Text>}
        </ConfirmDialog>
      </td>
    </tr>
  );
}
