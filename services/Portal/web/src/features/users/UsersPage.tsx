import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { PeopleSection } from "./PeopleSection";

const words = texts.users;

/** Everybody who can sign in, and whom to let in. */
export default function UsersPage() {
  return (
    <Page title={words.title} intro={words.intro} isWide>
      <PeopleSection directory="platform" />
    </Page>
  );
}
