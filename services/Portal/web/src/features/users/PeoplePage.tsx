import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { PeopleSection } from "./PeopleSection";

const words = texts.people;

/** The people of the own tenant, for its owners. */
export default function PeoplePage() {
  return (
    <Page title={words.title} intro={words.intro} isWide>
      <PeopleSection directory="tenant" />
    </Page>
  );
}
