// A client's view of the document: this file only has to compile against the generated types.
// Nothing here is called, so that it tells of types that drifted and of nothing else.
import createClient from "openapi-fetch";
import type { paths } from "provstat-openapi";

type Readable = {
  [P in keyof paths]: paths[P] extends { get: { responses: { 200: unknown } } } ? P : never;
}[keyof paths];

// Without a readable path this is `never`, and the assignment below does not compile.
type Answer = paths[Readable]["get"];

export const client = createClient<paths>({ baseUrl: "http://127.0.0.1:8000" });

export function responsesOf(operation: NonNullable<Answer>): NonNullable<Answer>["responses"] {
  return operation.responses;
}

export const readable: [Readable] extends [never] ? false : true = true;
