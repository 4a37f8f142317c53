/** What Swagger UI's own components get wrong, put right by its plugin system. */
interface System {
  React: { createElement(tag: string, props: object | null, ...children: unknown[]): unknown };
}

/** A call's path is the name of the button that opens it; Swagger UI puts a link into that button,
 * which keyboards and screen readers can't make sense of. */
export function plainNames({ React }: System) {
  return {
    components: {
      DeepLink: ({ text }: { text: string }) => React.createElement("span", null, text),
    },
  };
}
