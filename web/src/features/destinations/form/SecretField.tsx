import type { ClipboardEvent } from "react";
import { NOT_A_PASSWORD } from "@/ui/forms";
import { PasswordField } from "@/ui/PasswordField";
import { meantSecret } from "./values";

interface Props {
  label: string;
  description?: string;
  error?: string;
  value?: string;
  onChange: (value: string) => void;
  required?: boolean;
  placeholder?: string;
  "data-path"?: string;
  autoFocus?: boolean;
}

/** A key or passphrase of somebody else's service: hidden. Blanks and line breaks around what is pasted
 * are left out. */
export function SecretField({ value = "", onChange, autoFocus, ...rest }: Props) {
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const field = event.currentTarget;
    const pasted = event.clipboardData.getData("text");
    const { selectionStart, selectionEnd } = field;
    if (pasted === meantSecret(pasted)) return;
    event.preventDefault();
    const start = selectionStart ?? value.length;
    onChange(value.slice(0, start) + meantSecret(pasted) + value.slice(selectionEnd ?? start));
  };
  return (
    <PasswordField
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      onPaste={paste}
      {...NOT_A_PASSWORD}
      data-autofocus={autoFocus || undefined}
      {...rest}
    />
  );
}
