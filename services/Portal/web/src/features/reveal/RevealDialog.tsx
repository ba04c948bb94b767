import { Modal, Text } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { useSensitive } from "../../session/StepUp";
import { texts } from "../../texts/en";
import { RevealForm } from "./RevealForm";
import { RevealedFields } from "./RevealedFields";
import { type RevealedSecret, revealSecret } from "./reveals";
import type { Ending } from "./useShownFor";

const words = texts.reveal;

interface Props {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly secret: { readonly type: string; readonly name: string };
  /** Says why it closed by itself; undefined when the person closed it. */
  readonly onClose: (ending?: Ending) => void;
  /** The person wants to replace what they see. */
  readonly onReplace: (action: "rotate" | "emergency-reset") => void;
}

/**
 * Shows a secret after the person has said why. What it shows is in this component's state and nowhere else: not in a cache, the address, storage or
 * the console; it goes with the dialog. A click beside it does not close it.
 */
export function RevealDialog({ tenantId, tenantName, secret, onClose, onReplace }: Props) {
  const sensitive = useSensitive();
  const [revealed, setRevealed] = useState<RevealedSecret>();
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);

  const end = useCallback(
    (ending?: Ending) => {
      setRevealed(undefined);
      onClose(ending);
    },
    [onClose],
  );

  async function ask(reason: string) {
    const answer = await revealSecret(sensitive, tenantId, secret, reason);
    if (isOpen.current && document.hidden) {
      end("hidden");
    } else if (isOpen.current) {
      setRevealed(answer);
    }
  }

  return (
    <Modal opened onClose={() => end()} title={words.title(tenantName)} size="lg" closeOnClickOutside={false}>
      {revealed === undefined ? (
        <RevealForm onReveal={ask} onCancel={() => end()}>
          <Text>{words.askHint}</Text>
        </RevealForm>
      ) : (
        <RevealedFields
          revealed={revealed}
          onEnd={end}
          onReplace={(action) => {
            setRevealed(undefined);
            onReplace(action);
          }}
        />
      )}
    </Modal>
  );
}
