# Reference values of @hcc/cox: Fine-Gray regression, cmprsk::crr run to convergence. Writes cox-finegray.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(cmprsk)
  library(jsonlite)
})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

set.seed(20261125)
# Fine and Gray's simulation design 1 in outline: mixture of a point mass and exponentials, uniform censoring.
simulate <- function(n, unit) {
  x <- round(rnorm(n), 3)
  z <- rbinom(n, 1, 0.5)
  g <- rbinom(n, 1, 0.4)
  p <- 0.4
  eta <- exp(0.5 * x - 0.5 * z)
  cause <- 1 + (runif(n) > 1 - (1 - p)^eta)
  u <- runif(n)
  t1 <- -log(1 - (1 - (1 - u * (1 - (1 - p)^eta))^(1 / eta)) / p)
  t2 <- rexp(n, exp(-0.3 * x))
  t <- ifelse(cause == 1, t1, t2)
  c <- runif(n, 0.2, ifelse(g == 1, 2, 5))
  status <- ifelse(t <= c, cause, 0)
  data.frame(time = round(pmin(t, c) / unit) * unit + unit, status = status, x = x, z = z, g = g)
}
mg <- subset(mgus2, complete.cases(mgus2[, c("age", "sex", "hgb", "creat", "mspike")]))
mg$etime <- with(mg, ifelse(pstat == 0, futime, ptime))
mg$status <- with(mg, ifelse(pstat == 0, 2 * death, 1))
# Near 0 and of size 1, so that the score can be brought below 1e-12.
mg <- data.frame(time = mg$etime, status = mg$status, age = (mg$age - 70) / 10, male = as.numeric(mg$sex == "M"), hgb = (mg$hgb - 13) / 2, mspike = mg$mspike - 1)
uncensored <- subset(simulate(120, 0.01), status > 0)
sets <- list(mgus2 = mg, fine = simulate(150, 1e-6), ties = simulate(200, 0.25), uncensored = uncensored)

# The sandwich by definition. With `same` a group's q(u) integrates over the events of that group only, as crr does.
sandwich <- function(d, X, group, b, same) {
  u <- sort(unique(d$time))
  g <- match(group, sort(unique(group)))
  of <- function(keep) sapply(seq_len(max(g)), function(k) sapply(u, function(v) sum(g == k & keep(v))))
  left <- of(function(v) d$time >= v)
  lost <- of(function(v) d$time == v & d$status == 0)
  before <- apply(ifelse(left > 0, 1 - lost / left, 1), 2, function(f) cumprod(c(1, f))[seq_along(u)])
  at <- match(d$time, u)
  risk <- exp(drop(X %*% b))
  scores <- matrix(0, nrow(d), ncol(X))
  information <- matrix(0, ncol(X), ncol(X))
  q <- array(0, c(length(u), max(g), ncol(X)))
  for (k in which(d$status == 1)) {
    w <- risk * ifelse(d$time >= d$time[k], 1, ifelse(d$status == 2, before[cbind(at[k], g)] / before[cbind(at, g)], 0))
    z <- sweep(X, 2, colSums(w * X) / sum(w))
    part <- z * w / sum(w)
    scores[k, ] <- scores[k, ] + z[k, ]
    scores <- scores - part
    information <- information + crossprod(z, part)
    for (j in if (same) g[k] else seq_len(max(g))) for (v in seq_len(at[k])) {
      early <- d$status == 2 & g == j & at < v
      q[v, j, ] <- q[v, j, ] + colSums(part[early, , drop = FALSE])
    }
  }
  for (j in seq_len(max(g))) for (c in seq_len(ncol(X))) {
    drift <- cumsum(ifelse(left[, j] > 0, q[, j, c] * lost[, j] / left[, j]^2, 0))
    own <- g == j
    scores[own, c] <- scores[own, c] + (d$status[own] == 0) * (q[, j, c] / left[, j])[at[own]] - drift[at[own]]
  }
  solve(information) %*% crossprod(scores) %*% solve(information)
}

one <- function(data, x, group = NULL) {
  d <- sets[[data]]
  X <- as.matrix(d[x])
  f <- if (is.null(group)) crr(d$time, d$status, X, gtol = 1e-12, maxiter = 100)
       else crr(d$time, d$status, X, cengroup = d[[group]], gtol = 1e-12, maxiter = 100)
  # Rounding may leave the score above gtol; what is left moves no digit that is compared.
  stopifnot(max(abs(f$score)) < 1e-8)
  if (!is.null(group)) stopifnot(all.equal(unname(sandwich(d, X, d[[group]], f$coef, TRUE)), unname(f$var), tolerance = 1e-9))
  new <- X[c(1, 7, 20), , drop = FALSE]
  curve <- predict(f, new)
  at <- unique(round(seq(1, nrow(curve), length.out = min(12, nrow(curve)))))
  list(data = data, x = I(x), group = group, coef = I(unname(f$coef)), var = unname(f$var),
       right = if (is.null(group)) unname(f$var) else unname(sandwich(d, X, d[[group]], f$coef, FALSE)), naive = unname(f$invinf),
       loglik = f$loglik, null = f$loglik.null, rows = c(0, 6, 19), time = curve[at, 1], incidence = t(curve[at, -1]))
}
cases <- list(one("mgus2", c("age", "male", "hgb", "mspike")), one("mgus2", "age", group = "male"), one("fine", c("x", "z")),
              one("fine", c("x", "z"), group = "g"), one("ties", c("x", "z")), one("ties", c("x", "z", "g"), group = "g"),
              one("uncensored", c("x", "z")))
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  cmprsk = as.character(packageVersion("cmprsk")), jsonlite = as.character(packageVersion("jsonlite"))),
  data = lapply(sets, as.list), cases = cases
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null", dataframe = "columns"),
           file.path(here, "cox-finegray.json"))
