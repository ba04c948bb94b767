import { Button, Chip, Text, TextInput } from "@mantine/core";
import { texts } from "../../texts/en";
import { daysOfWeek, isOvernight, isTime, isZone, type MaintenanceWindow } from "./windows";

const words = texts.policies.windows;

interface Props {
  readonly index: number;
  readonly window: MaintenanceWindow;
  /** The element with the names of time zones. */
  readonly zoneList: string;
  readonly isChecked: boolean;
  readonly onChange: (window: MaintenanceWindow) => void;
  readonly onRemove: () => void;
}

/** One maintenance window: days, times and time zone. */
export function WindowField({ index, window, zoneList, isChecked, onChange, onRemove }: Props) {
  const { from, to, timeZone = "UTC" } = window;
  const timeError = (value: string) => (isChecked && !isTime(value) ? words.timeWrong : undefined);
  const toError = timeError(to) ?? (isChecked && from === to ? words.timesEqual : undefined);
  return (
    <fieldset className="group group-inner">
      <legend>{words.window(index)}</legend>
      <div className="actions" role="group" aria-label={`${words.days}, ${words.window(index)}`}>
        <Chip.Group multiple value={[...(window.days ?? [])]} onChange={(days: string[]) => onChange({ ...window, days: daysOfWeek.filter((day) => days.includes(day)) })}>
          {daysOfWeek.map((day) => (
            <Chip key={day} value={day} size="xs" variant="outline" aria-label={texts.policies.wholeDays[day]}>
              {texts.policies.days[day]}
            </Chip>
          ))}
        </Chip.Group>
      </div>
      <Text size="sm" c="dimmed">
        {words.daysHint}
      </Text>
      <div className="times">
        <TextInput type="time" label={words.from} value={from} onChange={(event) => onChange({ ...window, from: event.currentTarget.value })} error={timeError(from)} />
        <TextInput
          type="time"
          label={isOvernight(window) ? `${words.to} (${words.nextDay})` : words.to}
          value={to}
          onChange={(event) => onChange({ ...window, to: event.currentTarget.value })}
          error={toError}
        />
        <TextInput
          label={words.zone}
          value={timeZone}
          onChange={(event) => onChange({ ...window, timeZone: event.currentTarget.value })}
          error={isChecked && !isZone(timeZone) ? words.zoneWrong : undefined}
          list={zoneList}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <div className="actions">
        <Button variant="default" size="xs" aria-label={words.removeOf(index)} onClick={onRemove}>
          {words.remove}
        </Button>
      </div>
    </fieldset>
  );
}
