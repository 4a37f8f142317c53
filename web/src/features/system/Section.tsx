import { Card, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

/** One part of the page, named by its heading. */
export function Section(props: { title: string; about?: string; children: ReactNode }) {
  const { title, about, children } = props;
  const id = useId();
  return (
    <Card withBorder component="section" aria-labelledby={id}>
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {about && (
            <Text size="sm" c="dimmed">
              {about}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Card>
  );
}
