import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Status } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { nameOf, tenantAddress } from "../tenant-secrets/tenantSecrets";
import type { AccessReport } from "./accessReport";

const words = texts.reports.access;

export function UsersTable({ users }: { readonly users: AccessReport["users"] }) {
  return (
    <Table
      label={words.users}
      head={
        <>
          <th scope="col">{words.user}</th>
          <th scope="col">{words.differentSecrets}</th>
          <th scope="col">{words.reveals}</th>
          <th scope="col">{words.possibly}</th>
          <th scope="col">{words.first}</th>
          <th scope="col">{words.last}</th>
          <th scope="col">{words.blastRadius}</th>
        </>
      }
    >
      {users.map((user) => (
        <tr key={user.user}>
          <th scope="row">{user.user}</th>
          <td>{user.secrets}</td>
          <td>{user.reveals}</td>
          <td>{user.possibly}</td>
          <td>
            <Time value={user.firstSeenAt} />
          </td>
          <td>
            <Time value={user.lastSeenAt} />
          </td>
          <td>
            <Anchor component={Link} to={`/admin/secrets/reports?${new URLSearchParams({ of: "user", subject: user.user })}`} aria-label={words.blastRadiusOf(user.user)}>
              {words.blastRadius}
            </Anchor>
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function SecretsTable({ secrets }: { readonly secrets: AccessReport["secrets"] }) {
  return (
    <Table
      label={words.secrets}
      head={
        <>
          <th scope="col">{words.secret}</th>
          <th scope="col">{words.tenant}</th>
          <th scope="col">{words.differentUsers}</th>
          <th scope="col">{words.reveals}</th>
          <th scope="col">{words.possibly}</th>
          <th scope="col">{words.first}</th>
          <th scope="col">{words.last}</th>
        </>
      }
    >
      {secrets.map((secret) => (
        <tr key={`${secret.tenantId}/${secret.secretType}/${secret.secretName}`}>
          <th scope="row">{nameOf({ type: secret.secretType, name: secret.secretName })}</th>
          <td>
            <TenantLink tenantId={secret.tenantId} />
          </td>
          <td>{secret.users}</td>
          <td>{secret.reveals}</td>
          <td>{secret.possibly}</td>
          <td>
            <Time value={secret.firstSeenAt} />
          </td>
          <td>
            <Time value={secret.lastSeenAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function AccessTable({ items }: { readonly items: AccessReport["items"] }) {
  return (
    <Table
      label={words.list}
      head={
        <>
          <th scope="col">{words.when}</th>
          <th scope="col">{words.user}</th>
          <th scope="col">{words.secret}</th>
          <th scope="col">{words.tenant}</th>
          <th scope="col">{words.action}</th>
          <th scope="col">{words.reveals}</th>
          <th scope="col">{words.reason}</th>
        </>
      }
    >
      {items.map((item) => (
        <tr key={item.sequence}>
          <td>
            <Time value={item.timestamp} />
          </td>
          <td>
            {item.user}
            {item.ipAddress !== undefined && (
              <Text size="sm" c="dimmed" className="mono">
                {item.ipAddress}
              </Text>
            )}
          </td>
          <td>{item.secretType === undefined ? texts.notKnown : nameOf({ type: item.secretType, name: item.secretName ?? "" })}</td>
          <td>{item.tenantId === undefined ? texts.notKnown : <TenantLink tenantId={item.tenantId} />}</td>
          <td className="mono">{item.action}</td>
          <td>
            <Status tone={item.seen === "yes" ? "none" : "wait"}>{words.seen[item.seen]}</Status>
          </td>
          <td>{item.reason ?? texts.notKnown}</td>
        </tr>
      ))}
    </Table>
  );
}

function TenantLink({ tenantId }: { readonly tenantId: string }) {
  return (
    <Anchor component={Link} to={tenantAddress(tenantId)} className="mono" title={tenantId}>
      {tenantId.slice(0, 8)}
    </Anchor>
  );
}
