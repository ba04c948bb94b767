import { Button, FileButton, Textarea } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { isPrivateKey } from "./serverForm";

const words = texts.enrolment;
const mostBytes = 32_768;

interface Props {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

/** A private key, pasted or read from a file. Its characters are shown as dots, as those of a password are. */
export function PrivateKeyField({ value, onChange, error }: Props) {
  const [isOther, setOther] = useState(false);

  async function read(file: File | null) {
    if (file === null) {
      return;
    }
    const text = file.size > mostBytes ? "" : await file.text();
    setOther(!isPrivateKey(text));
    if (isPrivateKey(text)) {
      onChange(text);
    }
  }

  return (
    <div>
      <Textarea
        label={words.privateKey}
        description={words.privateKeyHint}
        value={value}
        onChange={(event) => {
          setOther(false);
          onChange(event.currentTarget.value);
        }}
        error={isOther ? words.fileFailed : error}
        rows={4}
        maxLength={mostBytes}
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: "masked" }}
      />
      <FileButton onChange={(file) => void read(file)} inputProps={{ "aria-label": words.readFile }}>
        {(props) => (
          <Button variant="default" size="xs" mt="xs" {...props}>
            {words.readFile}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
