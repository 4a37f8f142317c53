import { Stepper, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Guide.module.css";
import { canGoTo, isDone, type Situation, STEPS, type Step } from "./steps";

/** The four steps, which of them is now, and a way to those that make sense. */
export function Progress({
  step,
  situation,
  onGo,
}: {
  step: Step;
  situation: Situation;
  onGo?(step: Step): void;
}) {
  const { t } = useTranslation("guide");
  const active = STEPS.indexOf(step);
  return (
    <nav aria-label={t("title")}>
      <VisuallyHidden role="status">
        {t("progress", { number: active + 1, total: STEPS.length })}: {t(`steps.${step}`)}
      </VisuallyHidden>
      <Stepper
        active={active}
        size="sm"
        wrap={false}
        mb="lg"
        classNames={{ stepBody: classes.stepBody }}
        onStepClick={index => {
          const to = STEPS[index];
          if (to) onGo?.(to);
        }}
      >
        {STEPS.map((one, index) => (
          <Stepper.Step
            key={one}
            label={t(`steps.${one}`)}
            aria-current={one === step ? "step" : undefined}
            {...(index >= active || isDone(one, situation)
              ? {}
              : { completedIcon: index + 1, color: "gray" })}
            allowStepSelect={one !== step && onGo !== undefined && canGoTo(one, situation)}
          />
        ))}
      </Stepper>
    </nav>
  );
}
