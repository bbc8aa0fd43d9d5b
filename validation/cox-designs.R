# Reference values of @hcc/cox: delayed entry, offsets, clusters, weights and strata, one by one and crossed. Writes
# cox-designs.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 100, toler.chol = 1e-14)
options(contrasts = c("contr.treatment", "contr.poly"))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

# Seeded data of 140 rows: ties, late entry, strata, weights, offset, clusters. Doubles with few digits, to be written exactly.
set.seed(20261125)
n <- 140
x1 <- round(rnorm(n), 3)
x2 <- rbinom(n, 1, 0.4)
entry <- sample(0:6, n, replace = TRUE) * rbinom(n, 1, 0.7)
length <- ceiling(rexp(n, 0.12 * exp(0.5 * x1 - 0.4 * x2)))
crossed <- data.frame(
  entry = entry, time = entry + pmin(length, 15), event = as.integer(length <= 15 & runif(n) < 0.8), x1, x2,
  stratum = sample(c("a", "b", "c"), n, replace = TRUE), frequency = sample(1:3, n, replace = TRUE),
  sampling = round(runif(n, 0.3, 2.5), 2), offset = round(rnorm(n, 0, 0.7), 2), cluster = paste0("c", sample(1:40, n, replace = TRUE))
)
# Intervals of the same subjects follow each other: cut at 5 and 11, x1 changes.
long <- survSplit(Surv(entry, time, event) ~ ., data = transform(crossed, subject = seq_len(n)), cut = c(5, 11))
long$x1 <- round(long$x1 + 0.3 * (long$entry >= 5) * long$x2, 3)

pick <- function(d, columns) {
  d <- d[, columns]
  d[complete.cases(d), ]
}
sets <- list(
  crossed = crossed,
  long = long[, c("subject", "entry", "time", "event", "x1", "x2", "stratum", "sampling")],
  heart = transform(heart, time = stop, entry = start)[, c("entry", "time", "event", "age", "year", "surgery", "transplant", "id")],
  bladder = transform(bladder2, time = stop, entry = start)[, c("entry", "time", "event", "rx", "number", "size", "enum", "id")],
  cgd = transform(cgd, entry = tstart, time = tstop, event = status)[, c("entry", "time", "event", "treat", "sex", "age", "inherit", "steroids", "enum", "id")],
  kidney = transform(kidney, event = status)[, c("time", "event", "age", "sex", "disease", "id")],
  pbc = pick(transform(pbc, event = as.integer(status == 2)), c("time", "event", "age", "bili", "albumin", "protime", "edema", "stage", "trt")),
  colon = pick(transform(colon, event = status), c("time", "event", "rx", "nodes", "extent", "etype", "id"))
)
# age at entry in days of year scale: the delayed-entry analysis of pbc on the age scale, in whole days
sets$pbc$entry <- round(sets$pbc$age * 365.25)
sets$pbc$exit <- sets$pbc$entry + sets$pbc$time
sets <- lapply(sets, function(d) {
  d[] <- lapply(d, function(v) if (is.factor(v)) as.character(v) else if (is.integer(v)) as.double(v) else v)
  rownames(d) <- NULL
  d
})

number <- function(name) list(type = "number", name = name)
categories <- function(name, levels) list(type = "factor", name = name, levels = levels)
model <- function(data, terms, ...) list(data = data, terms = terms, time = "time", ...)
disease <- categories("disease", c("Other", "GN", "AN", "PKD"))
rx <- categories("rx", c("Obs", "Lev", "Lev+5FU"))
pbc_terms <- list(number("bili"), number("albumin"), number("protime"), categories("edema", c("0", "0.5", "1")))
models <- list(
  model("heart", list(number("age"), number("year"), number("surgery"), categories("transplant", c("0", "1"))), entry = "entry"),
  model("heart", list(number("age"), categories("transplant", c("0", "1"))), entry = "entry", strata = "surgery"),
  model("heart", list(number("age"), number("year"), categories("transplant", c("0", "1"))), entry = "entry", cluster = "id"),
  model("bladder", list(number("rx"), number("number"), number("size")), entry = "entry", strata = "enum", cluster = "id"),
  model("bladder", list(number("rx"), number("number"), number("size")), entry = "entry", strata = "enum"),
  model("cgd", list(categories("treat", c("placebo", "rIFN-g")), categories("sex", c("male", "female")), number("age"),
                    categories("inherit", c("X-linked", "autosomal")), number("steroids")), entry = "entry", cluster = "id"),
  model("cgd", list(categories("treat", c("placebo", "rIFN-g")), number("age")), entry = "entry", strata = "enum"),
  model("kidney", list(number("age"), number("sex"), disease), cluster = "id"),
  model("kidney", list(number("age"), number("sex"), disease)),
  model("pbc", c(list(number("age")), pbc_terms, list(categories("stage", c("1", "2", "3", "4"))))),
  c(list(data = "pbc", terms = pbc_terms, time = "exit"), list(entry = "entry")),
  model("colon", list(rx, number("nodes")), strata = "etype", cluster = "id"),
  model("long", list(number("x1"), number("x2")), entry = "entry"),
  model("long", list(number("x1"), number("x2")), entry = "entry", weights = "sampling", cluster = "subject"),
  model("long", list(number("x1"), number("x2")), entry = "entry", strata = "stratum", cluster = "subject")
)
for (entry in list(NULL, "entry")) for (strata in list(NULL, "stratum")) for (weights in list(NULL, "frequency", "sampling"))
  for (offset in list(NULL, "offset")) for (cluster in list(NULL, "cluster"))
    models[[length(models) + 1]] <- model("crossed", list(number("x1"), number("x2")), entry = entry, strata = strata,
                                          weights = weights, offset = offset, cluster = cluster)

# Sums that are 0 but for rounding differ between machines.
zap <- function(values) ifelse(abs(values) < 1e-12 * max(abs(values), na.rm = TRUE), 0, values)
# Residuals, predicted survival of three rows of the data and tests of proportional hazards.
after_fit <- function(fit, d, m) {
  n <- nrow(d)
  spread <- function(count, most) unique(round(seq(1, count, length.out = min(count, most))))
  rows <- spread(n, 30)
  some <- function(type) zap(unname(as.matrix(residuals(fit, type = type))[rows, , drop = FALSE]))
  sorted <- if (is.null(m$strata)) order(d[[m$time]]) else order(as.integer(factor(d[[m$strata]])), d[[m$time]])
  sorted <- sorted[d$event[sorted] == 1]
  schoenfeld <- matrix(NA_real_, n, length(coef(fit)))
  schoenfeld[sorted, ] <- as.matrix(residuals(fit, type = "schoenfeld"))
  curves <- lapply(spread(n, 3), function(i) {
    s <- survfit(fit, newdata = d[i, ], stype = 2, ctype = if (fit$method == "efron") 2 else 1)
    at <- spread(length(s$time), 12)
    list(row = i - 1, time = I(s$time[at]), nRisk = I(s$n.risk[at]), cumhaz = I(c(s$cumhaz)[at]), error = I(c(s$std.err)[at]))
  })
  ph <- lapply(c("identity", "log", "rank", "km"), function(transform) {
    if (transform == "log" && min(d[[m$time]][d$event == 1]) <= 0) return(NULL)
    t <- tryCatch(cox.zph(fit, transform = transform)$table, error = function(e) NULL)
    if (is.null(t)) return(NULL)
    list(transform = transform, statistic = I(unname(t[, 1])), df = I(unname(t[, 2])))
  })
  list(row = I(rows - 1), martingale = I(unname(residuals(fit)[rows])), deviance = I(unname(residuals(fit, type = "deviance")[rows])),
       score = some("score"), dfbeta = some("dfbeta"), schoenfeld = zap(schoenfeld[rows, , drop = FALSE]),
       curves = curves, ph = Filter(Negate(is.null), ph))
}

fit_case <- function(m, ties) {
  d <- sets[[m$data]]
  for (term in m$terms) if (term$type == "factor") d[[term$name]] <- factor(as.character(d[[term$name]]), levels = term$levels)
  right <- vapply(m$terms, function(term) term$name, "")
  if (!is.null(m$strata)) right <- c(right, sprintf("strata(%s)", m$strata))
  if (!is.null(m$offset)) right <- c(right, sprintf("offset(%s)", m$offset))
  left <- if (is.null(m$entry)) sprintf("Surv(%s, event)", m$time) else sprintf("Surv(%s, %s, event)", m$entry, m$time)
  formula <- as.formula(paste(left, "~", paste(right, collapse = " + ")))
  d$.w <- if (is.null(m$weights)) 1 else d[[m$weights]]
  robust <- !is.null(m$cluster) || identical(m$weights, "sampling")
  fit <- if (!robust) {
    coxph(formula, data = d, weights = .w, ties = ties, control = control, robust = FALSE)
  } else {
    d$.c <- if (is.null(m$cluster)) seq_len(nrow(d)) else d[[m$cluster]]
    coxph(formula, data = d, weights = .w, ties = ties, control = control, cluster = .c)
  }
  after <- if (!robust && is.null(m$weights) && !is.null(m$entry)) {
    # survfit and residuals look the data up by name.
    .w <- NULL
    fit <- eval(bquote(coxph(.(formula), data = d, ties = .(ties), control = control, x = TRUE, model = TRUE)))
    after_fit(fit, d, m)
  }
  wald <- sum(coef(fit) * solve(vcov(fit), coef(fit)))
  p <- length(coef(fit))
  log_p <- function(statistic) pchisq(statistic, p, lower.tail = FALSE, log.p = TRUE)
  list(
    data = m$data, terms = m$terms, time = m$time, entry = m$entry, strata = m$strata, weights = m$weights, offset = m$offset,
    cluster = m$cluster, ties = ties, robust = robust, coef = I(unname(coef(fit))), vcov = unname(vcov(fit)),
    naive = I(unname(sqrt(diag(if (robust) fit$naive.var else fit$var)))), loglik = fit$loglik,
    wald = list(statistic = wald, logP = log_p(wald)), score = list(statistic = fit$score, logP = log_p(fit$score)),
    after = after
  )
}
cases <- list()
for (m in models) for (ties in c("efron", "breslow")) cases[[length(cases) + 1]] <- fit_case(m, ties)

out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  data = lapply(sets, as.list), cases = cases
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), file.path(here, "cox-designs.json"))
