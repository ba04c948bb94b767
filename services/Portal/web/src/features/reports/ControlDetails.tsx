import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { number } from "../../texts/numbers";
import { Table } from "../../ui/Table";
import { type Control, pageOfQuery } from "./complianceReport";

const words = texts.reports.compliance;

/** One control: what it asks for, what meets it, and what was counted. */
export function ControlDetails({ control }: { readonly control: Control }) {
  return (
    <details className="disclosure">
      <summary>
        <span className="mono">{control.id}</span> {control.title}
        <span className="disclosure-note">{words.figures(control.evidence.length)}</span>
      </summary>
      <div className="disclosure-body">
        <Text>{control.requirement}</Text>
        <ul className="tips" aria-label={words.mechanisms}>
          {control.mechanisms.map((mechanism) => (
            <li key={mechanism}>{mechanism}</li>
          ))}
        </ul>
        {control.evidence.length > 0 && <Evidence control={control} />}
      </div>
    </details>
  );
}

function Evidence({ control }: { readonly control: Control }) {
  return (
    <Table
      label={`${words.evidence}: ${control.id}`}
      head={
        <>
          <th scope="col">{words.counted}</th>
          <th scope="col">{words.count}</th>
          <th scope="col">{words.shown}</th>
        </>
      }
    >
      {control.evidence.map((figure) => (
        <tr key={figure.name}>
          <td>{figure.name}</td>
          <td>{figure.isAtLeast ? words.atLeast(figure.value) : number(figure.value)}</td>
          <td>
            {figure.queries.map(({ query, count }) => (
              <div key={query}>
                <Shown query={query} count={count} of={figure.name} />
              </div>
            ))}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Shown({ query, count, of }: { readonly query: string; readonly count: number; readonly of: string }) {
  const page = pageOfQuery(query);
  return page === undefined ? (
    <span className="mono">{query}</span>
  ) : (
    <Anchor component={Link} to={page}>
      {new URLSearchParams(query.split("?", 2)[1]).get("action") ?? words.see} ({number(count)})<span className="sr-only">: {of}</span>
    </Anchor>
  );
}
