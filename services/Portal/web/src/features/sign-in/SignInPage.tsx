import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Navigate, useLocation } from "react-router";
import { sessionQuery } from "../../session/session";
import { texts } from "../../texts/en";
import { Alone } from "../../ui/Alone";
import { Icon } from "../../ui/Icon";
import { CodeForm } from "./CodeForm";
import { nextPage } from "./next-page";
import { PasswordForm } from "./PasswordForm";

const words = texts.signIn;

/** Password first, then the code; both go to the server together. */
export function SignInPage() {
  const { search } = useLocation();
  const { data: session } = useQuery(sessionQuery);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isAskingCode, setAskingCode] = useState(false);

  if (session?.user !== undefined) {
    return <Navigate to={nextPage(search)} replace />;
  }

  return isAskingCode ? (
    <Alone title={words.codeTitle} intro={words.codeIntro(email)} key="code">
      <CodeForm
        email={email}
        password={password}
        onBack={() => {
          setPassword("");
          setAskingCode(false);
        }}
      />
    </Alone>
  ) : (
    <Alone title={words.title} intro={words.intro} key="password">
      {session?.isSignOutPending === true && (
        <Alert role="status" icon={<Icon name="info" />}>
          {texts.signOut.later}
        </Alert>
      )}
      <PasswordForm
        email={email}
        onDone={(address, secret) => {
          setEmail(address);
          setPassword(secret);
          setAskingCode(true);
        }}
      />
    </Alone>
  );
}
