import {
  ActionIcon,
  Anchor,
  AppShell,
  Burger,
  Drawer,
  NavLink as Entry,
  Group,
  Menu,
  Text,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconActivity,
  IconApi,
  IconLayoutGrid,
  IconLogout,
  IconServer,
  IconSettings,
  IconUserCircle,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet } from "react-router";
import { useMe } from "@/queries/session";
import { AppearanceMenu } from "./AppearanceMenu";
import { LanguageMenu } from "./LanguageMenu";
import { LineBanner } from "./LineBanner";
import { Logo } from "./Logo";
import classes from "./Shell.module.css";
import { useLeave } from "./useLeave";

const PAGES = [
  { to: "/", name: "overview", Icon: IconLayoutGrid },
  { to: "/activity", name: "activity", Icon: IconActivity },
  { to: "/servers", name: "servers", Icon: IconServer },
  { to: "/system", name: "system", Icon: IconSettings },
] as const;

/** Header, navigation, notices about the line, and the page. */
export function Shell() {
  const { t } = useTranslation();
  const [opened, drawer] = useDisclosure();
  return (
    <AppShell header={{ height: 56 }} padding={{ base: "sm", sm: "lg" }}>
      <a href="#content" className={classes.skip}>
        {t("nav.skip")}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="md" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={drawer.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t("nav.menu")}
            />
            <Anchor component={Link} to="/" underline="never" c="inherit" aria-label={t("product")}>
              <Logo />
            </Anchor>
            <Group component="nav" gap={4} visibleFrom="sm" aria-label={t("nav.menu")}>
              {PAGES.map(({ to, name, Icon }) => (
                <NavLink key={to} to={to} end className={classes.link}>
                  <Icon size={18} aria-hidden /> {t(`nav.${name}`)}
                </NavLink>
              ))}
            </Group>
          </Group>
          <Group gap={4} wrap="nowrap">
            <LanguageMenu />
            <AppearanceMenu />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <Drawer opened={opened} onClose={drawer.close} title={t("nav.menu")} size="xs">
        {PAGES.map(({ to, name, Icon }) => (
          <Entry
            key={to}
            component={NavLink}
            to={to}
            end
            label={t(`nav.${name}`)}
            leftSection={<Icon size={20} aria-hidden />}
            onClick={drawer.close}
          />
        ))}
      </Drawer>
      <AppShell.Main id="content" tabIndex={-1}>
        <LineBanner />
        <div className={classes.page}>
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

function AccountMenu() {
  const { t } = useTranslation();
  const me = useMe().data;
  const leave = useLeave();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("nav.account")}>
          <IconUserCircle size={22} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Text px="sm" py={6} size="sm" c="dimmed" truncate>
          {me?.email}
        </Text>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={16} />}>
          {t("nav.account")}
        </Menu.Item>
        <Menu.Item component="a" href="/api/docs" leftSection={<IconApi size={16} />}>
          {t("nav.api")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
          {t("nav.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
