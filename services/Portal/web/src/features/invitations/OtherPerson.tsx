import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "react-router";
import { type SignedInUser, useSessionActions } from "../../session/session";
import { texts } from "../../texts/en";
import { Alone } from "../../ui/Alone";
import { Failure } from "../../ui/Failure";

const words = texts.invitation;

/**
 * An invitation that was opened where somebody is signed in. It is not shown to them: it has the secret of another person's account, and
 * whoever accepts it would go on in the wrong one.
 */
export function OtherPerson({ user }: { readonly user: SignedInUser }) {
  const { signOut } = useSessionActions();
  const leave = useMutation({ mutationFn: signOut });
  return (
    <Alone title={words.otherTitle}>
      <Stack>
        <Text>{words.other(user.email)}</Text>
        {leave.error !== null && <Failure failure={leave.error} />}
        <Button loading={leave.isPending} onClick={() => leave.mutate()}>
          {words.signOut}
        </Button>
        <Button variant="default" component={Link} to="/">
          {words.keep(user.email)}
        </Button>
      </Stack>
    </Alone>
  );
}
