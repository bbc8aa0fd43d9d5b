# Reference values for the sensitivity analyses of @hcc/psm, from the printed formulas: EValue, rbounds, DOS2 and tipr are no
# packages of Debian. Run from the root of the repository: Rscript validation/psm-sensitivity.R
suppressPackageStartupMessages({library(survival); library(MASS); library(jsonlite)})
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
scalar <- function(x) structure(ifelse(is.finite(x), sprintf("%.17g", x), "null"), class = "json")

# E-values ------------------------------------------------------------------------------------------------------------
evalue <- function(rr) { above <- max(rr, 1 / rr); above + sqrt(above * (above - 1)) }
as_risk <- function(x, measure, outcome) {
  if (measure == "risk-ratio" || outcome == "rare") x
  else if (measure == "odds-ratio") sqrt(x)
  else (1 - 0.5^sqrt(x)) / (1 - 0.5^sqrt(1 / x))
}
effects <- rbind(c(3.9, 1.8, 8.7), c(0.8, 0.71, 0.91), c(0.56, 0.46, 0.69), c(0.86, 0.75, 0.99), c(1.2, 0.9, 1.6), c(0.97, 0.5, 1.9),
                 c(10.73, 8.02, 14.36), c(0.35, 0.2, 0.62), c(1, 0.8, 1.25), c(25, 4, 156), c(0.02, 0.004, 0.1), c(1.0001, 1.00005, 1.00015))
kinds <- list(c("risk-ratio", ""), c("hazard-ratio", "rare"), c("hazard-ratio", "common"), c("odds-ratio", "rare"), c("odds-ratio", "common"))
e_values <- do.call(c, lapply(kinds, function(kind) lapply(seq_len(nrow(effects)), function(i) {
  rr <- sapply(effects[i, ], as_risk, kind[1], kind[2])
  limit <- if (rr[2] <= 1 && rr[3] >= 1) 1 else evalue(if (rr[1] > 1) rr[2] else rr[3])
  list(measure = kind[1], outcome = kind[2], effect = number(effects[i, ]), riskRatio = number(rr), estimate = scalar(evalue(rr[1])), limit = scalar(limit))
})))

# Bounds of Rosenbaum --------------------------------------------------------------------------------------------------
gammas <- c(1, 1.1, 1.5, 2, 3, 4, 4.25, 5, 6, 10)
root <- function(f) uniroot(f, c(1, 1e6), tol = 1e-14, maxiter = 10000)$root
log_at <- function(gammas, log_tail) number(sapply(gammas, log_tail))
crossing <- function(log_tail, alpha) if (log_tail(1) > log(alpha)) NULL else scalar(root(function(gamma) log_tail(gamma) - log(alpha)))
bounds <- function(log_tail) list(logUpper = log_at(gammas, log_tail), logLower = log_at(1 / gammas, log_tail), critical = crossing(log_tail, 0.05), criticalStrict = crossing(log_tail, 0.001))

binary <- lapply(list(c(110, 12), c(12, 110), c(35, 10), c(5, 0), c(8, 7), c(400, 150), c(3000, 1900)), function(d) {
  c(list(discordant = d), bounds(function(gamma) pbinom(d[1] - 1, sum(d), gamma / (1 + gamma), lower.tail = FALSE, log.p = TRUE)))
})

signed_rank <- function(x, y, zeros = "wilcoxon") {
  d <- round(x - y, 8); if (zeros == "wilcoxon") d <- d[d != 0]
  q <- rank(abs(d))[d != 0]; d <- d[d != 0]; v <- sum(q[d > 0]); doubled <- round(2 * q)
  normal <- function(gamma) { p <- gamma / (1 + gamma); pnorm((v - p * sum(q)) / sqrt(p * (1 - p) * sum(q^2)), lower.tail = FALSE, log.p = TRUE) }
  exact <- function(gamma) {
    p <- gamma / (1 + gamma); f <- 1
    for (k in doubled) f <- c(f, numeric(k)) * (1 - p) + c(numeric(k), f) * p
    log(sum(f[(round(2 * v) + 1):length(f)]))
  }
  list(zeros = zeros, treated = number(x), control = number(y), statistic = scalar(v), total = scalar(sum(q)), informative = length(d), normal = bounds(normal), exact = bounds(exact))
}
# Lead in the blood of children whose fathers are exposed to it, and of their neighbours (Morton et al. 1982; Rosenbaum 2002, chapter 4).
lead <- list(treated = c(38, 23, 41, 18, 37, 36, 23, 62, 31, 34, 24, 14, 21, 17, 16, 20, 15, 10, 45, 39, 22, 35, 49, 48, 44, 35, 43, 39, 34, 13, 73, 25, 27),
             control = c(16, 18, 18, 24, 19, 11, 10, 15, 16, 18, 18, 13, 19, 10, 16, 16, 24, 13, 9, 14, 21, 19, 7, 18, 19, 12, 11, 22, 25, 16, 13, 11, 13))
ranks <- list(lead = signed_rank(lead$treated, lead$control), leadPratt = signed_rank(lead$treated, lead$control, "pratt"), shoes = signed_rank(shoes$B, shoes$A),
              sleep = with(sleep, signed_rank(extra[group == 2], extra[group == 1])), immer = with(immer, signed_rank(Y1, Y2)),
              anorexia = with(anorexia, signed_rank(Postwt, Prewt)))

# Censored pairs: the treated and the other eye of patients with diabetic retinopathy.
eyes <- retinopathy[order(retinopathy$id, -retinopathy$trt), ]
t1 <- eyes$futime[eyes$trt == 1]; t0 <- eyes$futime[eyes$trt == 0]; d1 <- eyes$status[eyes$trt == 1]; d0 <- eyes$status[eyes$trt == 0]
time <- c(t1, t0); event <- c(d1, d0)
by_definition <- function(weights) {
  at <- sort(unique(time[event == 1])); n <- sapply(at, function(t) sum(time >= t)); d <- sapply(at, function(t) sum(time == t & event == 1))
  w <- weights(n, d)
  sapply(seq_along(time), function(i) { before <- at <= time[i]; (if (event[i] == 1) w[at == time[i]] else 0) - sum((w * d / n)[before]) })
}
log_rank <- by_definition(function(n, d) rep(1, length(n)))
prentice <- by_definition(function(n, d) cumprod((n + 1 - d) / (n + 1)))
# The scores of the log-rank test are the martingale residuals of a model without covariates.
stopifnot(max(abs(log_rank - residuals(coxph(Surv(time, event) ~ 1, ties = "breslow"), "martingale"))) < 1e-10)
scored <- function(scores) {
  d <- scores[seq_along(t1)] - scores[length(t1) + seq_along(t1)]; d <- d[d != 0]; a <- abs(d); v <- sum(a[d < 0])
  normal <- function(gamma) { p <- gamma / (1 + gamma); pnorm((v - p * sum(a)) / sqrt(p * (1 - p) * sum(a^2)), lower.tail = FALSE, log.p = TRUE) }
  c(list(scores = number(scores), informative = length(d), statistic = scalar(sum(a[d > 0])), total = scalar(sum(a)), z = scalar(sum(d) / sqrt(sum(d^2)))), bounds(normal))
}
first <- sum(d1 == 1 & (t1 < t0 | (t1 == t0 & d0 == 0))); second <- sum(d0 == 1 & (t0 < t1 | (t1 == t0 & d1 == 0)))
stratified <- survdiff(Surv(futime, status) ~ trt + strata(id), data = retinopathy)$chisq
stopifnot(abs(stratified - (first - second)^2 / (first + second)) < 1e-9)
censored <- list(treated = list(time = number(t1), event = d1), control = list(time = number(t0), event = d0),
  prentice = scored(prentice), logRank = scored(log_rank),
  sign = c(list(decided = c(first, second), chisq = scalar(stratified)), bounds(function(gamma) pbinom(second - 1, first + second, gamma / (1 + gamma), lower.tail = FALSE, log.p = TRUE))))

# An unmeasured binary confounder (Bross 1966; Lin, Psaty and Kronmal 1998) --------------------------------------------
grid <- expand.grid(effect = c(0.35, 0.62, 0.9, 1.2, 2.5), ratio = c(0.3, 1.4, 2, 5), treated = c(0, 0.1, 0.5, 0.9), control = c(0.05, 0.4, 1))
tipping <- lapply(seq_len(nrow(grid)), function(i) with(grid[i, ], {
  bias <- (ratio * treated + 1 - treated) / (ratio * control + 1 - control)
  solve <- function(f, low, high) if (sign(f(low)) * sign(f(high)) < 0) scalar(uniroot(f, c(low, high), tol = 1e-15, maxiter = 10000)$root) else NULL
  b <- function(g, p1, p0) (g * p1 + 1 - p1) / (g * p0 + 1 - p0)
  list(effect = effect, ratio = ratio, treated = treated, control = control, bias = scalar(bias), adjusted = scalar(effect / bias),
       prevalenceTreated = solve(function(p) log(b(ratio, p, control) / effect), 0, 1), prevalenceControl = solve(function(p) log(b(ratio, treated, p) / effect), 0, 1))
}))

versions <- list(R = as.character(getRversion()), survival = as.character(packageVersion("survival")), MASS = as.character(packageVersion("MASS")))
write(toJSON(list(versions = versions, gammas = gammas, eValues = e_values, binary = binary, ranks = ranks, censored = censored, tipping = tipping),
             auto_unbox = TRUE, json_verbatim = TRUE, digits = NA, null = "null"), "validation/psm-sensitivity.json")
