import { Alert, Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { dataOf } from "../../api/problem";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Page";

const words = texts.audit.verification;

/** Whether the ledger is whole: every hash, link and signature is checked when somebody asks. */
export function VerificationSection() {
  const verify = useMutation({ mutationFn: () => dataOf(api.GET("/api/v1/admin/vault/audit-logs/verify")) });
  return (
    <Section
      title={words.title}
      aside={
        <Button variant="default" leftSection={<Icon name="shield" />} loading={verify.isPending} onClick={() => verify.mutate()}>
          {words.button}
        </Button>
      }
    >
      <Text>{words.intro}</Text>
      {verify.error !== null && <Failure failure={verify.error} />}
      {verify.data !== undefined && <Result result={verify.data} />}
    </Section>
  );
}

function Result({ result }: { readonly result: Schemas["LedgerVerificationResult"] }) {
  const { valid, records, checkpoints, chains, problems, problemCount, missingCount } = result;
  return (
    <Alert role="status" icon={<Icon name={valid ? "good" : "bad"} tone={valid ? "good" : "bad"} />} title={valid ? words.valid : words.broken(problemCount)}>
      <Text>{words.checked(records, checkpoints, chains)}</Text>
      {missingCount > 0 && <Text>{words.missing(missingCount)}</Text>}
      {problems.length > 0 && (
        <ul className="tips">
          {problems.map((problem) => (
            <li key={`${problem.chain}/${problem.sequence ?? ""}/${problem.checkpoint ?? ""}/${problem.kind}`}>
              <span className="mono">{problem.kind}</span>: {problem.detail}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
