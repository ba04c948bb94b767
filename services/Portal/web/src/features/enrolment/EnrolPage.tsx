import { Button, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Page, Section } from "../../ui/Page";
import { FollowedOperation } from "../operations/FollowedOperation";
import { eventsOfAny } from "../operations/operations";
import { tenantAddress } from "../tenant-secrets/tenantSecrets";
import { EnrolForm, type Enrolled } from "./EnrolForm";

const words = texts.enrolment;

/** Enrols a tenant and follows that to its end. */
export default function EnrolPage() {
  const [begun, setBegun] = useState<Enrolled>();
  const [isOver, setOver] = useState(false);
  const queries = useQueryClient();
  return (
    <Page title={words.title} intro={words.intro} above={{ to: "/admin/secrets", name: words.back }}>
      {begun === undefined ? (
        <Section title={words.tenant}>
          <EnrolForm onBegun={setBegun} />
        </Section>
      ) : (
        <>
          <FollowedOperation
            started={begun.operationId}
            running={undefined}
            eventsOf={eventsOfAny}
            onOver={() => {
              setOver(true);
              void queries.invalidateQueries({ queryKey: ["tenants"] });
            }}
          />
          <Section title={begun.name}>
            {!isOver && <Text>{words.begun}</Text>}
            <div className="actions">
              <Button component={Link} to={tenantAddress(begun.tenantId)} variant={isOver ? "filled" : "default"}>
                {words.toTenant(begun.name)}
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  setBegun(undefined);
                  setOver(false);
                }}
              >
                {words.another}
              </Button>
            </div>
          </Section>
        </>
      )}
    </Page>
  );
}
