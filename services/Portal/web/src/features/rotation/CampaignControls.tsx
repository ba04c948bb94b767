import { Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { type Campaign, type Control, controlsOf, useControl } from "./campaigns";

const words = texts.rotation.controls;

/** What can be done with a campaign in its present state. To cancel cannot be undone: it asks first. */
export function CampaignControls({ campaign }: { readonly campaign: Campaign }) {
  const [isCancelling, setCancelling] = useState(false);
  const control = useControl(campaign.campaignId);
  const press = (one: Control) => (one === "cancel" ? setCancelling(true) : control.mutate(one));
  const close = () => setCancelling(false);
  return (
    <>
      <div className="actions">
        {controlsOf(campaign).map((one) => (
          <Button key={one} variant="default" loading={control.isPending && control.variables === one} disabled={control.isPending} onClick={() => press(one)}>
            {words[one]}
          </Button>
        ))}
      </div>
      {control.error !== null && <Failure failure={control.error} />}
      <Modal opened={isCancelling} onClose={close} title={words.cancelTitle}>
        <Stack>
          <Text>{words.cancelHint(campaign.pending)}</Text>
          <div className="actions actions-end">
            <Button variant="default" onClick={close} data-autofocus>
              {words.goOn}
            </Button>
            <Button
              color="red.9"
              onClick={() => {
                close();
                control.mutate("cancel");
              }}
            >
              {words.cancel}
            </Button>
          </div>
        </Stack>
      </Modal>
    </>
  );
}
