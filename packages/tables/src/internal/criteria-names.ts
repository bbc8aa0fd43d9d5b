const NAMES: Readonly<Record<string, string>> = {
  mrecist: "mRECIST",
  "recist-1.1": "RECIST 1.1",
  easl: "EASL",
  irecist: "iRECIST",
  "tki-i": "mRECIST with thrombus criteria",
  who: "WHO",
};

/** Criteria as a heading names them. */
export const criteriaName = (criteria: string): string => NAMES[criteria] ?? criteria;
