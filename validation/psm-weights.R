# Reference values for balancingWeights of packages/psm. Run from the root of the repository: Rscript validation/psm-weights.R
# Weights by their formulas from glm taken to the end of its convergence; entropy balancing (Hainmueller 2012,
# doi.org/10.1093/pan/mpr025) by Newton's method on the dual, on orthogonal polynomials, until no mean is off by 1e-12 SD.
suppressPackageStartupMessages({ library(jsonlite); library(survival) })
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")

settled <- function(formula, d) {
  fit <- glm(formula, binomial, d); X <- model.matrix(fit); y <- fit$y; m <- c(0, colMeans(X)[-1]); Z <- sweep(X, 2, m)
  b <- coef(fit); b[1] <- b[1] + sum(b * m)
  for (i in 1:6) {
    mu <- plogis(drop(Z %*% b)); w <- sqrt(mu * (1 - mu))
    b <- b + qr.coef(qr(w * Z, tol = 1e-14), (y - mu) / w)
  }
  plogis(drop(Z %*% b))
}
by_score <- function(e, t, estimand) {
  own <- ifelse(t == 1, e, 1 - e)
  switch(estimand, ATE = 1, ATT = e, ATC = 1 - e, overlap = e * (1 - e), matching = pmin(e, 1 - e)) / own
}
ess <- function(w) sum(w)^2 / sum(w^2)
# Every seventh weight stands for all; the sums hold the others.
digest <- function(w, t) list(
  some = number(unname(w[seq(1, length(w), 7)])), sum = number(c(sum(w[t == 1]), sum(w[t == 0]))),
  effective = number(c(ess(w[t == 1]), ess(w[t == 0]))), largest = number(c(max(w[t == 1]), max(w[t == 0]))),
  largestRow = c(which(t == 1)[which.max(w[t == 1])], which(t == 0)[which.max(w[t == 0])]) - 1)

# Trimming as WeightIt's documentation of trim() has it: type 3, the group with weights of 1 left alone.
trim <- function(w, t, estimand, at, lower, drop) {
  among <- switch(estimand, ATT = t == 0, ATC = t == 1, rep(TRUE, length(t)))
  bound <- unname(quantile(w[among], c(1 - at, at), type = 3))
  high <- among & w > bound[2]; low <- among & lower & w < bound[1]
  w[high] <- if (drop) 0 else bound[2]; w[low] <- if (drop) 0 else bound[1]
  c(list(estimand = estimand, quantile = at, lower = lower, action = if (drop) "drop" else "winsorize", bounds = number(bound),
         counts = c(sum((high | low) & t == 1), sum((high | low) & t == 0))), digest(w, t))
}
by_bounds <- function(e, t, estimand, bounds, drop) {
  outside <- e < bounds[1] | e > bounds[2]
  w <- by_score(pmin(pmax(e, bounds[1]), bounds[2]), t, estimand)
  if (drop) w[outside] <- 0
  c(list(estimand = estimand, score = bounds, action = if (drop) "drop" else "winsorize",
         counts = c(sum(outside & t == 1), sum(outside & t == 0))), digest(w, t))
}

dual <- function(Z) {
  b <- numeric(ncol(Z)); objective <- function(b) { eta <- drop(Z %*% b); max(eta) + log(sum(exp(eta - max(eta)))) }
  for (i in 1:500) {
    eta <- drop(Z %*% b); w <- exp(eta - max(eta)); w <- w / sum(w); g <- colSums(w * Z)
    if (max(abs(g)) < 1e-14) break
    step <- -solve(crossprod(sqrt(w) * sweep(Z, 2, g)), g, tol = 1e-20)
    s <- 1; if (max(abs(g)) > 1e-6) while (objective(b + s * step) > objective(b)) s <- s / 2
    b <- b + s * step
  }
  stopifnot(max(abs(g)) < 1e-12)
  w * nrow(Z)
}
entropy <- function(d, t, estimand, moments) {
  columns <- lapply(d, function(x) {
    if (is.character(x)) sapply(sort(unique(x))[-1], function(l) 1 * (x == l))
    else if (all(x %in% 0:1)) cbind(x) else unclass(poly(x, moments))[, seq_len(moments), drop = FALSE]
  })
  Z <- scale(do.call(cbind, columns))
  w <- rep(1, nrow(d))
  target <- colMeans(switch(estimand, ATT = Z[t == 1, ], ATC = Z[t == 0, ], Z))
  for (g in switch(estimand, ATT = 0, ATC = 1, 0:1)) w[t == g] <- dual(sweep(Z[t == g, ], 2, target))
  w
}

lalonde <- read.csv("validation/lalonde.csv")
covariates <- c("age", "educ", "race", "married", "nodegree", "re74", "re75")
t <- lalonde$treat; e <- settled(treat ~ age + educ + race + married + nodegree + re74 + re75, lalonde)
share <- ifelse(t == 1, mean(t), 1 - mean(t))
estimands <- c("ATE", "ATT", "ATC", "overlap", "matching")
score <- lapply(estimands, function(estimand) {
  w <- by_score(e, t, estimand)
  list(estimand = estimand, plain = digest(w, t), stabilized = digest(w * share, t),
       normalized = digest(w / ave(w, t), t))
})
trimmed <- c(
  lapply(c("ATE", "ATT", "ATC", "overlap"), function(estimand) trim(by_score(e, t, estimand), t, estimand, 0.95, FALSE, FALSE)),
  list(trim(by_score(e, t, "ATE"), t, "ATE", 0.9, TRUE, FALSE), trim(by_score(e, t, "ATT"), t, "ATT", 0.99, TRUE, TRUE),
       by_bounds(e, t, "ATE", c(0.1, 0.9), TRUE), by_bounds(e, t, "ATE", c(0.05, 0.7), FALSE), by_bounds(e, t, "ATT", c(0.1, 0.9), TRUE)))
balanced <- list()
for (case in list(list("ATT", 1), list("ATC", 1), list("ATE", 1), list("ATT", 2), list("ATE", 2), list("ATT", 3))) {
  found <- tryCatch(entropy(lalonde[covariates], t, case[[1]], case[[2]]), error = function(err) NULL)
  if (is.null(found)) next
  balanced[[length(balanced) + 1]] <- c(list(estimand = case[[1]], moments = case[[2]]), digest(found, t))
}

# Weights as sampling weights of survival analyses: Veterans' Administration lung cancer trial.
d <- with(veteran, data.frame(time = time, event = status, arm = trt - 1, age = age, karno = karno, months = diagtime,
                              cell = as.character(celltype), prior = prior / 10))
p <- settled(arm ~ age + karno + months + cell + prior, d)
times <- c(30, 90, 180)
survive <- function(w) {
  d$w <- w; used <- d[w > 0, ]
  curve <- lapply(0:1, function(g) {
    s <- summary(survfit(Surv(time, event) ~ 1, used[used$arm == g, ], weights = w, robust = TRUE), times = times)
    list(survival = number(s$surv), standardError = number(s$std.err))
  })
  cox <- coxph(Surv(time, event) ~ arm, used, weights = w, robust = TRUE, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50))
  breslow <- coxph(Surv(time, event) ~ arm, used, weights = w, robust = TRUE, ties = "breslow")
  list(curves = curve, estimate = number(unname(coef(cox))), standardError = number(sqrt(cox$var[1])), logRank = number(breslow$rscore))
}
outcome <- list(
  ATE = survive(by_score(p, d$arm, "ATE")), ATT = survive(by_score(p, d$arm, "ATT")), overlap = survive(by_score(p, d$arm, "overlap")),
  entropy = survive(entropy(d[c("age", "karno", "months", "cell", "prior")], d$arm, "ATE", 1)))

out <- list(
  versions = list(R = paste(R.version$major, R.version$minor, sep = "."), survival = as.character(packageVersion("survival"))),
  score = score, trimmed = trimmed, entropy = balanced,
  veteran = list(data = lapply(as.list(d), function(x) if (is.character(x)) x else number(x)), times = times, outcome = outcome))
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, null = "null", json_verbatim = TRUE), "validation/psm-weights.json")
