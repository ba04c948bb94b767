import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import { api } from "../../api/client";
import { dataOf, hasCode } from "../../api/problem";
import { sessionQuery } from "../../session/session";
import { texts } from "../../texts/en";
import { Alone } from "../../ui/Alone";
import { Failure } from "../../ui/Failure";
import { Loading } from "../../ui/Page";
import { AcceptForm } from "./AcceptForm";
import { OtherPerson } from "./OtherPerson";

const words = texts.invitation;

/** Shows an invitation, and makes an account of it. The token leaves the address at once, and the secret the memory with the page. */
export default function InvitationPage() {
  const [token] = useState(useParams()["token"] ?? "");
  const [isDone, setDone] = useState(false);
  const session = useQuery(sessionQuery); // the answer has the anti-forgery token, too
  const user = session.data?.user;
  const invitation = useQuery({
    queryKey: ["invitation"],
    queryFn: () => dataOf(api.GET("/api/v1/auth/invitations/{token}", { params: { path: { token } } })),
    enabled: session.data !== undefined && user === undefined && !isDone,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

  useEffect(() => window.history.replaceState(window.history.state, "", "/invitations/open"), []);

  if (user !== undefined && !isDone) {
    return <OtherPerson user={user} />;
  }
  if (isDone) {
    return (
      <Alone title={words.doneTitle} key="done">
        <Text>{words.done}</Text>
        <Button component={Link} to="/sign-in">
          {words.toSignIn}
        </Button>
      </Alone>
    );
  }
  if (hasCode(invitation.error, "invitation_expired")) {
    return (
      <Alone title={words.expiredTitle} key="expired">
        <Text>{words.expired}</Text>
      </Alone>
    );
  }
  if (invitation.data === undefined) {
    const failed = [session, invitation].find(({ error }) => error !== null);
    return <main className="alone">{failed === undefined ? <Loading /> : <Failure failure={failed.error} onRetry={() => void failed.refetch()} />}</main>;
  }
  return (
    <Alone title={words.title} intro={words.intro(invitation.data.email)} key="form">
      <AcceptForm token={token} enrolment={invitation.data} onDone={() => setDone(true)} />
    </Alone>
  );
}
