# Reference values for packages/psm. Run from the root of the repository: Rscript validation/psm.R
# Matching itself is not remade here: MatchIt of Debian bookworm (4.5.1) ignores calipers (its issue 163). The figures of
# MatchIt 4.7.2 on lalonde stand in packages/psm/test/match-pairs.test.ts.
suppressPackageStartupMessages(library(jsonlite))
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
scalar <- function(x) structure(ifelse(is.finite(x), sprintf("%.17g", x), "null"), class = "json")
set.seed(20261123)

# glm stops on the deviance and takes its standard errors from the last iterate but one: at epsilon = 1e-13 they are still
# 1e-7 away from the information at the estimate. Five more Newton steps by QR, on centred columns, settle both.
logistic <- function(d, formula) {
  fit <- glm(formula, binomial, d)
  kept <- !is.na(coef(fit)); X <- model.matrix(fit)[, kept]; y <- fit$y; m <- c(0, colMeans(X)[-1]); Z <- sweep(X, 2, m)
  b <- coef(fit)[kept]; b[1] <- b[1] + sum(b * m)
  for (i in 1:6) {
    mu <- plogis(drop(Z %*% b)); w <- sqrt(mu * (1 - mu)); decomposition <- qr(w * Z, tol = 1e-14)
    if (i < 6) b <- b + qr.coef(decomposition, (y - mu) / w)
  }
  V <- matrix(0, length(b), length(b)); V[decomposition$pivot, decomposition$pivot] <- chol2inv(qr.R(decomposition))
  A <- diag(length(b)); A[1, ] <- A[1, ] - m; A[1, 1] <- 1
  V <- A %*% V %*% t(A); b <- drop(A %*% b); se <- sqrt(diag(V))
  stopifnot(max(abs(b - coef(fit)[kept]) / se) < 1e-3)
  estimate <- coef(fit); estimate[kept] <- b
  concordance <- { p <- mu[y == 1]; q <- mu[y == 0]; mean(outer(p, q, ">") + outer(p, q, "==") / 2) }
  list(names = names(coef(fit)), estimate = number(unname(estimate)), standardError = number(se),
       pValue = number(2 * pnorm(-abs(b / se))), covariance = number(as.vector(V)),
       deviance = scalar(-2 * sum(dbinom(y, 1, mu, log = TRUE))), nullDeviance = scalar(fit$null.deviance), fitted = number(unname(mu)),
       concordance = scalar(concordance))
}
columns <- function(d) lapply(as.list(d), function(x) if (is.character(x)) x else number(x))

n <- 132
liver <- data.frame(
  arm = rbinom(n, 1, 0.5), age = round(rnorm(n, 55, 11)), afp = round(exp(rnorm(n, 5.5, 2)), 1),
  childPugh = sample(c("A5", "A6", "B7"), n, TRUE, c(0.5, 0.3, 0.2)), sex = sample(c("male", "female"), n, TRUE, c(0.85, 0.15)),
  day = round(rnorm(n, 1e6, 40)))
liver$arm <- rbinom(n, 1, plogis(-0.4 + 0.03 * (liver$age - 55) + 0.5 * (liver$childPugh == "B7") + 0.1 * log2(liver$afp) - 0.7))
liver$months <- liver$age * 12 + 3
liverFormula <- arm ~ age + log2(afp) + childPugh + sex + day + months + sex:age
small <- data.frame(y = c(1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1), x = c(2.5, 1, 3, 0.5, 0.7, 2, 4, 1.5, 2.2, 3.1, 0.2, 1.9))

# Balance by the formulas that MatchIt and cobalt document, written out.
weightedVar <- function(x, w) { w <- w / sum(w); m <- sum(w * x); sum(w * (x - m)^2) / (1 - sum(w^2)) }
balanceOf <- function(x, t, w) {
  mean1 <- weighted.mean(x[t == 1], w[t == 1]); mean0 <- weighted.mean(x[t == 0], w[t == 0])
  binary <- all(x %in% 0:1)
  v <- if (binary) function(z) mean(z) * (1 - mean(z)) else var
  d <- sqrt(c(v(x[t == 1]), v(x[t == 0]), (v(x[t == 1]) + v(x[t == 0])) / 2, v(x)))
  at <- sort(unique(x)); F <- function(g) sapply(at, function(q) sum(w[t == g & x <= q]) / sum(w[t == g]))
  list(means = number(c(mean1, mean0)), smd = number((mean1 - mean0) / d), ks = scalar(max(abs(F(1) - F(0)))),
       varianceRatio = if (binary) NULL else scalar(weightedVar(x[t == 1], w[t == 1]) / weightedVar(x[t == 0], w[t == 0])))
}
weight <- ifelse(seq_len(n) %% 5 == 0, 0, round(runif(n, 0.2, 2), 3))
design <- cbind(age = liver$age, afp = liver$afp, sapply(c("A5", "A6", "B7"), function(l) 1 * (liver$childPugh == l)),
                sapply(c("female", "male"), function(l) 1 * (liver$sex == l)))
balance <- lapply(seq_len(ncol(design)), function(j) list(
  before = balanceOf(design[, j], liver$arm, rep(1, n)), after = balanceOf(design[, j], liver$arm, weight)))
yangDalton <- function(w) {
  p <- function(g, w) tapply(w[liver$arm == g], factor(liver$childPugh)[liver$arm == g], sum) / sum(w[liver$arm == g])
  S <- function(p) { p <- p[-1]; diag(p) - outer(p, p) }
  d <- (p(1, w) - p(0, w))[-1]; one <- rep(1, n)
  sqrt(drop(d %*% solve((S(p(1, one)) + S(p(0, one))) / 2) %*% d))
}
ess <- function(g) { w <- weight[liver$arm == g]; sum(w)^2 / sum(w^2) }

# lalonde.csv: 185 treated rows of the National Supported Work demonstration and 429 controls of the Panel Study of Income
# Dynamics, as in the data set lalonde of MatchIt (rows in order, outcome re78 left out), read from csv/MatchIt/lalonde.csv
# of github.com/vincentarelbundock/Rdatasets. LaLonde (1986); Dehejia and Wahba (1999), doi.org/10.1080/01621459.1999.10473858.
lalonde <- read.csv("validation/lalonde.csv")

out <- list(
  versions = list(R = paste(R.version$major, R.version$minor, sep = ".")),
  liver = list(data = columns(liver), fit = logistic(liver, liverFormula)),
  lalonde = list(fit = logistic(lalonde, treat ~ age + educ + race + married + nodegree + re74 + re75)),
  small = list(data = columns(small), fit = logistic(small, y ~ x)),
  balance = list(weight = number(weight), rows = balance, yangDalton = number(c(yangDalton(rep(1, n)), yangDalton(weight))), effective = number(c(ess(1), ess(0)))))
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, null = "null", json_verbatim = TRUE), "validation/psm.json")
