import type { RowOf } from "@hcc/data";
import { fitCox } from "./internal/fit-cox.js";
import type { CoxModel, CoxSpec } from "./types.js";

/**
 * Cox proportional hazards regression of right-censored times, with or without delayed entry.
 *
 * Maximises the log partial likelihood (Breslow)
 *   l(b) = sum over event times t of [ sum of w_i x_i'b over the deaths at t - D_t log S0_t(b) ],
 * D_t the case weights of the deaths, S0_t = sum of w_i exp(x_i'b) over those at risk at t, separately in each stratum. With
 * `entry` a row is at risk in (entry, time]: not at its entry, still at its own time. An `offset` is added to x'b.
 * Efron replaces log S0_t by the mean over l = 0..d-1 of log(S0_t - (l/d) S0 of the deaths). Exact ties replace D_t log S0_t
 * by log e_d, the sum over all choices of d of those at risk of the product of their exp(x'b): times are discrete, the
 * coefficients log odds ratios of the hazard (conditional logistic regression, Stata's `exactp`), and the score test is the
 * log-rank test. e_d, mean and covariance come from a recursion that adds positive numbers only, in about rows x d steps;
 * `exactTiesCost` tells how many, and above `exactLimit` the call is refused before it would take minutes.
 *
 * Standard errors come from the observed information, intervals are exp(estimate +/- z SE), p-values are Wald. Limits with
 * `interval: "profile-likelihood"` are where 2 (max of l - max of l with this coefficient fixed) is the chi-square
 * quantile of the level on 1 degree of freedom, to 1e-10 standard errors or the rounding of l.
 * Censored rows are at risk at their own time. Times that differ by rounding only are tied (see `timeRanks`).
 * Of columns that depend on each other the later-listed is aliased. Where the likelihood is monotone the coefficient is
 * infinite: its p-value is the likelihood-ratio test without the column, its finite limit that of the profile
 * likelihood, and everything else is the limit of the model as the coefficient grows.
 *
 * Equals R's `coxph(ties = "efron" | "breslow" | "exact")` run to convergence. With `weightType: "frequency"` and Breslow or
 * exact ties a weight equals repeated rows; with Efron the deaths at one time share their mean weight, as in R. Sampling weights give the
 * robust variance sum of d d', d = w x score residual x inverse information (`coxph(robust = TRUE)`), the naive standard
 * error beside it, and no likelihood-ratio test; with `cluster` the d of a cluster's rows are added before they are multiplied
 * (`coxph(cluster = )`; Lin & Wei).
 * SPSS: Breslow ties (`conventions: "spss"`).
 *
 * `penalty: "firth"` maximises l*(b) = l(b) + log det I(b) / 2, I the information: the penalty is Jeffreys' prior, removes the
 * first-order bias, and keeps every estimate finite. Standard errors come from the inverse information (without penalty) at
 * the maximum of l*. P-values are penalized likelihood-ratio tests, 2 (max of l* - max of l* with this coefficient 0), where
 * the column stays in log det I (Heinze & Ploner); limits are those of the profile of l*. Ties Efron or Breslow, strata,
 * frequency weights, offset, entry; not with sampling weights or clusters, which have no likelihood. R: `coxphf(firth = TRUE)`.
 *
 * @param data rows, an object of columns, or an Arrow-like table; their order matters for the last digits at most.
 * @throws InputError for unreadable columns, unknown options, an entry that does not come before its time, and a subject
 * (`id`) at risk twice at one time; for a penalty or profile likelihood with sampling weights or clusters; for exact ties with
 * these, for which no robust variance is defined, or a penalty, and, with code "too-costly", above `exactLimit`.
 *
 * @example
 * ```ts
 * import { coxph } from "@hcc/cox";
 * const rows = [
 *   { t: 1, d: 1, x: 1 }, { t: 1, d: 0, x: 1 }, { t: 6, d: 1, x: 1 },
 *   { t: 6, d: 1, x: 0 }, { t: 8, d: 0, x: 0 }, { t: 9, d: 1, x: 0 },
 * ];
 * const model = coxph(rows, { time: "t", event: "d", covariates: ["x"], ties: "breslow" });
 * model.coefficients[0].hazardRatio; // => 4.37228132
 * model.tests.likelihoodRatio.df; // => 1
 * ```
 *
 * @see Firth D. Bias reduction of maximum likelihood estimates. Biometrika 1993;80:27-38. doi:10.1093/biomet/80.1.27
 * @see Heinze G, Schemper M. A solution to the problem of monotone likelihood in Cox regression. Biometrics 2001;57:114-119.
 * doi:10.1111/j.0006-341X.2001.00114.x
 * @see Venzon DJ, Moolgavkar SH. A method for computing profile-likelihood-based confidence intervals. Appl Stat
 * 1988;37:87-94. doi:10.2307/2347496
 * @see Cox DR. Regression models and life-tables. J R Stat Soc B 1972;34:187-202. doi:10.1111/j.2517-6161.1972.tb00899.x
 * @see Lin DY, Wei LJ. The robust inference for the Cox proportional hazards model. J Am Stat Assoc 1989;84:1074-1078.
 * doi:10.1080/01621459.1989.10478874
 * @see Efron B. The efficiency of Cox's likelihood function for censored data. J Am Stat Assoc 1977;72:557-565.
 * doi:10.1080/01621459.1977.10480613
 * @see Gail MH, Lubin JH, Rubinstein LV. Likelihood calculations for matched case-control studies and survival studies
 * with tied death times. Biometrika 1981;68:703-707. doi:10.1093/biomet/68.3.703
 */
export function coxph<Data extends Iterable<unknown> | object>(data: Data, spec: CoxSpec<RowOf<Data>>): CoxModel {
  return fitCox(data, spec);
}
