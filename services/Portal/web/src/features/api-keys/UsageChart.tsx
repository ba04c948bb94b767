import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Table } from "../../ui/Table";
import { formatTime, Time } from "../../ui/Time";
import type { Span } from "./apiKeys";

const words = texts.apiKeys.usage;
const height = 120;
const step = 20;
const gap = 4;

interface Props {
  readonly buckets: ReadonlyArray<Schemas["UsageBucket"]>;
  readonly span: Span;
}

/** Requests as bars: what passed, and on top of it what was refused. The same as a table, for who cannot see bars. */
export function UsageChart({ buckets, span }: Props) {
  const highest = Math.max(1, ...buckets.map(({ requests }) => requests));
  const scale = (count: number) => (count / highest) * height;
  const used = buckets.filter(({ requests }) => requests > 0);
  return (
    <>
      <svg className="chart" viewBox={`0 0 ${buckets.length * step} ${height}`} role="img" aria-label={words.chart(highest)} preserveAspectRatio="none">
        {buckets.map(({ from, requests, refused, rateLimited }, index) => {
          const stopped = refused + rateLimited;
          return (
            <g key={from}>
              <title>{`${formatTime(from)}: ${words.bucket(requests, stopped)}`}</title>
              <rect className="chart-passed" x={index * step} width={step - gap} y={height - scale(requests - stopped)} height={scale(requests - stopped)} />
              <rect className="chart-stopped" x={index * step} width={step - gap} y={height - scale(requests)} height={scale(stopped)} />
            </g>
          );
        })}
      </svg>
      <Table
        label={words.table}
        head={
          <>
            <th scope="col">{words.when}</th>
            <th scope="col">{words.requests}</th>
            <th scope="col">{words.refused}</th>
            <th scope="col">{words.rateLimited}</th>
          </>
        }
      >
        {used.map(({ from, requests, refused, rateLimited }) => (
          <tr key={from}>
            <th scope="row">
              <Time value={from} dateOnly={span === "month"} />
            </th>
            <td>{requests}</td>
            <td>{refused}</td>
            <td>{rateLimited}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}
