# Reference values of @hcc/cox: survival had all patients been at one level of a treatment. Reads the data of cox.json, writes
# cox-effect.json beside itself. Standard errors are infinitesimal jackknives: the derivative of the whole estimate, every
# model refitted, by the case weight of each row, from differences of fourth order; and bootstraps with their Monte-Carlo
# error.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 100, toler.chol = 1e-14)
options(contrasts = c("contr.treatment", "contr.poly"))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
given <- fromJSON(file.path(here, "cox.json"), simplifyDataFrame = FALSE)$data
# Every second or third row, so that refitting takes a minute.
every <- function(d, step) d[seq(1, nrow(d), step), ]
veteran <- every(as.data.frame(given$veteran, stringsAsFactors = FALSE), 2)
veteran$trt <- factor(ifelse(veteran$trt == 1, "standard", "test"))
veteran$celltype <- factor(veteran$celltype, levels = c("squamous", "smallcell", "adeno", "large"))
lung <- every(as.data.frame(given$lung), 3)
lung$sex <- factor(ifelse(lung$sex == 1, "male", "female"), levels = c("male", "female"))
lung$ph.ecog <- pmin(lung$ph.ecog, 2)
colon <- every(as.data.frame(given$colon, stringsAsFactors = FALSE), 3)
colon$rx <- factor(colon$rx, levels = c("Obs", "Lev", "Lev+5FU"))

# Covariance of an estimate of weights (a vector), rows in clusters of their own.
jackknife <- function(estimate, w) {
  h <- 2e-3
  influence <- vapply(seq_along(w), function(i) {
    at <- function(step) { v <- w; v[i] <- v[i] * (1 + step); estimate(v) }
    (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
  }, estimate(w))
  if (is.matrix(influence)) influence %*% t(influence) else matrix(sum(influence^2))
}
# Area under step functions, the columns of `surv`.
area <- function(time, surv, tau) {
  keep <- time < tau
  colSums(diff(c(0, time[keep], tau)) * rbind(1, surv[keep, , drop = FALSE]))
}

# Marginal survival by g-computation, from the baseline hazard of each stratum.
g_computation <- function(case, d, w, designs = case$design(d)) {
  d$.w <- w
  fit <- eval(bquote(coxph(.(case$formula), data = d, weights = .w, ties = .(case$ties), control = control, robust = FALSE,
                           x = TRUE, model = TRUE)))
  base <- basehaz(fit, centered = FALSE)
  arm <- d[[case$treatment]]
  member <- switch(case$population, all = rep(TRUE, nrow(d)), treated = arm != levels(arm)[1], control = arm == levels(arm)[1])
  total <- sum(w[member])
  unlist(lapply(levels(arm), function(level) {
    stratum <- if (is.null(case$strata)) rep("1", nrow(d)) else if (case$strata == case$treatment) rep(level, nrow(d)) else as.character(d[[case$strata]])
    risk <- if (length(coef(fit)) == 0) rep(1, nrow(d)) else exp(drop(designs[[level]] %*% coef(fit)))
    sums <- vapply(unique(stratum), function(s) {
      own <- if (is.null(case$strata)) base else base[sub(".*=", "", as.character(base$strata)) == s, ]
      rows <- which(member & stratum == s)
      surv <- exp(-outer(own$hazard, risk[rows]))
      c(vapply(case$times, function(t) {
        k <- sum(own$time <= t)
        if (k == 0) sum(w[rows]) else sum(w[rows] * surv[k, ])
      }, 0), sum(w[rows] * area(own$time, surv, case$tau)))
    }, numeric(length(case$times) + 1))
    rowSums(sums) / total
  }))
}
# Design matrices with every patient at one level.
designs_of <- function(right, treatment) function(d) {
  found <- lapply(levels(d[[treatment]]), function(level) {
    d[[treatment]] <- factor(level, levels = levels(d[[treatment]]))
    model.matrix(right, d)[, -1, drop = FALSE]
  })
  setNames(found, levels(d[[treatment]]))
}

cases <- list(
  list(name = "two arms, factor, all", data = "veteran", treatment = "trt", formula = Surv(time, event) ~ trt + celltype + karno,
       ties = "efron", population = "all", times = c(30, 90, 180), tau = 180),
  list(name = "interaction, treated, breslow", data = "veteran", treatment = "trt", formula = Surv(time, event) ~ trt * karno + celltype,
       ties = "breslow", population = "treated", times = c(30, 90, 180), tau = 200),
  list(name = "interaction, control", data = "veteran", treatment = "trt", formula = Surv(time, event) ~ trt * karno,
       ties = "efron", population = "control", times = c(30, 90), tau = 180),
  list(name = "strata", data = "lung", treatment = "sex", formula = Surv(time, event) ~ sex + age + strata(ph.ecog), strata = "ph.ecog",
       ties = "efron", population = "all", times = c(180, 365), tau = 365),
  list(name = "sampling weights", data = "lung", treatment = "sex", formula = Surv(time, event) ~ sex + age + ph.ecog, weights = "sampling",
       ties = "breslow", population = "all", times = c(180, 365), tau = 365),
  list(name = "treatment as strata", data = "lung", treatment = "sex", formula = Surv(time, event) ~ strata(sex), strata = "sex",
       ties = "breslow", population = "all", times = c(180, 365), tau = 365),
  list(name = "three arms", data = "colon", treatment = "rx", formula = Surv(time, event) ~ rx + nodes + extent,
       ties = "efron", population = "all", times = c(365, 1825), tau = 1825, bootstrap = TRUE)
)
data_of <- function(case) get(case$data)
result <- lapply(cases, function(case) {
  d <- data_of(case)
  w <- if (is.null(case$weights)) rep(1, nrow(d)) else d[[case$weights]]
  right <- delete.response(terms(update(case$formula, . ~ . - strata(ph.ecog) - strata(sex))))
  case$design <- designs_of(right, case$treatment)
  designs <- case$design(d)
  out <- case[c("name", "data", "treatment", "ties", "population", "times", "tau")]
  out$levels <- levels(d[[case$treatment]])
  out$estimate <- g_computation(case, d, w)
  if (isTRUE(case$bootstrap)) {
    set.seed(20261125)
    draws <- replicate(250, { i <- sample(nrow(d), replace = TRUE); g_computation(case, d[i, ], rep(1, nrow(d))) })
    out$bootstrap <- list(error = signif(apply(draws, 1, sd), 6), relativeMonteCarloError = 1 / sqrt(2 * ncol(draws)))
  } else out$covariance <- signif(jackknife(function(v) g_computation(case, d, v, designs), w), 8)
  out
})

# Inverse probability weighting: the propensity from glm, curves from survfit.
# Months, so that many deaths and censorings are tied.
months <- transform(lung, time = ceiling(time / 30))
treated <- as.integer(months$sex == "female")
propensity_of <- function(w) suppressWarnings(glm(treated ~ age + ph.ecog, binomial, months, weights = w, control = list(epsilon = 1e-14, maxit = 50)))
treatment_weight <- function(p, population) switch(population,
  all = ifelse(treated == 1, 1 / p, 1 / (1 - p)), treated = ifelse(treated == 1, 1, p / (1 - p)),
  control = ifelse(treated == 1, (1 - p) / p, 1), overlap = ifelse(treated == 1, 1 - p, p))
times <- c(3, 6, 12)
tau <- 12.5
arm_curves <- function(weight) unlist(lapply(0:1, function(arm) {
  s <- survfit(Surv(time, event) ~ 1, months[treated == arm, ], weights = weight[treated == arm], se.fit = FALSE)
  c(vapply(times, function(t) c(1, s$surv)[1 + sum(s$time <= t)], 0), area(s$time, matrix(s$surv), tau))
}))
one <- rep(1, nrow(months))
glm0 <- propensity_of(one)
p0 <- unname(fitted(glm0))
weighted <- lapply(c("all", "treated", "control", "overlap"), function(population) {
  w0 <- treatment_weight(p0, population)
  fit <- survfit(Surv(time, event) ~ treated, months, weights = w0, id = seq_len(nrow(months)), robust = TRUE)
  list(population = population, times = times, tau = tau, estimate = arm_curves(w0),
       robust = summary(fit, times = times)$std.err,
       known = signif(jackknife(function(v) arm_curves(v * w0), one), 8),
       estimated = signif(jackknife(function(v) arm_curves(v * treatment_weight(unname(fitted(propensity_of(v))), population)), one), 8),
       effectiveSampleSize = tapply(w0, treated, function(w) sum(w)^2 / sum(w^2)), largest = tapply(w0, treated, max))
})

# With weights for censoring as well: rows split at the event times, G(t- | x) by survfit of a Cox model of each arm.
# A censoring comes half a month after the deaths of its month.
months$end <- months$time + 0.5 * (1 - months$event)
censored_curves <- function(weight, case_weight, ties) unlist(lapply(0:1, function(arm) {
  d <- months[treated == arm, ]
  d$w <- weight[treated == arm]
  d$v <- case_weight[treated == arm]
  d$row <- seq_len(nrow(d))
  fit <- eval(bquote(coxph(Surv(end, 1 - event) ~ age + ph.ecog, data = d, weights = v, ties = .(ties), control = control, robust = FALSE)))
  g <- survfit(fit, newdata = d, se.fit = FALSE)
  split <- survSplit(Surv(time, event) ~ ., d, cut = sort(unique(d$time)))
  before <- mapply(function(t, row) c(1, g$surv[, row])[1 + sum(g$time < t)], split$time, split$row)
  s <- survfit(Surv(tstart, time, event) ~ 1, split, weights = split$w / before, se.fit = FALSE)
  c(vapply(times, function(t) c(1, s$surv)[1 + sum(s$time <= t)], 0), area(s$time, matrix(s$surv), tau))
}))
censored <- lapply(list(list("all", "efron"), list("overlap", "breslow")), function(case) {
  w0 <- treatment_weight(p0, case[[1]])
  list(population = case[[1]], ties = case[[2]], times = times, tau = tau, estimate = censored_curves(w0, one, case[[2]]),
       known = signif(jackknife(function(v) censored_curves(v * w0, v, case[[2]]), one), 8),
       estimated = signif(jackknife(function(v) censored_curves(v * treatment_weight(unname(fitted(propensity_of(v))), case[[1]]), v, case[[2]]), one), 8))
})

# Augmented inverse probability weighting, term by term as its formula is written.
augmented <- function(p, population, censoring, ties) {
  member <- switch(population, all = one, treated = treated, control = 1 - treated)
  weight <- treatment_weight(p, population)
  lapply(0:1, function(arm) {
    d <- months[treated == arm, ]
    fit <- eval(bquote(coxph(Surv(time, event) ~ age + ph.ecog, data = d, ties = .(ties), control = control)))
    base <- basehaz(fit, centered = FALSE)
    step <- diff(c(0, base$hazard))
    u <- base$time[step > 0]
    step <- step[step > 0]
    risk <- exp(drop(as.matrix(months[, c("age", "ph.ecog")]) %*% coef(fit)))
    # A censoring comes half a month after the deaths of its month.
    d$end <- d$time + 0.5 * (1 - d$event)
    if (censoring == "kaplan-meier") {
      g <- survfit(Surv(end, 1 - event) ~ 1, d)
      before <- outer(risk, u, function(r, v) vapply(v, function(x) c(1, g$surv)[1 + sum(g$time < x)], 0))
    } else {
      gfit <- eval(bquote(coxph(Surv(end, 1 - event) ~ ph.ecog, data = d, ties = .(ties), control = control)))
      gbase <- basehaz(gfit, centered = FALSE)
      h <- vapply(u, function(x) c(0, gbase$hazard)[1 + sum(gbase$time < x)], 0)
      before <- exp(-outer(exp(months$ph.ecog * coef(gfit)), h))
    }
    surv <- exp(-outer(risk, cumsum(step)))
    jump <- 1 - exp(-outer(risk, step))
    at_risk <- outer(months$time, u, ">=")
    death <- outer(months$time, u, "==") * months$event
    parts <- (death - at_risk * jump) / (surv * before)
    integral <- t(apply(parts, 1, cumsum))
    phi <- member * surv - (treated == arm) * weight * surv * integral
    value <- vapply(times, function(t) { k <- sum(u <= t); if (k == 0) member else phi[, k] }, one)
    keep <- u < tau
    value <- cbind(value, rowSums(cbind(member, phi[, keep]) %*% diag(diff(c(0, u[keep], tau)))))
    estimate <- colSums(value) / sum(member)
    list(estimate = estimate, influence = (value - outer(member, estimate)) / sum(member))
  })
}
design <- model.matrix(glm0)
score_part <- function(estimate) {
  information <- t(design) %*% (design * p0 * (1 - p0))
  h <- 1e-4
  slope <- vapply(seq_len(ncol(design)), function(j) {
    at <- function(step) { b <- coef(glm0); b[j] <- b[j] + step * sqrt(solve(information)[j, j]); estimate(plogis(drop(design %*% b))) }
    (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h) / sqrt(solve(information)[j, j])
  }, numeric(2 * (length(times) + 1)))
  (design * (treated - p0)) %*% solve(information) %*% t(slope)
}
robust <- lapply(list(list("all", "kaplan-meier", "efron"), list("all", "cox", "breslow"), list("treated", "kaplan-meier", "breslow"),
                      list("control", "cox", "efron")), function(case) {
  of <- function(p) augmented(p, case[[1]], case[[2]], case[[3]])
  found <- of(p0)
  influence <- cbind(found[[1]]$influence, found[[2]]$influence)
  corrected <- influence + score_part(function(p) unlist(lapply(of(p), function(one) one$estimate)))
  list(population = case[[1]], censoring = case[[2]], ties = case[[3]], times = times, tau = tau,
       estimate = unlist(lapply(found, function(one) one$estimate)), known = crossprod(influence),
       estimated = signif(crossprod(corrected), 9))
})

out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  adjusted = result, propensity = p0, weighted = weighted, censored = censored, doublyRobust = robust
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null", dataframe = "columns"),
           file.path(here, "cox-effect.json"))
