import { useId, useState } from "react";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { Health } from "../../ui/Health";
import { Icon } from "../../ui/Icon";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";
import { tenantAddress } from "../tenant-secrets/tenantSecrets";
import { SecretsOfRow } from "./SecretsOfRow";
import type { TenantSummary } from "./tenants";

const words = texts.tenants;
const tones: Readonly<Record<Schemas["TypeStatus"], Tone>> = { active: "good", expired: "bad", revoked: "bad" };
const columns = 12;

/** A tenant; opened, it shows the tenant's secrets below. Fifty of them come with each key stroke in the search: of plain elements, which cost a third. */
export function TenantRow({ tenant }: { readonly tenant: TenantSummary }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <tr>
        <td>
          <button
            type="button"
            className="row-toggle"
            aria-expanded={isOpen}
            {...(isOpen ? { "aria-controls": id } : {})}
            aria-label={words.show(tenant.tenantName)}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={isOpen ? "up" : "down"} size={16} />
          </button>
        </td>
        <td>
          <span className="mono" title={tenant.tenantId}>
            {tenant.tenantId.slice(0, 8)}
          </span>
        </td>
        <th scope="row">
          {tenant.tenantName}
        </th>
        <td>
          <Health value={tenant.health} />
        </td>
        <td className="mono">{tenant.vpsIp ?? texts.notKnown}</td>
        <td>
          <TypeStatus value={tenant.sshKeyStatus} />
        </td>
        <td>
          <TypeStatus value={tenant.smtpStatus} />
        </td>
        <td>{tenant.apiKeysCount}</td>
        <td>{tenant.dkimKeysCount}</td>
        <td>{tenant.lastRotation === undefined ? texts.notKnown : <Time value={tenant.lastRotation} dateOnly />}</td>
        <td>{tenant.nextRotation === undefined ? texts.notKnown : <Time value={tenant.nextRotation} dateOnly />}</td>
        <td>
          <Link className="link" to={tenantAddress(tenant.tenantId)} aria-label={words.detailsOf(tenant.tenantName)}>
            {words.details}
          </Link>
        </td>
      </tr>
      {isOpen && (
        <tr id={id}>
          <td colSpan={columns}>
            <SecretsOfRow tenantId={tenant.tenantId} />
          </td>
        </tr>
      )}
    </>
  );
}

function TypeStatus({ value }: { readonly value: Schemas["TypeStatus"] | undefined }) {
  return value === undefined ? <span>{texts.notKnown}</span> : <Status tone={tones[value]}>{words.statuses[value]}</Status>;
}
