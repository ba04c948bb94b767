import type { ActionIconProps, AlertProps, AnchorProps, BadgeProps, ModalProps, NotificationProps, PortalProps, TooltipProps } from "@mantine/core";
import { createTheme, mergeThemeOverrides } from "@mantine/core";
import { texts } from "../texts/en";
import { themeOverride } from "./theme-override";

const defaults = <T>(defaultProps: Partial<T>) => ({ defaultProps });

/**
 * Defaults with which the policy and the accessibility rules hold on every page, so that no page has to think of them. Components are named, not
 * imported: a page loads those that it shows.
 */
export const theme = mergeThemeOverrides(
  themeOverride,
  createTheme({
    components: {
      Portal: defaults<PortalProps>({ target: "#overlays" }),
      Modal: defaults<ModalProps>({
        lockScroll: false,
        centered: true,
        closeButtonProps: { "aria-label": texts.close },
        overlayProps: { backgroundOpacity: 0.5 },
      }),
      Notification: defaults<NotificationProps>({ closeButtonProps: { "aria-label": texts.close } }),
      Anchor: defaults<AnchorProps>({ underline: "always" }),
      Badge: defaults<BadgeProps>({ variant: "default", tt: "none", fw: 500, size: "lg" }),
      Alert: defaults<AlertProps>({ variant: "default" }),
      ActionIcon: defaults<ActionIconProps>({ variant: "default" }),
      Tooltip: defaults<TooltipProps>({ withArrow: true }),
    },
  }),
);
