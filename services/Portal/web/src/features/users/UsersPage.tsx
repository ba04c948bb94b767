import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { defined, oneOf, pageOf, useFilters } from "../../app/filters";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { FilterSelect } from "../../ui/FilterSelect";
import { Loading, Page, Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { SearchInput } from "../../ui/SearchInput";
import { Table } from "../../ui/Table";
import { InvitationDialog } from "./InvitationDialog";
import { InviteDialog } from "./InviteDialog";
import { PersonRow } from "./PersonRow";
import { peoplePerPage, peopleQuery } from "./people";

const words = texts.users;

/** Everybody who can sign in, and whom to let in. */
export default function UsersPage() {
  const [values, change] = useFilters(["search", "role", "status", "page"]);
  const filter = defined({ search: values.search?.slice(0, 254), role: oneOf(texts.account.roles, values.role), status: oneOf(words.statuses, values.status) });
  const page = pageOf(values.page);
  const { data, error, isPending, refetch } = useQuery(peopleQuery({ ...filter, page }));
  const [isInviting, setInviting] = useState(false);
  const [invitation, setInvitation] = useState<Schemas["Invitation"]>();
  const email = useSession()?.user?.email.toLowerCase();
  return (
    <Page title={words.title} intro={words.intro} isWide>
      <Section title={words.list} aside={<Button onClick={() => setInviting(true)}>{words.invite}</Button>}>
        <search className="filters">
          <div className="filters-search">
            <SearchInput label={words.search} value={filter.search ?? ""} onSearch={(search) => change({ search })} />
          </div>
          <FilterSelect label={words.role} value={filter.role} choices={texts.account.roles} onChange={(role) => change({ role })} />
          <FilterSelect label={words.status} value={filter.status} choices={words.statuses} onChange={(status) => change({ status })} />
        </search>
        {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data?.items.length === 0 && <Text c="dimmed">{words.none}</Text>}
        {data !== undefined && data.items.length > 0 && (
          <Table
            label={words.list}
            head={
              <>
                <th scope="col">{words.email}</th>
                <th scope="col">{words.role}</th>
                <th scope="col">{words.tenant}</th>
                <th scope="col">{words.status}</th>
                <th scope="col">{words.lastSignIn}</th>
                <th scope="col">{words.actions}</th>
              </>
            }
          >
            {data.items.map((person) => (
              <PersonRow key={person.userId} person={person} isSelf={person.email.toLowerCase() === email} onInvited={setInvitation} />
            ))}
          </Table>
        )}
        {data !== undefined && (
          <Pager page={page} pageSize={peoplePerPage} total={data.total} onPage={(next) => change({ page: next === 1 ? undefined : String(next) })} />
        )}
      </Section>
      {isInviting && <InviteDialog onInvited={setInvitation} onClose={() => setInviting(false)} />}
      <InvitationDialog invitation={invitation} onClose={() => setInvitation(undefined)} />
    </Page>
  );
}
