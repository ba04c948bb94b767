import { Button, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { hasCode } from "../api/problem";
import { useSessionActions } from "../session/session";
import { texts } from "../texts/en";

const words = texts.signOut;
const pause = 3_000;

/** Signs out. What fails is said, as somebody who believes to be signed out walks away, and is tried again. */
export function SignOutButton() {
  const { signOut } = useSessionActions();
  const [hasFailed, setFailed] = useState(false);
  const leave = useMutation({
    mutationFn: signOut,
    // Another session, or none: what is shown is read anew.
    onError: (failure) => setFailed(!hasCode(failure, "anti_forgery")),
  });
  const { mutate, isPending, submittedAt } = leave;

  useEffect(() => {
    if (!hasFailed || isPending) {
      return undefined;
    }
    const timer = setTimeout(mutate, pause);
    return () => clearTimeout(timer);
  }, [hasFailed, isPending, submittedAt, mutate]);

  const stay = () => {
    setFailed(false);
    leave.reset();
  };
  return (
    <>
      <Button variant="default" size="sm" h={34} loading={isPending && !hasFailed} onClick={() => mutate()}>
        {texts.navigation.signOut}
      </Button>
      <Modal opened={hasFailed} onClose={stay} title={words.failedTitle}>
        <Stack>
          <Text role="alert">{words.failed}</Text>
          <div className="actions actions-end">
            <Button variant="default" onClick={stay}>
              {words.stay}
            </Button>
            <Button loading={isPending} onClick={() => mutate()} data-autofocus>
              {words.again}
            </Button>
          </div>
        </Stack>
      </Modal>
    </>
  );
}
