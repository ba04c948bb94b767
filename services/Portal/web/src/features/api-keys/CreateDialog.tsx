import { Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { type IssuedApiKey, type Permission, permissions, useCreateApiKey } from "./apiKeys";

const words = texts.apiKeys;
const { create } = words;
const highestLimit = 6000;
const ends = ["30", "90", "180", "365", ""];

interface Props {
  readonly onIssued: (issued: IssuedApiKey) => void;
  readonly onClose: () => void;
}

/** Asks what a new key may do. */
export function CreateDialog({ onIssued, onClose }: Props) {
  const creation = useCreateApiKey();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Permission[]>([]);
  const [limit, setLimit] = useState<number | string>(60);
  const [days, setDays] = useState("90");
  const [isChecked, setChecked] = useState(false);
  const isNamed = name.trim() !== "";
  const isLimited = Number.isInteger(Number(limit)) && Number(limit) >= 1 && Number(limit) <= highestLimit;

  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={create.title}
      button={create.button}
      isWithoutReason
      check={() => {
        setChecked(true);
        return isNamed && isLimited && chosen.length > 0;
      }}
      onConfirm={async () =>
        onIssued(
          await creation.mutateAsync({
            name: name.trim(),
            permissions: [...chosen],
            rateLimitPerMinute: Number(limit),
            ...(days === "" ? {} : { expiresInDays: Number(days) }),
          }),
        )
      }
    >
      <TextInput
        label={words.name}
        description={create.nameHint}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={isChecked && !isNamed ? create.nameMissing : undefined}
        maxLength={100}
        autoComplete="off"
        data-autofocus
      />
      <Checkbox.Group
        label={words.permissions}
        description={create.permissionsHint}
        error={isChecked && chosen.length === 0 ? create.permissionsMissing : undefined}
        value={[...chosen]}
        onChange={(values: string[]) => setChosen(permissions.filter((permission) => values.includes(permission)))}
      >
        <div className="choices">
          {permissions.map((permission) => (
            <Checkbox key={permission} value={permission} label={words.permissionNames[permission]} />
          ))}
        </div>
      </Checkbox.Group>
      <NumberInput
        label={create.limit}
        value={limit}
        onChange={setLimit}
        error={isChecked && !isLimited ? create.limitWrong(highestLimit) : undefined}
        clampBehavior="none"
        allowNegative={false}
        hideControls
      />
      <NativeSelect
        label={create.ends}
        description={create.endsHint}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        data={ends.map((value) => ({ value, label: value === "" ? create.endless : create.afterDays(value) }))}
      />
    </ConfirmDialog>
  );
}
