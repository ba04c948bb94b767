import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { texts } from "../texts/en";
import { Icon } from "../ui/Icon";

export function SchemeButton() {
  // Without transitions Mantine would write a <style> element.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const isDark = useComputedColorScheme("light") === "dark";
  const label = isDark ? texts.navigation.light : texts.navigation.dark;
  return (
    // Mantine's Tooltip would bring its positioning to every first view.
    <ActionIcon size="lg" aria-label={label} title={label} onClick={() => setColorScheme(isDark ? "light" : "dark")}>
      <Icon name={isDark ? "sun" : "moon"} />
    </ActionIcon>
  );
}
