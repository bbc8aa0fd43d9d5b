# Reference values of @hcc/cox: profile-likelihood limits of every coefficient, and likelihood-ratio, Wald and score tests of
# every term. Writes cox-profile.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 100, toler.chol = 1e-14)
options(contrasts = c("contr.treatment", "contr.poly"))

pbcd <- pbc[1:312, c("time", "status", "trt", "age", "sex", "edema", "bili", "albumin", "stage")]
pbcd$logbili <- round(log(pbcd$bili), 3)
lungc <- lung[complete.cases(lung[, c("age", "sex", "ph.ecog", "wt.loss")]), c("time", "status", "age", "sex", "ph.ecog", "wt.loss")]
lungc$frequency <- 1 + (seq_len(nrow(lungc)) %% 3)
lungc$part <- round(0.01 * (lungc$wt.loss - 10), 4)
sets <- list(
  lung = transform(lungc, event = status - 1),
  veteran = transform(veteran, event = status, celltype = as.character(celltype)),
  pbc = transform(pbcd, event = as.numeric(status == 2)),
  heart = transform(heart, entry = start, time = stop, transplant = as.numeric(as.character(transplant)))
)
number <- function(name) list(type = "number", name = name)
categories <- function(name, levels) list(type = "factor", name = name, levels = levels)
celltype <- categories("celltype", c("squamous", "smallcell", "adeno", "large"))
models <- list(
  list("lung", list(number("age"), number("sex"), categories("ph.ecog", c("0", "1", "2", "3")), number("wt.loss"))),
  list("lung", list(number("age"), categories("ph.ecog", c("0", "1", "2", "3"))), strata = "sex", weights = "frequency"),
  list("lung", list(number("age"), number("sex")), offset = "part"),
  list("veteran", list(number("trt"), celltype, number("karno"), number("age"))),
  list("veteran", list(number("trt"), number("karno"), number("prior")), strata = "celltype"),
  list("pbc", list(number("trt"), number("age"), categories("edema", c("0", "0.5", "1")), number("logbili"),
                   number("albumin"), categories("stage", c("1", "2", "3", "4")))),
  list("pbc", list(number("age"), number("logbili"), categories("stage", c("1", "2", "3", "4"))), strata = "sex"),
  list("heart", list(number("age"), number("year"), number("surgery"), number("transplant")))
)

limit <- function(fit_at, best, target, start, step) {
  # Signed root of the likelihood-ratio statistic, which is nearly straight.
  height <- function(b) sign(step) * (2 * (best - fit_at(b)) - target)
  far <- start + step
  while (sign(step) * height(far) < 0) far <- far + step
  uniroot(height, sort(c(start + step / 4, far)), tol = 1e-15, maxiter = 1000)$root
}

fit_case <- function(model, ties) {
  name <- model[[1]]
  d <- sets[[name]]
  terms <- model[[2]]
  for (term in terms) if (term$type == "factor") d[[term$name]] <- factor(as.character(d[[term$name]]), levels = term$levels)
  names <- vapply(terms, function(term) term$name, "")
  d$.w <- if (is.null(model$weights)) 1 else d[[model$weights]]
  d$.o <- if (is.null(model$offset)) 0 else d[[model$offset]]
  d$.s <- if (is.null(model$strata)) 1 else d[[model$strata]]
  y <- if (is.null(d$entry)) Surv(d$time, d$event) else Surv(d$entry, d$time, d$event)
  assign <- NULL
  x <- do.call(cbind, lapply(terms, function(term) {
    columns <- model.matrix(~ d[[term$name]])[, -1, drop = FALSE]
    assign <<- c(assign, rep(term$name, ncol(columns)))
    columns
  }))
  fit_to <- function(columns, offset = d$.o, init = numeric(length(columns)), steps = control) {
    if (length(columns) == 0) {
      return(coxph(y ~ offset(offset) + strata(.s), data = d, weights = .w, ties = ties, control = steps, robust = FALSE))
    }
    z <- x[, columns, drop = FALSE]
    coxph(y ~ z + offset(offset) + strata(.s), data = d, weights = .w, ties = ties, init = init, control = steps, robust = FALSE)
  }
  all <- seq_len(ncol(x))
  fit <- fit_to(all)
  se <- unname(sqrt(diag(vcov(fit))))
  best <- fit$loglik[2]
  limits <- vapply(all, function(j) {
    fit_at <- function(b) { l <- fit_to(setdiff(all, j), d$.o + b * x[, j])$loglik; l[length(l)] }
    c(limit(fit_at, best, qchisq(0.95, 1), coef(fit)[[j]], -1.96 * se[j]),
      limit(fit_at, best, qchisq(0.95, 1), coef(fit)[[j]], 1.96 * se[j]))
  }, c(0, 0))
  chi <- function(statistic, df) list(statistic = statistic, df = df, logP = pchisq(statistic, df, lower.tail = FALSE, log.p = TRUE))
  tests <- lapply(names, function(term) {
    own <- which(assign == term)
    others <- setdiff(all, own)
    reduced <- fit_to(others)
    init <- numeric(length(all))
    if (length(others) > 0) init[others] <- coef(reduced)
    b <- coef(fit)[own]
    list(
      term = term,
      likelihoodRatio = chi(2 * (best - reduced$loglik[length(reduced$loglik)]), length(own)),
      wald = chi(sum(b * solve(vcov(fit)[own, own], b)), length(own)),
      # The score test of coxph at its initial values: those of the model without the term, and 0.
      score = chi(fit_to(all, init = init, steps = coxph.control(iter.max = 0))$score, length(own))
    )
  })
  # The likelihood-ratio tests are those of drop1.
  formula <- reformulate(c(names, "offset(.o)", "strata(.s)"), "y")
  dropped <- drop1(eval(bquote(coxph(.(formula), data = d, weights = .w, ties = .(ties), control = control, robust = FALSE))),
                   scope = names, test = "Chisq")
  stopifnot(all.equal(dropped$LRT[-1], vapply(tests, function(t) t$likelihoodRatio$statistic, 0), tolerance = 1e-9))
  list(data = name, terms = terms, strata = model$strata, weights = model$weights, offset = model$offset,
       entry = if (is.null(d$entry)) NULL else "entry", ties = ties, coef = unname(coef(fit)), se = se,
       lower = limits[1, ], upper = limits[2, ], tests = tests)
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
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), file.path(dirname(here), "cox-profile.json"))
