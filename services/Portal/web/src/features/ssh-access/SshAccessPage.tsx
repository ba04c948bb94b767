import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading, Page } from "../../ui/Page";
import { AttentionList } from "./AttentionList";
import { ConnectSection } from "./ConnectSection";
import { credentialsQuery } from "./credentials";
import { CredentialsSection } from "./CredentialsSection";
import { DownloadSection } from "./DownloadSection";
import { OperationSection } from "./OperationSection";
import { RevokeSection } from "./RevokeSection";
import { RotateSection } from "./RotateSection";

export default function SshAccessPage() {
  const { data, error, refetch } = useQuery(credentialsQuery);
  const [started, setStarted] = useState<string>();
  return (
    <Page title={texts.ssh.title} intro={texts.ssh.intro}>
      {error !== null && data === undefined && <Failure failure={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading />}
      {data !== undefined && (
        <>
          <AttentionList credentials={data} />
          <OperationSection started={started} running={data.operation} />
          <CredentialsSection credentials={data} />
          <DownloadSection credentials={data} />
          <ConnectSection credentials={data} />
          <RotateSection credentials={data} onStarted={setStarted} />
          <RevokeSection credentials={data} onStarted={setStarted} />
        </>
      )}
    </Page>
  );
}
