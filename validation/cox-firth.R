# Reference values of @hcc/cox: Firth's penalized Cox regression. Writes cox-firth.json beside itself.
#
# R's survival has no penalty of this kind: here l*(b) = l(b) + log det I(b) / 2 and its derivatives are sums over event times
# and Efron's steps of weighted means, covariances and third central moments over the rows at risk, each formed from all rows
# anew. l and I are compared with those of coxph at the estimates (init = b, no iterations), and the derivative of l* with
# differences of l* from coxph. Roots are found by Newton's method with numerical second derivatives until the step is below
# 1e-11 standard errors.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
options(contrasts = c("contr.treatment", "contr.poly"))

set.seed(20001)
n <- 70
breast <- data.frame(stage = rbinom(n, 1, 0.45), nodes = rbinom(n, 1, 0.4), grade = rbinom(n, 1, 0.7), marker = rbinom(n, 1, 0.55))
risk <- exp(0.8 * breast$stage + 0.9 * breast$nodes + 0.4 * breast$marker)
death <- rexp(n, 0.006 * risk)
censored <- runif(n, 5, 72)
breast$time <- ceiling(pmin(death, censored))
# Nobody of low grade dies.
breast$event <- as.numeric(death <= censored & breast$grade == 1)
veterans <- veteran[seq(1, 137, by = 2), ]
lungs <- lung[complete.cases(lung[, c("age", "sex", "ph.ecog")]), ][1:50, c("time", "status", "age", "sex", "ph.ecog")]
lungs$time <- ceiling(lungs$time / 30)
lungs$frequency <- 1 + (seq_len(50) %% 3)
lungs$part <- round(0.02 * (lungs$age - 60), 3)
sets <- list(
  breast = breast,
  ovarian = transform(ovarian, time = futime, event = fustat),
  veteran = transform(veterans, event = status, celltype = as.character(celltype)),
  lung = transform(lungs, event = status - 1),
  heart = transform(heart[1:90, ], entry = start, time = stop, transplant = as.numeric(as.character(transplant))),
  # Every death in the arm happens before any other.
  apart = data.frame(time = c(1, 2, 2, 3, 5, 6, 6, 8, 9, 9), event = c(1, 1, 1, 1, 1, 1, 0, 1, 1, 0), arm = rep(1:0, each = 5),
                     x = c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3)),
  # A level without events.
  level = data.frame(time = c(4, 7, 7, 9, 12, 13, 15, 15, 18, 20, 21, 24), event = c(1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0),
                     grade = c("A", "B", "C", "A", "B", "C", "A", "C", "B", "C", "A", "B"))
)
number <- function(name) list(type = "number", name = name)
categories <- function(name, levels) list(type = "factor", name = name, levels = levels)
celltype <- categories("celltype", c("squamous", "smallcell", "adeno", "large"))
models <- list(
  list("breast", list(number("stage"), number("nodes"), number("grade"), number("marker"))),
  list("ovarian", list(number("age"), number("rx"), number("resid.ds"), number("ecog.ps"))),
  list("veteran", list(number("trt"), celltype, number("karno"))),
  list("veteran", list(number("trt"), number("karno")), strata = "celltype"),
  list("lung", list(number("age"), number("ph.ecog")), strata = "sex", weights = "frequency"),
  list("lung", list(number("sex"), number("ph.ecog")), offset = "part"),
  list("heart", list(number("age"), number("surgery"), number("transplant"))),
  list("apart", list(number("arm"), number("x"))),
  list("level", list(categories("grade", c("A", "B", "C"))))
)

fit_case <- function(model, ties) {
  name <- model[[1]]
  d <- sets[[name]]
  terms <- model[[2]]
  for (term in terms) if (term$type == "factor") d[[term$name]] <- factor(d[[term$name]], levels = term$levels)
  x <- do.call(cbind, lapply(terms, function(term) model.matrix(~ d[[term$name]])[, -1, drop = FALSE]))
  p <- ncol(x)
  w <- if (is.null(model$weights)) rep(1, nrow(d)) else d[[model$weights]]
  offset <- if (is.null(model$offset)) rep(0, nrow(d)) else d[[model$offset]]
  stratum <- if (is.null(model$strata)) rep(1, nrow(d)) else d[[model$strata]]
  entry <- if (is.null(d$entry)) rep(-Inf, nrow(d)) else d$entry
  y <- if (is.null(d$entry)) Surv(d$time, d$event) else Surv(d$entry, d$time, d$event)

  # Log-likelihood, its penalized form, the score of that, and the information.
  moments <- list()
  for (s in unique(stratum)) for (t in sort(unique(d$time[d$event == 1 & stratum == s]))) {
    at <- which(stratum == s & entry < t & d$time >= t)
    dies <- d$event[at] == 1 & d$time[at] == t
    moments[[length(moments) + 1]] <- list(at = at, dies = dies)
  }
  evaluate <- function(b) {
    eta <- drop(x %*% b) + offset
    l <- 0
    u <- numeric(p)
    information <- matrix(0, p, p)
    pieces <- list()
    for (m in moments) {
      z <- x[m$at, , drop = FALSE]
      r <- w[m$at] * exp(eta[m$at])
      deaths <- sum(m$dies)
      weight <- sum(w[m$at][m$dies])
      steps <- if (ties == "efron") deaths else 1
      l <- l + sum((w * eta)[m$at][m$dies])
      u <- u + colSums((w[m$at] * z)[m$dies, , drop = FALSE])
      for (k in seq_len(steps) - 1) {
        q <- r * ifelse(m$dies, 1 - k / steps, 1)
        l <- l - weight / steps * log(sum(q))
        q <- q / sum(q)
        mean <- colSums(q * z)
        centered <- sweep(z, 2, mean)
        u <- u - weight / steps * mean
        information <- information + weight / steps * crossprod(centered, q * centered)
        pieces[[length(pieces) + 1]] <- list(centered = centered, q = weight / steps * q)
      }
    }
    inverse <- solve(information)
    for (piece in pieces) {
      size <- rowSums((piece$centered %*% inverse) * piece$centered)
      u <- u + colSums(piece$q * size * piece$centered) / 2
    }
    list(l = l, value = l + as.numeric(determinant(information)$modulus) / 2, u = u, information = information)
  }
  jacobian <- function(b) {
    h <- 1e-5 / sqrt(diag(evaluate(b)$information))
    vapply(seq_len(p), function(j) {
      up <- down <- b
      up[j] <- b[j] + h[j]
      down[j] <- b[j] - h[j]
      (evaluate(up)$u - evaluate(down)$u) / (2 * h[j])
    }, numeric(p))
  }
  # Maximum over the free coefficients, the others as in b.
  climb <- function(b, free) {
    for (round in 1:100) {
      e <- evaluate(b)
      if (length(free) == 0) return(b)
      second <- -matrix(jacobian(b), p, p)[free, free, drop = FALSE]
      if (any(eigen((second + t(second)) / 2, symmetric = TRUE)$values <= 0)) second <- e$information[free, free, drop = FALSE]
      step <- solve(second, e$u[free])
      length <- 1
      while (length > 1e-6) {
        there <- b
        there[free] <- b[free] + length * step
        if (evaluate(there)$value >= e$value - 1e-11) break
        length <- length / 2
      }
      b <- there
      if (max(abs(step) * sqrt(diag(e$information)[free])) < 1e-11) return(b)
    }
    stop("no maximum")
  }
  b <- climb(numeric(p), seq_len(p))
  best <- evaluate(b)
  se <- sqrt(diag(solve(best$information)))

  # The likelihood is that of coxph.
  through_coxph <- function(b, control = coxph.control(iter.max = 0)) {
    fit <- coxph(y ~ x + offset(offset) + strata(stratum), weights = w, ties = ties, init = b, control = control, robust = FALSE)
    c(fit$loglik[1], fit$loglik[1] - as.numeric(determinant(vcov(fit))$modulus) / 2, sqrt(diag(vcov(fit))))
  }
  stopifnot(isTRUE(all.equal(through_coxph(b), c(best$l, best$value, se), tolerance = 1e-11, check.attributes = FALSE)))
  for (j in seq_len(p)) {
    h <- replace(numeric(p), j, 1e-3 * se[j])
    change <- (8 * (through_coxph(b + h)[2] - through_coxph(b - h)[2]) - through_coxph(b + 2 * h)[2] + through_coxph(b - 2 * h)[2]) / 12e-3
    stopifnot(abs(change) < 1e-8)
  }

  # Limits: Newton's method for the score of the others and the height together, from Wald's limit.
  quantile <- qchisq(0.95, 1)
  limit <- function(j, sign) {
    others <- setdiff(seq_len(p), j)
    at <- b
    at[j] <- b[j] + sign * 1.96 * se[j]
    at <- climb(at, others)
    for (round in 1:100) {
      e <- evaluate(at)
      f <- c(e$u[others], e$value - best$value + quantile / 2)
      step <- -solve(rbind(matrix(jacobian(at), p, p)[others, , drop = FALSE], e$u), f)
      # Not farther than two standard errors at a time.
      size <- max(abs(step) * sqrt(diag(e$information)))
      at <- at + step * min(1, 2 / size)
      if (size < 1e-11) break
    }
    stopifnot(size < 1e-9, sign * (at[j] - b[j]) > 0)
    at[j]
  }
  chi <- function(without, df) {
    statistic <- 2 * (best$value - without)
    list(statistic = statistic, df = df, logP = pchisq(statistic, df, lower.tail = FALSE, log.p = TRUE))
  }
  assign <- unlist(lapply(terms, function(term) rep(term$name, max(1, length(term$levels) - 1))))
  list(
    data = name, terms = terms, strata = model$strata, weights = model$weights, offset = model$offset,
    entry = if (is.null(d$entry)) NULL else "entry", ties = ties,
    coef = I(b), se = I(se), loglik = c(evaluate(numeric(p))$l, best$l), penalized = c(evaluate(numeric(p))$value, best$value),
    lr = chi(evaluate(numeric(p))$value, p),
    wald = sum(b * (best$information %*% b)),
    tests = lapply(seq_len(p), function(j) chi(evaluate(climb(numeric(p), setdiff(seq_len(p), j)))$value, 1)),
    terms_tests = lapply(unique(assign), function(term) {
      own <- which(assign == term)
      c(chi(evaluate(climb(numeric(p), setdiff(seq_len(p), own)))$value, length(own)),
        list(wald = sum(b[own] * solve(solve(best$information)[own, own], b[own]))))
    }),
    lower = I(vapply(seq_len(p), limit, 0, sign = -1)), upper = I(vapply(seq_len(p), limit, 0, sign = 1))
  )
}
cases <- list()
for (model in models) for (ties in c("efron", "breslow")) cases[[length(cases) + 1]] <- fit_case(model, ties)

used <- lapply(names(sets), function(name) {
  wanted <- c("time", "event", "entry", "frequency", "part")
  for (model in models) if (model[[1]] == name) wanted <- c(wanted, vapply(model[[2]], function(term) term$name, ""), model$strata)
  as.list(sets[[name]][intersect(names(sets[[name]]), wanted)])
})
names(used) <- names(sets)
here <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  data = used, cases = cases
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), file.path(dirname(here), "cox-firth.json"))
