import { describe, expect, it } from "vitest";
import { compile } from "@/i18n/server/compile";

const translate = compile({
  "Please sign in.": "Inicie sesión.",
  "The path “{}” is taken.": "La ruta «{}» ya existe.",
  "{} takes at most {}.": "El máximo de {0} es {1}.",
  "Try {} of {}.": "De {1}, intento {0}.",
  "The server refused the stream: “{}” ({}).": "El servidor rechazó la emisión: «{}» ({}).",
  "Check the stream key, and that the key is not in use elsewhere.": "Compruebe la clave.",
});

describe("sentences of the server", () => {
  it.each([
    ["Please sign in.", "Inicie sesión."],
    ["The path “main” is taken.", "La ruta «main» ya existe."],
    ["Twitch takes at most 6 Mb/s.", "El máximo de Twitch es 6 Mb/s."],
    ["Try 2 of 5.", "De 5, intento 2."],
  ])("%s", (english, spanish) => expect(translate(english)).toBe(spanish));

  it("does not know what it does not know", () => {
    expect(translate("Something new happened.")).toBeUndefined();
  });

  it("reads several sentences one by one, and keeps one that it does not know", () => {
    expect(
      translate(
        "The server refused the stream: “no such key” (NetStream.Publish.BadName). Check the stream key, and that the key is not in use elsewhere.",
      ),
    ).toBe(
      "El servidor rechazó la emisión: «no such key» (NetStream.Publish.BadName). Compruebe la clave.",
    );
    expect(translate("Please sign in. Then wait.")).toBe("Inicie sesión. Then wait.");
  });

  it("takes signs in a sentence for what they are", () => {
    const odd = compile({ "Is it (really) so? {}": "¿Es (de verdad) así? {}" });
    expect(odd("Is it (really) so? No.")).toBe("¿Es (de verdad) así? No.");
  });
});

describe("what fills a gap", () => {
  it("is translated where it is known by itself", () => {
    const nested = compile({
      "Could not {}: nothing answers.": "No se pudo {}: nada responde.",
      "connect to {}": "conectar con {}",
    });
    expect(nested("Could not connect to a.example:1935: nothing answers.")).toBe(
      "No se pudo conectar con a.example:1935: nada responde.",
    );
  });
});
