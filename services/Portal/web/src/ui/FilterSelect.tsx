import { NativeSelect } from "@mantine/core";
import { texts } from "../texts/en";

interface Props<T extends string> {
  readonly label: string;
  readonly value: T | undefined;
  /** The choices with their words, in order. */
  readonly choices: Readonly<Record<T, string>>;
  /** There is no choice of all. */
  readonly isRequired?: boolean;
  readonly onChange: (value: T | undefined) => void;
}

/** One filter of a list: one of a few values, or any. */
export function FilterSelect<T extends string>({ label, value, choices, isRequired = false, onChange }: Props<T>) {
  const entries = Object.entries<string>(choices);
  return (
    <NativeSelect
      label={label}
      value={value ?? ""}
      onChange={(event) => onChange(entries.some(([choice]) => choice === event.currentTarget.value) ? (event.currentTarget.value as T) : undefined)}
      data={[...(isRequired ? [] : [{ value: "", label: texts.filters.any }]), ...entries.map(([choice, words]) => ({ value: choice, label: words }))]}
    />
  );
}
