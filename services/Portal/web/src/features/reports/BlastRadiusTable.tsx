import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Breakable } from "../../ui/Breakable";
import { Status } from "../../ui/Status";
import { Table } from "../../ui/Table";
import { Time } from "../../ui/Time";
import { nameOf, tenantAddress } from "../tenant-secrets/tenantSecrets";
import type { BlastRadius } from "./reports";

const words = texts.reports.blastRadius;

export function BlastRadiusTable({ items }: { readonly items: BlastRadius["items"] }) {
  return (
    <Table
      label={words.title}
      head={
        <>
          <th scope="col">{words.secret}</th>
          <th scope="col">{words.tenant}</th>
          <th scope="col">{words.user}</th>
          <th scope="col">{words.lastSeen}</th>
          <th scope="col">{words.times}</th>
          <th scope="col">{words.rotated}</th>
          <th scope="col">{words.state}</th>
        </>
      }
    >
      {items.map((item) => (
        <tr key={`${item.tenantId}/${item.type}/${item.name}/${item.versionId ?? ""}/${item.user}`}>
          <td>{nameOf(item)}</td>
          <td>
            <Anchor component={Link} to={tenantAddress(item.tenantId)} className="mono" title={item.tenantId}>
              {item.tenantId.slice(0, 8)}
            </Anchor>
          </td>
          <td className="wrap">
            <Breakable name={item.user} after="@" />
          </td>
          <td>
            <Time value={item.lastSeenAt} />
          </td>
          <td>{item.seen === "possibly" ? words.possibly : item.reveals}</td>
          <td>{item.lastRotatedAt === undefined ? texts.notKnown : <Time value={item.lastRotatedAt} />}</td>
          <td>
            <Status tone={item.isExposed ? "bad" : "good"}>{item.isExposed ? words.exposed : words.safe}</Status>
          </td>
        </tr>
      ))}
    </Table>
  );
}
