import { Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { idOf } from "../../app/filters";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { newKey } from "../rotation/campaigns";
import { useEnrol } from "./enrolment";
import { ServerFields } from "./ServerFields";
import { emptyServer, toServer, wrongOf } from "./serverForm";

const words = texts.enrolment;

/** A tenant whose enrolment has begun. */
export interface Enrolled {
  readonly tenantId: string;
  readonly name: string;
  readonly operationId: string;
}

export function EnrolForm({ onBegun }: { readonly onBegun: (enrolled: Enrolled) => void }) {
  const enrol = useEnrol();
  const [key] = useState(newKey);
  const [name, setName] = useState("");
  const [tenantId, setTenantId] = useState("");
  const [server, setServer] = useState(emptyServer);
  const [isChecked, setChecked] = useState(false);
  const id = idOf(tenantId.trim());

  function send() {
    setChecked(true);
    if (name.trim() === "" || id === undefined || wrongOf(server).size > 0) {
      return;
    }
    enrol.mutate(
      { body: { tenantId: id, name: name.trim(), server: toServer(server) }, key },
      { onSuccess: ({ operationId }) => onBegun({ tenantId: id, name: name.trim(), operationId }) },
    );
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Stack>
        <TextInput
          label={words.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={isChecked && name.trim() === "" ? words.nameMissing : undefined}
          maxLength={200}
          autoComplete="off"
        />
        <TextInput
          label={words.tenantId}
          description={words.tenantIdHint}
          value={tenantId}
          onChange={(event) => setTenantId(event.currentTarget.value)}
          error={isChecked && id === undefined ? words.tenantIdWrong : undefined}
          maxLength={36}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: "mono" }}
          rightSection={
            <Button variant="default" size="compact-sm" onClick={() => setTenantId(newTenantId())}>
              {words.generate}
            </Button>
          }
          rightSectionWidth="6rem"
        />
        <ServerFields form={server} isChecked={isChecked} onChange={setServer} />
        {enrol.error !== null && <Failure failure={enrol.error} />}
        <div className="actions actions-end">
          <Button type="submit" loading={enrol.isPending}>
            {words.submit}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

/** A random UUID; crypto.randomUUID is missing where the portal is reached by plain http under a name. */
function newTenantId(): string {
  const digits = newKey();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
