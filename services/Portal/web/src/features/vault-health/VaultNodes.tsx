import { texts } from "../../texts/en";
import { Status, type Tone } from "../../ui/Status";
import { Table } from "../../ui/Table";
import type { VaultHealth } from "./vaultHealth";

const words = texts.vaultHealth;
type Node = VaultHealth["nodes"][number];

const tones: Readonly<Record<Node["role"], Tone>> = { active: "good", standby: "good", secondary: "good", sealed: "bad", uninitialized: "bad", unreachable: "bad" };

/** Every node of Vault, and how it answers. */
export function VaultNodes({ nodes }: { readonly nodes: readonly Node[] }) {
  return (
    <details className="disclosure">
      <summary>{words.nodes(nodes.length)}</summary>
      <div className="disclosure-body">
        <Table
          label={words.nodes(nodes.length)}
          head={
            <>
              <th scope="col">{words.columns.name}</th>
              <th scope="col">{words.columns.role}</th>
              <th scope="col">{words.columns.latency}</th>
            </>
          }
        >
          {nodes.map(({ name, address, role, latencyMs }) => (
            <tr key={address}>
              <th scope="row" className="mono">
                {name}
              </th>
              <td>
                <Status tone={tones[role]}>{words.roles[role]}</Status>
              </td>
              <td>{latencyMs === undefined ? texts.notKnown : words.milliseconds(latencyMs)}</td>
            </tr>
          ))}
        </Table>
      </div>
    </details>
  );
}
