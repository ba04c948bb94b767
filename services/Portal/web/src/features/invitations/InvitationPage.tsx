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

const words = texts.invitation;

/** Shows an invitation, and makes an account of it. The token leaves the address at once, and the secret the memory with the page. */
export default function InvitationPage() {
  const [token] = useState(useParams()["token"] ?? "");
  const [isDone, setDone] = useState(false);
  useQuery(sessionQuery); // the answer has the anti-forgery token
  const invitation = useQuery({
    queryKey: ["invitation"],
    queryFn: () => dataOf(api.GET("/api/v1/auth/invitations/{token}", { params: { path: { token } } })),
    enabled: !isDone,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

  useEffect(() => window.history.replaceState(window.history.state, "", "/invitations/open"), []);

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
    return <main className="alone">{invitation.error === null ? <Loading /> : <Failure failure={invitation.error} onRetry={() => void invitation.refetch()} />}</main>;
  }
  return (
    <Alone title={words.title} intro={words.intro(invitation.data.email)} key="form">
      <AcceptForm token={token} enrolment={invitation.data} onDone={() => setDone(true)} />
    </Alone>
  );
}
