import { Text } from "@mantine/core";
import { texts } from "../../texts/en";
import { Status } from "../../ui/Status";
import { Time } from "../../ui/Time";
import type { SshCredentials } from "./credentials";

const words = texts.ssh.rotate;

/** The last five, newest first, as the API gives them. */
export function RotationHistory({ events }: { readonly events: SshCredentials["rotationHistory"] }) {
  if (events.length === 0) {
    return <Text c="dimmed">{words.none}</Text>;
  }
  return (
    <div className="table" tabIndex={0} role="group" aria-label={words.history}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.when}</th>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.by}</th>
            <th scope="col">{words.result}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.timestamp + event.kind}>
              <td>
                <Time value={event.timestamp} />
              </td>
              <td>
                {texts.operation.kinds[event.kind]}
                {event.reason !== undefined && (
                  <Text size="sm" c="dimmed">
                    {event.reason}
                  </Text>
                )}
              </td>
              <td>
                {words[event.triggeredBy]}
                <Text size="sm" c="dimmed">
                  {event.actor}
                </Text>
              </td>
              <td>
                <Status tone={event.status === "success" ? "good" : "bad"}>{words[event.status]}</Status>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
