import { Button, Code, Text } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { UnmanagedPath } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useAdopt, useUnmanaged } from "@/queries/servers";
import { Failed, Loading } from "@/ui/Feedback";
import { useNotify } from "@/ui/notify";
import { protocolName } from "@/ui/protocols";
import classes from "../Servers.module.css";

/** Paths of the server that are not ours, and the way to make inputs of them. */
export function UnmanagedList({ id, count }: { id: string; count: number }) {
  const { t } = useTranslation("servers", { keyPrefix: "unmanaged" });
  const heading = useId();
  const notify = useNotify();
  const { data, error, refetch } = useUnmanaged(id, count);
  const adopt = useAdopt(id, {
    onSuccess: input => notify.done(t("adopted", { name: input.name })),
    onError: failure => notify.failed(failure),
  });
  return (
    <section className={classes.part} aria-labelledby={heading}>
      <Text component="h3" id={heading} size="sm" fw={600} m={0}>
        {t("title", { count })}
      </Text>
      <Text size="sm" c="dimmed">
        {t("about")}
      </Text>
      {data ? (
        <ul className={classes.rows}>
          {data.map(path => (
            <Row
              key={path.name}
              path={path}
              pending={adopt.isPending && adopt.variables === path.name}
              onAdopt={() => adopt.mutate(path.name)}
            />
          ))}
        </ul>
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </section>
  );
}

function Row({
  path,
  pending,
  onAdopt,
}: {
  path: UnmanagedPath;
  pending: boolean;
  onAdopt: () => void;
}) {
  const { t } = useTranslation("servers", { keyPrefix: "unmanaged" });
  const words = useServerWords();
  const { name, adoptable, reason } = path;
  return (
    <li className={classes.row}>
      <div>
        <Code>{name}</Code> <About path={path} />
        {!adoptable && reason && (
          <Text size="sm">
            {t("no")} {words(reason)}
          </Text>
        )}
      </div>
      {adoptable && (
        <Button
          size="xs"
          variant="default"
          loading={pending}
          aria-label={t("adoptLabel", { name })}
          onClick={onAdopt}
        >
          {t("adopt")}
        </Button>
      )}
    </li>
  );
}

function About({ path }: { path: UnmanagedPath }) {
  const { t } = useTranslation("servers", { keyPrefix: "unmanaged" });
  const { live, source, encrypted, destinations } = path;
  const parts = [
    live && t("live"),
    source === "publisher"
      ? t("publisher")
      : source !== "other" && t("pulled", { protocol: protocolName(source) }),
    encrypted && t("encrypted"),
    destinations > 0 && t("destinations", { count: destinations }),
  ].filter(part => part !== false);
  return (
    <Text component="span" size="sm" c="dimmed">
      {parts.join(" · ")}
    </Text>
  );
}
