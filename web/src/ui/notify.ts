import { notifications } from "@mantine/notifications";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useErrorWords } from "./Feedback";

/** Short notices: what was done, and what failed (which stay until they are closed). */
export function useNotify() {
  const { t } = useTranslation();
  const words = useErrorWords();
  return useMemo(
    () => ({
      done: (message: string) => notifications.show({ message, color: "green" }),
      failed: (error: unknown, title: string = t("error.title")) =>
        notifications.show({
          title,
          message: words(error),
          color: "red",
          autoClose: false,
          role: "alert",
        }),
    }),
    [t, words],
  );
}
