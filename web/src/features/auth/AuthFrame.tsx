import { Box, Group, Paper, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AppearanceMenu } from "@/app/AppearanceMenu";
import { LanguageMenu } from "@/app/LanguageMenu";
import { Logo } from "@/app/Logo";
import classes from "./AuthFrame.module.css";

/** The page of those who are not signed in: one card, with language and appearance at hand. */
export function AuthFrame({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  useDocumentTitle(`${title} · ${t("product")}`);
  return (
    <Box className={classes.page}>
      <Group component="header" justify="space-between" wrap="nowrap" p="sm">
        <Logo />
        <Group gap={4} wrap="nowrap">
          <LanguageMenu />
          <AppearanceMenu />
        </Group>
      </Group>
      <main className={classes.middle}>
        <Paper withBorder shadow="sm" radius="lg" className={classes.card}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {lead && (
            <Text mt={6} c="dimmed">
              {lead}
            </Text>
          )}
          {children}
        </Paper>
      </main>
    </Box>
  );
}
