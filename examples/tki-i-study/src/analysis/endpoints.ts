import { type KaplanMeier, kaplanMeier, type LogRank, logRank } from "@hcc/survival";
import { COMPONENTS, type Component, type StudyPatient } from "./patients.js";

/** An endpoint of the study. */
export type Endpoint = "os" | Component;

/** The four endpoints in the order of the report. */
export const ENDPOINTS: readonly Endpoint[] = ["os", ...COMPONENTS];

/** The primary end points of the paper. */
export const PRIMARY_ENDPOINTS = ["os", "overall"] as const satisfies readonly Endpoint[];

/** Names of the endpoints. */
export const ENDPOINT_LABELS: Readonly<Record<Endpoint, string>> = {
  os: "Overall survival",
  overall: "Time to progression, overall tumor",
  intrahepatic: "Time to progression, intrahepatic tumor",
  thrombus: "Time to progression, vascular tumor thrombus",
};

/** Curves and test of one endpoint in one cohort. */
export interface EndpointResult {
  readonly endpoint: Endpoint;
  /** By the conventions of SPSS, as the paper. */
  readonly spss: KaplanMeier;
  /** By the conventions of R; also what the figures show. */
  readonly r: KaplanMeier;
  readonly logRank: LogRank;
}

/** Time in months and event of an endpoint; null where the patient is not followed for it. */
function timeOf(
  patient: StudyPatient,
  endpoint: Endpoint,
): { readonly months: number; readonly event: boolean } | null {
  return endpoint === "os" ? { months: patient.osMonths, event: patient.death } : patient.ttp[endpoint];
}

/** The channels of an endpoint, for the functions of the packages. */
export function channelsOf(endpoint: Endpoint): {
  readonly time: (patient: StudyPatient) => number;
  readonly event: (patient: StudyPatient) => boolean;
  readonly where: (patient: StudyPatient) => boolean;
} {
  return {
    time: (patient) => timeOf(patient, endpoint)!.months,
    event: (patient) => timeOf(patient, endpoint)!.event,
    where: (patient) => timeOf(patient, endpoint) !== null,
  };
}

/** Whether any of the patients is followed for an endpoint; one that nobody has is left out of the report. */
export function isFollowed(patients: readonly StudyPatient[], endpoint: Endpoint): boolean {
  return patients.some((patient) => timeOf(patient, endpoint) !== null);
}

/** Kaplan-Meier curves and log-rank tests of the four endpoints. */
export function analyseEndpoints(patients: readonly StudyPatient[]): readonly EndpointResult[] {
  return ENDPOINTS.filter((endpoint) => isFollowed(patients, endpoint)).map((endpoint) => {
    const spec = { ...channelsOf(endpoint), by: (patient: StudyPatient) => patient.arm };
    return {
      endpoint,
      spss: kaplanMeier(patients, { ...spec, conventions: "spss" }),
      r: kaplanMeier(patients, spec),
      logRank: logRank(patients, spec),
    };
  });
}
