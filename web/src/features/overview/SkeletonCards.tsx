import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./InputGrid.module.css";

const PLACES = ["a", "b", "c"];

/** Cards before the first picture. That the server does not answer is said above the page. */
export function SkeletonCards() {
  const { t } = useTranslation();
  return (
    <div className={classes.grid} data-few role="status" aria-label={t("loading")}>
      {PLACES.map(place => (
        <div key={place}>
          <Skeleton style={{ aspectRatio: "16 / 9" }} />
          <Skeleton height={20} width="55%" mt="md" />
          <Skeleton height={14} width="80%" mt="sm" />
          <Skeleton height={14} width="40%" mt="sm" />
        </div>
      ))}
    </div>
  );
}
