import { Button } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { CopyButton } from "../../ui/CopyButton";
import { Fact } from "../../ui/Fact";
import { clearClipboardLater } from "./clipboard";
import { webAddress } from "./reveals";

const words = texts.reveal;

/** One field. A password is not on the page until somebody asks for it; it can be copied without. */
export function RevealedField({ name, value }: { readonly name: string; readonly value: string }) {
  const label = words.fields[name] ?? name;
  const address = name === "webmailUrl" ? webAddress(value) : undefined;
  return (
    <Fact name={label}>
      {name === "password" ? <Password label={label} value={value} />
        : address !== undefined ? (
          <a className="link" href={address} target="_blank" rel="noopener noreferrer" title={words.webmail}>
            {value}
          </a>
        ) : (
          <span className="mono wrap">{value}</span>
        )}
      {name !== "password" && <CopyButton value={value} what={label} />}
    </Fact>
  );
}

function Password({ label, value }: { readonly label: string; readonly value: string }) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <span className="mono wrap">
        {isShown ? value : (
          <>
            <span aria-hidden="true">••••••••••••</span>
            <span className="sr-only">{words.masked}</span>
          </>
        )}
      </span>
      <Button variant="default" size="xs" onClick={() => setShown(!isShown)}>
        {isShown ? words.hide : words.show}
      </Button>
      <CopyButton value={value} what={label} onCopied={clearClipboardLater} />
    </>
  );
}
