import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

interface Props {
  readonly label: string;
  readonly placeholder?: string;
  /** The text that is looked for now. */
  readonly value: string;
  readonly onSearch: (text: string) => void;
  /** How long somebody pauses before it is looked for, in ms: short where an answer comes at once and costs little. */
  readonly pause?: number;
}

/** A field whose text is looked for when somebody pauses typing, or presses Enter. */
export function SearchInput({ label, placeholder, value, onSearch, pause = 250 }: Props) {
  const [text, setText] = useState(value);
  const asked = useRef(value);
  const search = (next: string) => {
    asked.current = next.trim();
    onSearch(asked.current);
  };
  const later = useDebouncedCallback(search, { delay: pause, flushOnUnmount: false });

  // The address was changed elsewhere, such as by the browser's Back button.
  useEffect(() => {
    if (value !== asked.current) {
      asked.current = value;
      setText(value);
    }
  }, [value]);

  return (
    <TextInput
      type="search"
      label={label}
      {...(placeholder === undefined ? {} : { placeholder })}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          search(event.currentTarget.value);
        }
      }}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
