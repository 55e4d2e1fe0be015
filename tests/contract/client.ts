// A client's view of the document: this file only has to compile against the generated types.
// Nothing here is called, so that it tells of types that drifted and of nothing else.
import createClient from "openapi-fetch";
import type { components, paths } from "provstat-openapi";

type Schemas = components["schemas"];
export type EnergyObservation = Schemas["EnergyObservation"];
export type Problem = Schemas["Problem"];

// Values of one parameter travel as a comma-separated list; JSON is what `GET` reads.
export const client = createClient<paths, "application/json" | "application/problem+json">({
  baseUrl: "http://127.0.0.1:8000",
  querySerializer: { array: { style: "form", explode: false } },
});

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.did_you_mean[0] ? `${problem.detail} (${problem.type})` : problem.detail);
  }

  get parameters(): string[] {
    return this.problem.errors.flatMap((each) => (each.parameter ? [each.parameter] : []));
  }
}

// Rows are the sector's own record unless the question asked for other columns.
type Row = Schemas["EnergyObservations"]["data"][number];

function isObservation(row: Row): row is EnergyObservation {
  return row.sector === "energy" && "locator" in row;
}

export async function latestEnergy(
  area: string,
): Promise<{ rows: EnergyObservation[]; next: string | null }> {
  const { data, error } = await client.GET("/v1/energy/observations", {
    params: { query: { area: [area], time: ["latest"], certainty: "possible", limit: 100 } },
  });
  if (error) throw new Refused(error);
  return { rows: data.data.filter(isObservation), next: data.meta.next };
}

// "More than 83" must not read as 83, and what is missing not as 0.
export function shown(row: EnergyObservation): string {
  if (row.value === null) return `(${row.status})`;
  const signs = { exact: "", gt: ">", ge: "≥", lt: "<", le: "≤", approx: "≈", range: "" };
  return `${signs[row.bound]}${row.value.toFixed(row.decimals ?? 0)} ${row.unit}, ${row.fuel}`;
}

export async function columns(): Promise<(string | number | null | undefined)[]> {
  const { data, error } = await client.GET("/v1/observations", {
    params: { query: { fields: ["area", "period", "value"], sort: ["-period"] } },
  });
  if (error) throw new Refused(error);
  return data.data.map((row) => row.value);
}

export async function oneObservation(id: string): Promise<string> {
  const { data, error } = await client.GET("/v1/observations/{observation}", {
    params: { path: { observation: id }, query: { lang: "zh" } },
  });
  if (error) throw new Refused(error);
  const { area_label, statement } = data.data;
  return `${area_label ?? ""}${statement ?? ""} ${data.links.map((link) => link.href).join(" ")}`;
}

export async function csv(): Promise<string> {
  const { data, error } = await client.GET("/v1/trade/observations.{extension}", {
    params: { path: { extension: "csv" }, query: { shape: "wide" } },
    parseAs: "text",
  });
  if (error) throw new Refused(error);
  return data;
}

export async function search(words: string): Promise<Schemas["IndicatorEntry"][]> {
  const { data, error } = await client.GET("/v1/indicators", { params: { query: { q: words } } });
  if (error) throw new Refused(error);
  return data.data.filter((indicator) => indicator.coverage.observations > 0);
}

export async function mistakes(row: EnergyObservation): Promise<void> {
  // @ts-expect-error - there is no such parameter
  await client.GET("/v1/observations", { params: { query: { indicatr: ["x"] } } });
  // @ts-expect-error - there is no such column
  await client.GET("/v1/observations", { params: { query: { fields: ["valu"] } } });
  // @ts-expect-error - the sector of energy has no products
  await client.GET("/v1/energy/observations", { params: { query: { product: ["_T"] } } });
  // @ts-expect-error - there is no such address
  await client.GET("/v1/observation");
  // @ts-expect-error - a value may be missing
  row.value.toFixed();
  // @ts-expect-error - a closed list of codes
  if (row.bound === "more than") return;
}
