# Reference values of @hcc/cox: ridge, lasso and elastic-net paths and their cross-validation. Writes cox-path.json beside
# itself. "truth" is found here by Newton's method on the scores and information of coxph, to about 1e-12; "glmnet" is as
# exact as thresh = 1e-14 makes it (about 1e-6), on data where no censoring falls on an event time.
suppressPackageStartupMessages({
  library(survival)
  library(glmnet)
  library(jsonlite)
})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
glmnet.control(fdev = 0, devmax = 1, epsnr = 1e-12, mxitnr = 500)

lungc <- lung[complete.cases(lung[, c("time", "status", "age", "sex", "ph.ecog", "ph.karno", "wt.loss")]), ]
lungd <- with(lungc, data.frame(
  time = time, event = status - 1, age = age, sex = sex, ecog1 = as.numeric(ph.ecog == 1), ecog2 = as.numeric(ph.ecog >= 2),
  karno = ph.karno, loss = wt.loss, frequency = 1 + seq_along(time) %% 3, offset = round(sin(seq_along(time)), 2) / 2,
  fold = 1 + (seq_along(time) * 7) %% 5
))
apart <- lungd
apart$time <- ceiling(apart$time / 30)
apart$time[apart$event == 0] <- apart$time[apart$event == 0] + 0.5
heartd <- with(heart, data.frame(entry = start, time = stop, event = event, age = age, year = year, surgery = as.numeric(surgery),
                                 transplant = as.numeric(transplant == "1"), id = id))
# No end of follow-up and no transplant on the day of a death.
moved <- heartd
moved$time[moved$event == 0] <- moved$time[moved$event == 0] + 0.25
moved$entry[moved$entry > 0] <- moved$entry[moved$entry > 0] + 0.25
set.seed(20261125)
wide <- as.data.frame(round(matrix(rnorm(40 * 60), 40), 2))
names(wide) <- paste0("g", 1:60)
wide <- cbind(time = round(rexp(40, exp(wide$g1 - wide$g2 / 2)) * 20) + 1, event = rbinom(40, 1, 0.7), wide)
wide$time[wide$event == 0] <- wide$time[wide$event == 0] + 0.5
sets <- list(lung = lungd, apart = apart, heart = heartd, moved = moved, wide = wide)

lung_columns <- c("age", "sex", "ecog1", "ecog2", "karno", "loss")
heart_columns <- c("age", "year", "surgery", "transplant")

# Score and information of coxph at given coefficients.
at <- function(case, b, x) {
  d <- sets[[case$data]]
  y <- if (is.null(case$entry)) Surv(d$time, d$event) else Surv(d$entry, d$time, d$event)
  w <- if (is.null(case$weights)) rep(1, nrow(d)) else d[[case$weights]]
  o <- if (is.null(case$offset)) rep(0, nrow(d)) else d[[case$offset]]
  s <- if (is.null(case$strata)) rep(1, nrow(d)) else d[[case$strata]]
  fit <- coxph(y ~ x + strata(s) + offset(o), init = b, weights = w, ties = case$ties, robust = FALSE,
               control = coxph.control(iter.max = 0, toler.chol = 1e-14))
  residual <- residuals(fit, type = "score") * w
  list(value = fit$loglik[2], null = fit$loglik[1], gradient = colSums(as.matrix(residual)), information = solve(fit$var), weight = w)
}

# Maximum of the penalized likelihood: coordinate descent for the signs, then Newton's method for these signs.
truth <- function(case, lambda, b = NULL) {
  x <- as.matrix(sets[[case$data]][case$columns])
  w <- if (is.null(case$weights)) rep(1, nrow(x)) else sets[[case$data]][[case$weights]]
  p <- ncol(x)
  m <- colSums(w * x) / sum(w)
  x <- sweep(x, 2, m)
  s <- if (case$standardize) sqrt(colSums(w * x^2) / sum(w)) else rep(1, p)
  x <- sweep(x, 2, s, "/")
  v <- case$factors * p / sum(case$factors)
  one <- sum(w) * lambda * case$alpha * v
  two <- sum(w) * lambda * (1 - case$alpha) * v
  b <- if (is.null(b)) rep(0, p) else b * s
  for (step in 1:40) {
    f <- at(case, b, x)
    g <- f$gradient
    h <- f$information
    new <- b
    for (sweep in 1:2000) for (j in 1:p) {
      pull <- g[j] - sum(h[j, ] * (new - b)) + h[j, j] * new[j]
      new[j] <- sign(pull) * max(0, abs(pull) - one[j]) / (h[j, j] + two[j])
    }
    free <- new != 0
    change <- max(abs(new - b))
    b <- new
    if (change < 1e-9) break
  }
  for (step in 1:4) {
    f <- at(case, b, x)
    rest <- (f$gradient - two * b - sign(b) * one)[free]
    b[free] <- b[free] + solve(f$information[free, free, drop = FALSE] + diag(two[free], sum(free)), rest)
  }
  f <- at(case, b, x)
  off <- ifelse(free, abs(f$gradient - two * b - sign(b) * one), pmax(0, abs(f$gradient) - one))
  stopifnot(max(off) < 1e-9 * max(one + two * abs(b), 1e-3), all(sign(b) == sign(new)))
  list(lambda = lambda, coefficients = I(unname(b / s)), value = f$value)
}

case <- function(data, columns, ties = "efron", alpha = 1, standardize = TRUE, factors = rep(1, length(columns)), ...) {
  list(data = data, columns = columns, ties = ties, alpha = alpha, standardize = standardize, factors = I(factors), ...)
}
exact <- list(
  list(case("lung", lung_columns), c(0.1, 0.03, 0.01, 0.001)),
  list(case("lung", lung_columns, "breslow", 0.5), c(0.1, 0.03, 0.001)),
  list(case("lung", lung_columns, alpha = 0), c(1, 0.1, 0.001)),
  list(case("lung", lung_columns, alpha = 0.5, weights = "frequency"), c(0.1, 0.01)),
  list(case("lung", lung_columns, "breslow", strata = "sex", offset = "offset"), c(0.1, 0.01)),
  list(case("apart", lung_columns, alpha = 0.8), c(0.1, 0.03, 0.003)),
  list(case("apart", lung_columns, alpha = 0.3, standardize = FALSE, factors = c(1, 0, 2, 2, 0.5, 1)), c(0.5, 0.05)),
  list(case("apart", lung_columns, "breslow", alpha = 1, strata = "sex"), c(0.05, 0.005)),
  list(case("heart", heart_columns, entry = "entry"), c(0.03, 0.005)),
  list(case("heart", heart_columns, "breslow", alpha = 0.5, entry = "entry"), c(0.03, 0.005))
)
drop_sex <- function(k) if (identical(k$strata, "sex")) modifyList(k, list(columns = setdiff(k$columns, "sex"), factors = I(rep(1, 5)))) else k
exact <- lapply(exact, function(e) {
  k <- drop_sex(e[[1]])
  c(k, list(points = lapply(e[[2]], function(lambda) truth(k, lambda))))
})

# glmnet: sequence, coefficients, deviance.
path <- function(case) {
  # Of stratified data glmnet finishes the first lambdas only when it must be exact.
  count <- if (is.null(case$strata)) 20 else 8
  ratio <- if (is.null(case$strata)) 0.01 else 0.2
  d <- sets[[case$data]]
  y <- if (is.null(case$entry)) Surv(d$time, d$event) else Surv(d$entry, d$time, d$event)
  if (!is.null(case$strata)) y <- stratifySurv(y, d[[case$strata]])
  fit <- glmnet(as.matrix(d[case$columns]), y, family = "cox", alpha = case$alpha, nlambda = count, lambda.min.ratio = ratio,
                standardize = case$standardize, penalty.factor = unclass(case$factors), thresh = 1e-14, maxit = 1e7,
                weights = if (is.null(case$weights)) NULL else d[[case$weights]],
                offset = if (is.null(case$offset)) NULL else d[[case$offset]])
  stopifnot(length(fit$lambda) == count)
  c(case, list(ratio = ratio, lambda = I(fit$lambda), coefficients = unname(as.matrix(coef(fit))), df = I(unname(fit$df)), devianceRatio = I(fit$dev.ratio)))
}
paths <- lapply(list(
  case("apart", lung_columns, "breslow"),
  case("apart", lung_columns, "breslow", 0.5),
  case("apart", lung_columns, "breslow", 0),
  case("apart", lung_columns, "breslow", 0.5, weights = "frequency"),
  case("apart", lung_columns, "breslow", 0.7, offset = "offset"),
  case("apart", lung_columns, "breslow", 0.7, standardize = FALSE),
  case("apart", lung_columns, "breslow", 0.7, factors = c(1, 0, 2, 2, 0.5, 1)),
  case("apart", setdiff(lung_columns, "sex"), "breslow", 1, strata = "sex"),
  case("moved", heart_columns, "breslow", 1, entry = "entry"),
  case("wide", paste0("g", 1:60), "breslow", 1),
  case("wide", paste0("g", 1:60), "breslow", 0.5)
), path)

# Cross-validation.
d <- sets$apart
x <- as.matrix(d[lung_columns])
y <- Surv(d$time, d$event)
lambda <- paths[[2]]$lambda[1:12]
cross <- lapply(c("deviance", "C"), function(measure) {
  cv <- cv.glmnet(x, y, family = "cox", alpha = 0.5, lambda = lambda, foldid = d$fold, type.measure = measure, thresh = 1e-14, maxit = 1e7)
  list(data = "apart", columns = lung_columns, alpha = 0.5, measure = measure, lambda = I(cv$lambda), mean = I(unname(cv$cvm)),
       error = I(unname(cv$cvsd)), lambdaMin = cv$lambda.min, lambda1Se = cv$lambda.1se)
})

# ridge() of survival.
d <- sets$lung
ridge_fit <- function(theta, scale, ties) {
  fit <- coxph(Surv(time, event) ~ ridge(age, sex, ecog1, ecog2, karno, loss, theta = theta, scale = scale), data = d, ties = ties,
               control = coxph.control(eps = 1e-13, iter.max = 100, outer.max = 50, toler.chol = 1e-14))
  list(theta = theta, scale = scale, ties = ties, coefficients = I(unname(coef(fit))))
}
ridges <- list(ridge_fit(5, FALSE, "efron"), ridge_fit(50, FALSE, "breslow"), ridge_fit(20, TRUE, "efron"))

# Censorings at event times: the same data in days and in centuries, one coefficient, by direct maximization.
d <- sets$lung
lambda <- 0.02
direct <- optimize(function(b) {
  s <- sqrt(mean((d$karno - mean(d$karno))^2))
  fit <- coxph(Surv(time, event) ~ karno, data = d, init = b, ties = "breslow", control = coxph.control(iter.max = 0))
  fit$loglik[2] / nrow(d) - lambda * abs(b * s)
}, c(-1, 1), maximum = TRUE, tol = 1e-12)$maximum
one <- case("lung", "karno", "breslow")
one_column <- function(unit) {
  unname(coef(glmnet(cbind(d$karno, 0), Surv(d$time / unit, d$event), family = "cox", lambda = lambda, thresh = 1e-14))[1, 1])
}
units <- list(lambda = lambda, truth = truth(one, lambda)$coefficients, direct = direct, days = one_column(1), centuries = one_column(36525))

out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  glmnet = as.character(packageVersion("glmnet")), jsonlite = as.character(packageVersion("jsonlite"))),
  data = lapply(sets, as.list), exact = exact, paths = paths, cross = cross, ridges = ridges, units = units
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), file.path(here, "cox-path.json"))
