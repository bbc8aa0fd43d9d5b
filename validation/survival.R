# Reference values for @hcc/survival. Run from the root of the repository: Rscript validation/survival.R
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})

complete <- function(frame) {
  frame <- frame[stats::complete.cases(frame), ]
  rownames(frame) <- NULL
  frame
}

sets <- list(
  lung = complete(with(lung, data.frame(
    time = time, event = as.integer(status == 2), by = ifelse(sex == 1, "male", "female"), strata = ph.ecog
  ))),
  lungEcog = complete(with(lung, data.frame(
    time = time, event = as.integer(status == 2), by = ph.ecog, strata = sex
  ))),
  veteran = complete(with(veteran, data.frame(
    time = time, event = status, by = as.character(celltype), strata = trt
  ))),
  ovarian = complete(with(ovarian, data.frame(time = futime, event = fustat, by = rx, strata = ecog.ps))),
  aml = complete(with(aml, data.frame(time = time, event = status, by = as.character(x), strata = 1))),
  colon = complete(with(colon[colon$etype == 2, ], data.frame(
    time = time, event = status, by = as.character(rx), strata = sex
  ))),
  gehan = complete(with(MASS::gehan, data.frame(
    time = time, event = cens, by = as.character(treat), strata = 1
  ))),
  # Times in months have rounding differences of their own; ties must not depend on them.
  months = complete(with(lung, data.frame(
    time = time / 30.4375 + ifelse(seq_along(time) %% 2 == 0, 1e-12, 0), event = as.integer(status == 2),
    by = sex, strata = 1
  )))
)

types <- c("log", "log-log", "plain", "logit", "arcsin")
probabilities <- c(0.1, 0.25, 0.5, 0.75, 0.9)

curves <- function(data, types, level = 0.95, weights = NULL) {
  data$w <- if (is.null(weights)) rep(1L, nrow(data)) else weights
  fit <- survfit(Surv(time, event) ~ 1, data, weights = w)
  limits <- lapply(types, function(type) {
    fit <- survfit(Surv(time, event) ~ 1, data, conf.type = type, conf.int = level, weights = w)
    q <- quantile(fit, probabilities)
    # quantile() searches the limits as if they never rose, and the upper ones may; print() takes the first crossing.
    table <- summary(fit)$table
    list(
      type = type, lower = fit$lower, upper = fit$upper, upperRises = any(diff(fit$upper) > 0, na.rm = TRUE),
      printed = unname(table[length(table) - 1:0]),
      quantile = unname(q$quantile), quantileLower = unname(q$lower), quantileUpper = unname(q$upper)
    )
  })
  list(
    level = level, time = fit$time, nRisk = fit$n.risk, nEvent = fit$n.event, nCensor = fit$n.censor,
    survival = fit$surv, standardError = summary(fit, censored = TRUE)$std.err, limits = limits
  )
}

at <- function(data) {
  fit <- survfit(Surv(time, event) ~ 1, data)
  last <- max(fit$time)
  times <- c(0, round(last * c(0.1, 0.33, 0.5, 0.8), 1), last)
  s <- summary(fit, times = times, extend = TRUE)
  taus <- c(last * c(0.25, 0.6), last, last * 1.2)
  reverse <- quantile(survfit(Surv(time, 1 - event) ~ 1, data), 0.5)
  list(
    times = times, nRisk = s$n.risk, survival = s$surv, lower = s$lower, upper = s$upper, tau = taus,
    rmean = sapply(taus, function(tau) unname(summary(fit, rmean = tau)$table["rmean"])),
    rmeanError = sapply(taus, function(tau) unname(summary(fit, rmean = tau)$table["se(rmean)"])),
    reverse = c(reverse$quantile, reverse$lower, reverse$upper)
  )
}

# The weighted family from its definition, one event time after the other (survdiff has rho only).
family <- function(data, weight, stratified = FALSE) {
  data$time <- aeqSurv(Surv(data$time, data$event))[, 1]
  stratum <- if (stratified) data$strata else rep(1, nrow(data))
  groups <- sort(unique(data$by))
  k <- length(groups)
  u <- numeric(k)
  v <- matrix(0, k, k)
  for (s in unique(stratum)) {
    rows <- data[stratum == s, ]
    survivor <- 1
    peto <- 1
    for (t in sort(unique(rows$time[rows$event == 1]))) {
      n <- sum(rows$time >= t)
      d <- sum(rows$time == t & rows$event == 1)
      ni <- sapply(groups, function(g) sum(rows$time >= t & rows$by == g))
      di <- sapply(groups, function(g) sum(rows$time == t & rows$event == 1 & rows$by == g))
      peto <- peto * (1 - d / (n + 1))
      w <- weight(n, survivor, peto)
      u <- u + w * (di - d * ni / n)
      if (n > 1) v <- v + w^2 * d * (n - d) / (n - 1) * (diag(ni / n, k) - outer(ni / n, ni / n))
      survivor <- survivor * (1 - d / n)
    }
  }
  statistic <- drop(u[-k] %*% solve(v[-k, -k, drop = FALSE], u[-k]))
  list(statistic = statistic, df = k - 1, logP = pchisq(statistic, k - 1, lower.tail = FALSE, log.p = TRUE))
}
weights <- list(
  gehan = function(n, s, p) n,
  "tarone-ware" = function(n, s, p) sqrt(n),
  peto = function(n, s, p) p,
  rho0.5gamma0.5 = function(n, s, p) s^0.5 * (1 - s)^0.5,
  rho0gamma1 = function(n, s, p) 1 - s
)

difference <- function(data, rho, stratified) {
  fit <- if (stratified) {
    survdiff(Surv(time, event) ~ by + strata(strata), data, rho = rho)
  } else {
    survdiff(Surv(time, event) ~ by, data, rho = rho)
  }
  sum_rows <- function(x) if (is.matrix(x)) unname(rowSums(x)) else unname(x)
  df <- length(fit$n) - 1
  list(
    rho = rho, stratified = stratified, statistic = unname(fit$chisq), df = df,
    logP = pchisq(unname(fit$chisq), df, lower.tail = FALSE, log.p = TRUE),
    observed = sum_rows(fit$obs), expected = sum_rows(fit$exp), covariance = unname(fit$var)
  )
}

tests <- function(name) {
  data <- sets[[name]]
  strata <- if (length(unique(data$strata)) > 1) c(FALSE, TRUE) else FALSE
  grid <- expand.grid(rho = c(0, 0.5, 1), stratified = strata)
  scores <- as.integer(factor(data$by)) - 1
  list(
    survdiff = lapply(seq_len(nrow(grid)), function(i) difference(data, grid$rho[i], grid$stratified[i])),
    family = lapply(weights, function(weight) family(data, weight, length(strata) > 1)),
    familyStratified = length(strata) > 1,
    exactScore = coxph(Surv(time, event) ~ factor(by), data, ties = "exact")$score,
    trend = coxph(Surv(time, event) ~ scores, data, ties = "exact")$score
  )
}

# Two groups that follow each other: the statistic grows without bound and p falls below 1e-300.
tails <- lapply(c(10, 100, 400, 500, 560), function(m) {
  fit <- survdiff(Surv(seq_len(2 * m), rep(1, 2 * m)) ~ rep(1:2, each = m))
  list(
    m = m, statistic = unname(fit$chisq),
    logP = pchisq(unname(fit$chisq), 1, lower.tail = FALSE, log.p = TRUE)
  )
})

plateau <- lapply(
  list(c(1, 1, 0, 0), c(1, 1, 1, 0, 0, 0), c(1, 1, 0, 1), c(1, 0, 1, 1, 1, 1)),
  function(event) {
    q <- quantile(survfit(Surv(seq_along(event), event) ~ 1), c(0.25, 0.5))
    list(event = event, quantile = unname(q$quantile), lower = unname(q$lower), upper = unname(q$upper))
  }
)

repeats <- rep(c(1L, 3L, 2L), length.out = nrow(sets$lung))
result <- list(
  versions = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
  data = lapply(sets, as.list),
  probabilities = probabilities,
  curves = lapply(sets[names(sets) != "lungEcog"], function(data) curves(data, if (nrow(data) > 500) "log" else types)),
  level90 = curves(sets$aml, types, 0.9),
  weighted = c(curves(sets$lung, types, 0.95, repeats), list(weights = repeats)),
  at = lapply(sets, at),
  tests = sapply(names(sets), tests, simplify = FALSE),
  tails = tails,
  plateau = plateau
)
write(toJSON(result, digits = I(17), auto_unbox = TRUE, na = "null"), "validation/survival.json")
