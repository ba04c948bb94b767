import { Anchor, Button, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { tenantAddress } from "../tenant-secrets/tenantSecrets";
import { type Change, changesOf, type Person, useChange } from "./people";

const words = texts.users;
const tones: Readonly<Record<Person["status"], Tone>> = { invited: "wait", active: "good", disabled: "none", locked: "bad" };

interface Props {
  readonly person: Person;
  /** Nobody changes their own access. */
  readonly isSelf: boolean;
  readonly onInvited: (invitation: Schemas["Invitation"]) => void;
}

export function PersonRow({ person, isSelf, onInvited }: Props) {
  const [open, setOpen] = useState<Change>();
  const change = useChange(person.userId);
  return (
    <tr>
      <th scope="row">
        {person.email}
        {person.invitedBy !== undefined && (
          <Text size="sm" c="dimmed">
            {words.invitedBy(person.invitedBy)}
          </Text>
        )}
      </th>
      <td>{texts.account.roles[person.role]}</td>
      <td>
        {person.tenantId === undefined ? (
          texts.notKnown
        ) : (
          <Anchor component={Link} to={tenantAddress(person.tenantId)} className="mono" title={person.tenantId}>
            {person.tenantId.slice(0, 8)}
          </Anchor>
        )}
      </td>
      <td>
        <Status tone={tones[person.status]}>{words.statuses[person.status]}</Status>
      </td>
      <td>{person.lastSignIn === undefined ? words.never : <Time value={person.lastSignIn} />}</td>
      <td>
        {isSelf ? (
          words.self
        ) : (
          <div className="actions">
            {changesOf(person).map((one) => (
              <Button key={one} variant="default" size="xs" aria-label={words.of(words.buttons[one], person.email)} onClick={() => setOpen(one)}>
                {words.buttons[one]}
              </Button>
            ))}
          </div>
        )}
        {open !== undefined && (
          <ConfirmDialog
            isOpen
            onClose={() => setOpen(undefined)}
            title={words.titles[open](person.email)}
            button={words.buttons[open]}
            isDanger={open === "disable" || open === "reset"}
            isReasonRequired
            onConfirm={async (reason) => {
              const invitation = await change.mutateAsync({ change: open, reason });
              if (invitation !== undefined) {
                onInvited(invitation);
              }
            }}
          >
            <Text>{words.hints[open]}</Text>
          </ConfirmDialog>
        )}
      </td>
    </tr>
  );
}
