# Reference values for the log-rank tests of @hcc/survival beyond survdiff. Run from the root of the repository:
# Rscript validation/survival-tests.R
suppressPackageStartupMessages({
  library(survival)
  library(mvtnorm)
  library(jsonlite)
})
suppressPackageStartupMessages(library(coin))

log_p <- function(chisq, df) pchisq(chisq, df, lower.tail = FALSE, log.p = TRUE)
complete <- function(frame) {
  frame <- frame[stats::complete.cases(frame), ]
  rownames(frame) <- NULL
  frame
}
text <- function(x) as.character(x)

# Delayed entry -----------------------------------------------------------------------------------------------------
entry_sets <- list(
  heart = with(heart, data.frame(entry = start, time = stop, event = event, by = text(transplant), strata = surgery, id = id)),
  mgus2 = complete(with(mgus2, data.frame(
    entry = 12 * age, time = 12 * age + futime + 0.5, event = death, by = text(sex), strata = as.integer(dxyr >= 1985), id = id
  ))),
  cgd = with(cgd, data.frame(entry = tstart, time = tstop, event = status, by = text(treat), strata = as.integer(sex), id = id))
)
delayed <- lapply(entry_sets, function(data) {
  exact_score <- function(formula) if (nrow(data) < 1000) coxph(formula, data, ties = "exact")$score
  # From the definition, for any weight of the times, with n and d just before and at each time.
  by_definition <- function(weight) {
    u <- v <- 0
    for (s in unique(data$strata)) {
      rows <- data[data$strata == s, ]
      first <- rows$by == sort(unique(data$by))[1]
      survivor <- 1
      peto <- 1
      for (t in sort(unique(rows$time[rows$event == 1]))) {
        risk <- rows$entry < t & rows$time >= t
        dead <- rows$time == t & rows$event == 1
        n <- sum(risk)
        d <- sum(dead)
        n1 <- sum(risk & first)
        peto <- peto * (1 - d / (n + 1))
        w <- weight(n, survivor, peto)
        u <- u + w * (sum(dead & first) - d * n1 / n)
        if (n > 1) v <- v + w^2 * d * (n - d) / (n - 1) * n1 / n * (1 - n1 / n)
        survivor <- survivor * (1 - d / n)
      }
    }
    u^2 / v
  }
  list(
    exactScore = exact_score(Surv(entry, time, event) ~ by),
    exactScoreStratified = exact_score(Surv(entry, time, event) ~ by + strata(strata)),
    byDefinition = list(
      logrank = by_definition(function(n, s, p) 1),
      gehan = by_definition(function(n, s, p) n),
      peto = by_definition(function(n, s, p) p),
      "modified-peto" = by_definition(function(n, s, p) p * n / (n + 1)),
      rho1gamma1 = by_definition(function(n, s, p) s * (1 - s))
    )
  )
})

# Robust variance ---------------------------------------------------------------------------------------------------
robust_sets <- list(
  lung = complete(with(lung, data.frame(
    time = time, event = as.integer(status == 2), by = text(sex), strata = ph.ecog, cluster = inst, weight = 1 + (age %% 7) / 10
  ))),
  lungEcog = complete(with(lung, data.frame(
    time = time, event = as.integer(status == 2), by = text(ph.ecog), strata = sex, cluster = inst, weight = 1 / (0.2 + age / 100)
  ))),
  retinopathy = with(retinopathy, data.frame(
    time = futime, event = status, by = text(trt), strata = as.integer(type), cluster = id, weight = 1
  )),
  rotterdam = with(rotterdam[seq_len(1200), ], data.frame(
    time = dtime, event = death, by = text(size), strata = meno, cluster = (pid * 7) %% 211, weight = 0.5 + (age %% 11) / 3
  )),
  heart = with(heart, data.frame(
    entry = start, time = stop, event = event, by = text(transplant), strata = surgery, cluster = id, weight = 1 + (id %% 5) / 4
  ))
)
# The robust score test of the Breslow model at hazard ratio 1: its score residuals hold the same terms, ties or not.
robust_score <- function(data, weights, cluster, stratified) {
  data$w <- if (weights) data$weight else 1
  data$unit <- if (cluster) data$cluster else seq_len(nrow(data))
  response <- if (is.null(data$entry)) "Surv(time, event)" else "Surv(entry, time, event)"
  formula <- as.formula(paste(response, "~ factor(by)", if (stratified) "+ strata(strata)" else ""))
  fit <- coxph(formula, data, weights = w, cluster = unit, ties = "breslow")
  df <- length(coef(fit))
  list(weights = weights, cluster = cluster, stratified = stratified, statistic = as.numeric(fit$rscore), df = df, logP = log_p(as.numeric(fit$rscore), df))
}
robust <- lapply(robust_sets, function(data) {
  grid <- list(c(TRUE, FALSE, FALSE), c(FALSE, TRUE, FALSE), c(TRUE, TRUE, FALSE), c(TRUE, TRUE, TRUE))
  lapply(grid, function(g) robust_score(data, g[1], g[2], g[3]))
})

# Paired: strata are the pairs ----------------------------------------------------------------------------------------
paired <- survdiff(Surv(futime, status) ~ trt + strata(id), retinopathy)

# MaxCombo ----------------------------------------------------------------------------------------------------------
combo_sets <- list(
  lung = complete(with(lung, data.frame(time = time, event = as.integer(status == 2), by = text(sex), strata = ph.ecog))),
  veteran = with(veteran, data.frame(time = time, event = status, by = text(trt), strata = as.integer(celltype))),
  gehan = with(MASS::gehan, data.frame(time = time, event = cens, by = text(treat), strata = 1)),
  rotterdam = with(rotterdam, data.frame(time = dtime, event = death, by = text(chemo), strata = meno)),
  colon = with(subset(colon, etype == 2 & rx != "Lev"), data.frame(time = time, event = status, by = text(rx), strata = sex)),
  gbsg = with(gbsg, data.frame(time = rfstime, event = status, by = text(hormon), strata = grade))
)
between <- function(a, b) ifelse(a > 0, pnorm(a, lower.tail = FALSE) - pnorm(b, lower.tail = FALSE), pnorm(b) - pnorm(a))
combo <- function(data, stratified) {
  pairs <- list(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
  u <- numeric(4)
  v <- matrix(0, 4, 4)
  stratum <- if (stratified) data$strata else rep(1, nrow(data))
  for (s in unique(stratum)) {
    rows <- data[stratum == s, ]
    first <- rows$by == sort(unique(data$by))[1]
    survivor <- 1
    for (t in sort(unique(rows$time[rows$event == 1]))) {
      n <- sum(rows$time >= t)
      d <- sum(rows$time == t & rows$event == 1)
      n1 <- sum(rows$time >= t & first)
      w <- sapply(pairs, function(p) survivor^p[1] * (1 - survivor)^p[2])
      u <- u + w * (sum(rows$time == t & rows$event == 1 & first) - d * n1 / n)
      if (n > 1) v <- v + outer(w, w) * d * (n - d) / (n - 1) * n1 / n * (1 - n1 / n)
      survivor <- survivor * (1 - d / n)
    }
  }
  z <- u / sqrt(diag(v))
  r <- cov2cor(v)
  # Two of them: one integral, over the tail of the one and what is left of the other.
  two <- function(a, b) {
    m <- max(abs(z[c(a, b)]))
    rho <- r[a, b]
    s <- sqrt(1 - rho^2)
    tail <- function(y) dnorm(y) * between((-m - rho * y) / s, (m - rho * y) / s)
    area <- sum(sapply(list(c(m, m + 0.3), c(m + 0.3, m + 1), c(m + 1, m + 3), c(m + 3, m + 12)), function(x) {
      integrate(tail, x[1], x[2], rel.tol = 1e-12, abs.tol = 0)$value
    }))
    log(2 * pnorm(m, lower.tail = FALSE) + 2 * area)
  }
  # Three of them by Miwa's method, which is not random. All four are singular; mvtnorm's lattice is random and needs many
  # points, with 3e6 its error is seven times what it says.
  m3 <- max(abs(z[-1]))
  three <- 1 - as.numeric(pmvnorm(rep(-m3, 3), rep(m3, 3), corr = r[-1, -1], algorithm = Miwa(4097)))
  four <- if (!stratified && nrow(data) < 300) {
    set.seed(1)
    m <- max(abs(z))
    pmvnorm(rep(-m, 4), rep(m, 4), sigma = r, algorithm = GenzBretz(maxpts = 5e7, abseps = 1e-8, releps = 0))
  }
  list(
    stratified = stratified, z = z, correlation = r, twoLogP = list(two(1, 2), two(1, 4), two(2, 3)), three = three,
    four = if (!is.null(four)) 1 - as.numeric(four), fourError = attr(four, "error")
  )
}
max_combo <- lapply(combo_sets, function(data) {
  lapply(if (length(unique(data$strata)) > 1) c(FALSE, TRUE) else FALSE, function(s) combo(data, s))
})

# Pairs and hazard ratios ---------------------------------------------------------------------------------------------
group_sets <- list(
  veteran = with(veteran, data.frame(time = time, event = status, by = text(celltype), strata = trt)),
  lungEcog = complete(with(lung, data.frame(time = time, event = as.integer(status == 2), by = text(ph.ecog), strata = sex))),
  colon = with(subset(colon, etype == 2), data.frame(time = time, event = status, by = text(rx), strata = sex)),
  aml = with(aml, data.frame(time = time, event = status, by = text(x), strata = 1)),
  gehan = with(MASS::gehan, data.frame(time = time, event = cens, by = text(treat), strata = 1))
)
pairs_of <- function(data) {
  levels <- sort(unique(data$by))
  if (length(levels) < 3) return(NULL)
  at <- combn(levels, 2)
  plain <- apply(at, 2, function(p) survdiff(Surv(time, event) ~ by, data[data$by %in% p, ])$chisq)
  gehan_like <- apply(at, 2, function(p) survdiff(Surv(time, event) ~ by + strata(strata), data[data$by %in% p, ], rho = 1)$chisq)
  p <- pchisq(plain, 1, lower.tail = FALSE)
  methods <- c("holm", "bonferroni", "hochberg", "hommel", "BH", "BY", "none")
  list(
    first = at[1, ], second = at[2, ], statistic = plain, rho1Stratified = gehan_like, logP = log_p(plain, 1),
    adjusted = setNames(lapply(methods, function(m) p.adjust(p, m)), tolower(methods))
  )
}
ratios_of <- function(data) {
  fit <- survdiff(Surv(time, event) ~ by, data)
  k <- length(fit$obs)
  v <- fit$var[-1, -1, drop = FALSE]
  beta <- solve(v, (fit$obs - fit$exp)[-1])
  error <- sqrt(diag(solve(v)))
  z <- qnorm(0.975)
  pike <- log((fit$obs[-1] / fit$exp[-1]) / (fit$obs[1] / fit$exp[1]))
  pike_error <- sqrt(1 / fit$exp[-1] + 1 / fit$exp[1])
  list(
    peto = list(estimate = I(exp(beta)), lower = I(exp(beta - z * error)), upper = I(exp(beta + z * error)), error = I(error)),
    pike = list(
      estimate = I(exp(pike)), lower = I(exp(pike - z * pike_error)), upper = I(exp(pike + z * pike_error)), error = I(pike_error)
    )
  )
}

# Trend: scores 0, 1, 2, ... of the groups, in strata; the score test of the exact Cox model, and from the definition.
trend_of <- function(data) {
  data$score <- as.integer(factor(data$by)) - 1
  if (length(unique(data$by)) < 3) return(NULL)
  by_definition <- function(weight) {
    u <- v <- 0
    for (s in unique(data$strata)) {
      rows <- data[data$strata == s, ]
      survivor <- 1
      for (t in sort(unique(rows$time[rows$event == 1]))) {
        risk <- rows$time >= t
        dead <- rows$time == t & rows$event == 1
        n <- sum(risk)
        d <- sum(dead)
        w <- weight(n, survivor)
        u <- u + w * (sum(rows$score[dead]) - d * mean(rows$score[risk]))
        if (n > 1) v <- v + w^2 * d * (n - d) / (n - 1) * mean((rows$score[risk] - mean(rows$score[risk]))^2)
        survivor <- survivor * (1 - d / n)
      }
    }
    u^2 / v
  }
  list(
    exactScore = coxph(Surv(time, event) ~ score + strata(strata), data, ties = "exact")$score,
    gehan = by_definition(function(n, s) n), rho1gamma1 = by_definition(function(n, s) s * (1 - s))
  )
}

# Permutation: coin. Of its ties methods "mid-ranks" has the scores event - Nelson-Aalen hazard. -----------------------
coin_sets <- list(
  ocarcinoma = with(ocarcinoma, data.frame(time = time, event = as.integer(event), by = text(stadium), strata = 1)),
  aml = with(aml, data.frame(time = time, event = status, by = text(x), strata = 1)),
  ovarian = with(ovarian, data.frame(time = futime, event = fustat, by = text(rx), strata = resid.ds)),
  gehan = with(MASS::gehan, data.frame(time = time, event = cens, by = text(treat), strata = 1)),
  lungEcog = group_sets$lungEcog
)
by_coin <- function(data, stratified) {
  data$by <- factor(data$by)
  data$block <- factor(data$strata)
  formula <- if (stratified) Surv(time, event) ~ by | block else Surv(time, event) ~ by
  test <- logrank_test(formula, data, ties.method = "mid-ranks")
  two <- nlevels(data$by) == 2
  exact <- if (two && !stratified) {
    as.numeric(pvalue(logrank_test(formula, data, ties.method = "mid-ranks", distribution = exact())))
  }
  list(
    stratified = stratified, z = if (two) as.numeric(statistic(test)) else NULL,
    chisq = as.numeric(if (two) statistic(test)^2 else statistic(test)), asymptotic = as.numeric(pvalue(test)), exact = exact,
    scores = as.numeric(logrank_trafo(Surv(data$time, data$event), ties.method = "mid-ranks"))
  )
}
permutation <- lapply(coin_sets, function(data) {
  lapply(if (length(unique(data$strata)) > 1) c(FALSE, TRUE) else FALSE, function(s) by_coin(data, s))
})

result <- list(
  versions = list(
    R = R.version.string, survival = as.character(packageVersion("survival")), mvtnorm = as.character(packageVersion("mvtnorm")),
    coin = as.character(packageVersion("coin"))
  ),
  entry = list(data = lapply(entry_sets, as.list), tests = delayed),
  robust = list(data = lapply(robust_sets, as.list), tests = robust),
  paired = list(
    data = with(retinopathy, list(time = futime, event = status, by = trt, id = id)), statistic = paired$chisq,
    logP = log_p(paired$chisq, 1), observed = unname(rowSums(paired$obs)), expected = unname(rowSums(paired$exp))
  ),
  combo = list(data = lapply(combo_sets, as.list), tests = max_combo),
  groups = list(data = lapply(group_sets, as.list), pairs = lapply(group_sets, pairs_of), ratios = lapply(group_sets, ratios_of), trend = lapply(group_sets, trend_of)),
  permutation = list(data = lapply(coin_sets, as.list), tests = permutation)
)
write(toJSON(result, digits = I(17), auto_unbox = TRUE, na = "null", null = "null"), "validation/survival-tests.json")
