import type { ClipboardEvent } from "react";
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

/** A key or passphrase of somebody else's service: hidden, and none of the browser's or a password
 * manager's business. Blanks and line breaks around what is pasted are left out. */
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
      autoComplete="off"
      spellCheck={false}
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      data-autofocus={autoFocus || undefined}
      {...rest}
    />
  );
}
