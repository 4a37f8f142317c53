import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

const SIGNS = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };

export function AppearanceMenu() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = SIGNS[colorScheme];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={`${t("theme.label")}: ${t(`theme.${colorScheme}`)}`}
        >
          <Current size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(SIGNS) as MantineColorScheme[]).map(scheme => {
          const Sign = SIGNS[scheme];
          return (
            <Menu.Item
              key={scheme}
              leftSection={<Sign size={16} aria-hidden />}
              rightSection={colorScheme === scheme ? <IconCheck size={16} aria-hidden /> : null}
              aria-current={colorScheme === scheme || undefined}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`theme.${scheme}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
