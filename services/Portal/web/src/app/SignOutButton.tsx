import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useSessionActions } from "../session/session";
import { texts } from "../texts/en";

export function SignOutButton() {
  const { signOut } = useSessionActions();
  const leave = useMutation({ mutationFn: signOut });
  return (
    <Button variant="default" size="sm" h={34} loading={leave.isPending} onClick={() => leave.mutate()}>
      {texts.navigation.signOut}
    </Button>
  );
}
