import { TextInput, type TextInputProps } from "@mantine/core";

/** Whether the text is a code of an authenticator. */
export const isCode = (text: string): boolean => /^[0-9]{6}$/.test(text);

type Props = Omit<TextInputProps, "onChange" | "value"> & { readonly value: string; readonly onChange: (code: string) => void };

/** A field for the six digits of an authenticator; what is pasted with spaces is taken, too. */
export function CodeInput({ onChange, ...props }: Props) {
  return (
    <TextInput
      {...props}
      onChange={(event) => onChange(event.currentTarget.value.replace(/[^0-9]/g, "").slice(0, 6))}
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      classNames={{ input: "mono" }}
    />
  );
}
