import { Button, Text } from "@mantine/core";
import { useId } from "react";
import { texts } from "../../texts/en";
import { mostWindows } from "./policies";
import { WindowField } from "./WindowField";
import { type MaintenanceWindow, newWindow, zones } from "./windows";

const words = texts.policies.windows;

interface Props {
  readonly windows: readonly MaintenanceWindow[];
  readonly isChecked: boolean;
  readonly onChange: (windows: readonly MaintenanceWindow[]) => void;
}

/** The times of the week in which rotations by schedule may begin. */
export function WindowsField({ windows, isChecked, onChange }: Props) {
  const zoneList = useId();
  return (
    <fieldset className="group">
      <legend>{words.title}</legend>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      {windows.map((window, index) => (
        <WindowField
          key={index}
          index={index + 1}
          window={window}
          zoneList={zoneList}
          isChecked={isChecked}
          onChange={(next) => onChange(windows.map((one, other) => (other === index ? next : one)))}
          onRemove={() => onChange(windows.filter((_, other) => other !== index))}
        />
      ))}
      <datalist id={zoneList}>
        {zones().map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {windows.length < mostWindows && (
        <div className="actions">
          <Button variant="default" size="xs" onClick={() => onChange([...windows, newWindow()])}>
            {words.add}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
