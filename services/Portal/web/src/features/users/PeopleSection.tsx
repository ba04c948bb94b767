import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { defined, oneOf, pageOf, useFilters } from "../../app/filters";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { FilterSelect } from "../../ui/FilterSelect";
import { Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { QueryState } from "../../ui/QueryState";
import { SearchInput } from "../../ui/SearchInput";
import { Table } from "../../ui/Table";
import { InvitationDialog } from "./InvitationDialog";
import { InviteDialog } from "./InviteDialog";
import { PersonRow } from "./PersonRow";
import { type Directory, peoplePerPage, peopleQuery } from "./people";

const words = texts.users;

/** The people of a directory, and what can be done with each. */
export function PeopleSection({ directory }: { readonly directory: Directory }) {
  const isPlatform = directory === "platform";
  const title = isPlatform ? words.list : texts.people.list;
  const roles: Readonly<Partial<Record<Schemas["Role"], string>>> = isPlatform ? texts.account.roles : texts.people.roles;
  const [values, change] = useFilters(["search", "role", "status", "page"]);
  const filter = defined({ search: values.search?.slice(0, 254), role: oneOf(roles, values.role), status: oneOf(words.statuses, values.status) });
  const page = pageOf(values.page);
  const query = useQuery(peopleQuery(directory, { ...filter, page }));
  const { data } = query;
  const [isInviting, setInviting] = useState(false);
  const [invitation, setInvitation] = useState<Schemas["Invitation"]>();
  const email = useSession()?.user?.email.toLowerCase();
  return (
    <Section title={title} aside={<Button onClick={() => setInviting(true)}>{words.invite}</Button>}>
      <search className="filters">
        <div className="filters-search">
          <SearchInput label={words.search} value={filter.search ?? ""} onSearch={(search) => change({ search })} />
        </div>
        <FilterSelect label={words.role} value={filter.role} choices={roles} onChange={(role) => change({ role })} />
        <FilterSelect label={words.status} value={filter.status} choices={words.statuses} onChange={(status) => change({ status })} />
      </search>
      <QueryState query={query} />
      {data?.items.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {data !== undefined && data.items.length > 0 && (
        <Table
          label={title}
          head={
            <>
              <th scope="col">{words.email}</th>
              <th scope="col">{words.role}</th>
              {isPlatform && <th scope="col">{words.tenant}</th>}
              <th scope="col">{words.status}</th>
              <th scope="col">{words.lastSignIn}</th>
              <th scope="col">{words.actions}</th>
            </>
          }
        >
          {data.items.map((person) => (
            <PersonRow key={person.userId} directory={directory} person={person} isSelf={person.email.toLowerCase() === email} onInvited={setInvitation} />
          ))}
        </Table>
      )}
      {data !== undefined && (
        <Pager page={page} pageSize={peoplePerPage} total={data.total} onPage={(next) => change({ page: next === 1 ? undefined : String(next) })} />
      )}
      {isInviting && <InviteDialog directory={directory} onInvited={setInvitation} onClose={() => setInviting(false)} />}
      <InvitationDialog invitation={invitation} onClose={() => setInvitation(undefined)} />
    </Section>
  );
}
