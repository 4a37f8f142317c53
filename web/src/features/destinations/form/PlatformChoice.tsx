import { Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Platform } from "@/api/types";
import { usePlatforms } from "@/queries/platforms";
import { Failed } from "@/ui/Feedback";
import { found } from "./choice";
import classes from "./Form.module.css";
import { Entry, OwnTiles, Tile } from "./PlatformTiles";

/** A platform, or a server of one's own. */
export type Chosen =
  | { shape: "platform"; platform: Platform }
  | { shape: "rtmp" | "srt"; platform?: undefined };

type Choose = (chosen: Chosen) => void;

/** The catalogue of platforms: the common ones as tiles, the rest as a list, all to be searched. */
export function PlatformChoice({ onChoose }: { onChoose: Choose }) {
  const { t } = useTranslation("destinationForm", { keyPrefix: "choose" });
  const platforms = usePlatforms();
  const [text, setText] = useState("");
  // The keyboard of a phone would cover the tiles.
  const touch = useMediaQuery("(pointer: coarse)");
  const searching = text.trim() !== "";
  return (
    <Stack gap="md" className={classes.choice}>
      <TextInput
        type="search"
        size="md"
        aria-label={t("search")}
        placeholder={t("search")}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        data-autofocus={!touch || undefined}
      />
      {platforms.isPending && <Skeleton height={120} radius="md" />}
      {platforms.isError && (
        <Failed error={platforms.error} retry={() => void platforms.refetch()} />
      )}
      {platforms.data && searching && (
        <Found platforms={found(platforms.data, text)} text={text.trim()} onChoose={onChoose} />
      )}
      {platforms.data && !searching && (
        <Group title={t("common")}>
          <ul className={classes.tiles}>
            {platforms.data
              .filter(one => one.common)
              .map(platform => (
                <Tile key={platform.id} platform={platform} onChoose={onChoose} />
              ))}
          </ul>
        </Group>
      )}
      <Group title={t("own")}>
        <OwnTiles onChoose={onChoose} />
      </Group>
      {platforms.data && !searching && (
        <Group title={t("more")}>
          <List platforms={platforms.data.filter(one => !one.common)} onChoose={onChoose} />
        </Group>
      )}
    </Stack>
  );
}

function Found({
  platforms,
  text,
  onChoose,
}: {
  platforms: Platform[];
  text: string;
  onChoose: Choose;
}) {
  const { t } = useTranslation("destinationForm", { keyPrefix: "choose" });
  return (
    <div role="status">
      {platforms.length > 0 ? (
        <Group title={t("found", { count: platforms.length })}>
          <List platforms={platforms} onChoose={onChoose} />
        </Group>
      ) : (
        <>
          <Text fw={600}>{t("none", { text })}</Text>
          <Text size="sm" c="dimmed">
            {t("noneHint")}
          </Text>
        </>
      )}
    </div>
  );
}

function List({ platforms, onChoose }: { platforms: Platform[]; onChoose: Choose }) {
  return (
    <ul className={classes.rest}>
      {platforms.map(platform => (
        <Entry key={platform.id} platform={platform} onChoose={onChoose} />
      ))}
    </ul>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} size="h6" mb={6}>
        {title}
      </Title>
      {children}
    </section>
  );
}
