import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { texts } from "../texts/en";
import { Page } from "../ui/Page";

export function NotFoundPage() {
  return (
    <Page title={texts.notFound.title}>
      <Text>{texts.notFound.text}</Text>
      <div>
        <Anchor component={Link} to="/">
          {texts.notFound.home}
        </Anchor>
      </div>
    </Page>
  );
}
