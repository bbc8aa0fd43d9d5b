# Reference values of @hcc/cox after the fit: baseline hazard, predicted survival, residuals, tests of proportional
# hazards, concordance. Reads the data and models of cox.json, writes cox-after-fit.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 50, toler.chol = 1e-14)
options(contrasts = c("contr.treatment", "contr.poly"))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
given <- fromJSON(file.path(here, "cox.json"), simplifyDataFrame = FALSE)

spread <- function(n, most = 25) unique(round(seq(1, n, length.out = min(n, most))))
fit_to <- function(case, d) {
  for (term in case$terms) if (term$type == "factor") d[[term$name]] <- factor(as.character(d[[term$name]]), levels = unlist(term$levels))
  right <- vapply(case$terms, function(term) term$name, "")
  if (!is.null(case$strata)) right <- c(right, sprintf("strata(%s)", case$strata))
  formula <- as.formula(paste("Surv(time, event) ~", paste(right, collapse = " + ")))
  d$.w <- if (is.null(case$weights)) 1 else d[[case$weights]]
  list(fit = eval(bquote(coxph(.(formula), data = d, weights = .w, ties = .(case$ties), control = control,
                               robust = FALSE, x = TRUE, model = TRUE))), data = d, right = right)
}
read_data <- function(case) {
  d <- as.data.frame(given$data[[case$data]], stringsAsFactors = FALSE)
  # cox.zph of survival 3.5-3 fails on integer times and weights.
  d[] <- lapply(d, function(v) if (is.integer(v)) as.double(v) else v)
  d
}
# Sums that are 0 but for rounding differ between machines.
zap <- function(values) ifelse(abs(values) < 1e-12 * max(abs(values), na.rm = TRUE), 0, values)
log_p <- function(chisq, df) pchisq(chisq, df, lower.tail = FALSE, log.p = TRUE)

after_fit <- function(case, index) {
  d <- read_data(case)
  f <- fit_to(case, d)
  fit <- f$fit
  d <- f$data
  n <- nrow(d)
  rows <- spread(n)
  weighted <- !is.null(case$weights)

  # Residuals of some rows; Schoenfeld residuals are put back into the order of the data.
  some <- function(type, ...) {
    r <- as.matrix(residuals(fit, type = type, ...))
    zap(unname(r[rows, , drop = FALSE]))
  }
  sort_order <- if (is.null(case$strata)) order(d$time) else order(as.integer(factor(d[[case$strata]])), d$time)
  event_rows <- sort_order[d$event[sort_order] == 1]
  schoenfeld <- matrix(NA_real_, n, length(coef(fit)))
  schoenfeld[event_rows, ] <- as.matrix(residuals(fit, type = "schoenfeld"))
  scaled <- matrix(NA_real_, n, length(coef(fit)))
  scaled[event_rows, ] <- as.matrix(residuals(fit, type = "scaledsch"))
  res <- list(
    row = I(rows - 1), martingale = I(unname(residuals(fit)[rows])), deviance = I(unname(residuals(fit, type = "deviance")[rows])),
    score = some("score"), schoenfeld = zap(schoenfeld[rows, , drop = FALSE]),
    scaled = zap(scaled[rows, , drop = FALSE]),
    dfbeta = some("dfbeta", weighted = TRUE), dfbetas = some("dfbetas", weighted = TRUE)
  )

  # Survival of three patients of the data at some times of their stratum.
  patients <- spread(n, 3)
  curves <- lapply(patients, function(i) {
    s <- survfit(fit, newdata = d[i, ], stype = 2, ctype = if (case$ties == "efron") 2 else 1, conf.type = "log")
    at <- spread(length(s$time), 12)
    loglog <- survfit(fit, newdata = d[i, ], stype = 2, ctype = if (case$ties == "efron") 2 else 1, conf.type = "log-log")
    list(row = i - 1, time = I(s$time[at]), nRisk = I(s$n.risk[at]), nEvent = I(s$n.event[at]), nCensor = I(s$n.censor[at]),
         cumhaz = I(c(s$cumhaz)[at]), error = I(c(s$std.err)[at]), lower = I(c(s$lower)[at]), upper = I(c(s$upper)[at]),
         loglog = list(lower = I(c(loglog$lower)[at]), upper = I(c(loglog$upper)[at])))
  })

  # Frequencies are repeated rows in g(t) and in the variance of C; Efron's weighted fit has no repeated-rows equivalent.
  long <- if (weighted) d[rep(seq_len(n), d[[case$weights]]), ] else d
  transforms <- c("km", "identity", "rank", "log")
  ph_fit <- fit
  if (weighted && case$ties == "breslow") {
    plain <- case
    plain$weights <- NULL
    ph_fit <- fit_to(plain, long)$fit
  } else if (weighted) transforms <- c("identity", "log")
  ph <- lapply(transforms, function(transform) {
    t <- cox.zph(ph_fit, transform = transform)$table
    last <- nrow(t)
    list(transform = transform, term = I(rownames(t)[-last]), statistic = I(unname(t[-last, 1])), df = I(unname(t[-last, 2])),
         logP = I(unname(log_p(t[-last, 1], t[-last, 2]))), global = list(statistic = t[last, 1], df = t[last, 2], logP = log_p(t[last, 1], t[last, 2])))
  })

  # The single-df test of a factor: score test of its linear predictor times t, entered as a time-dependent covariate.
  single <- list()
  factors <- Filter(function(term) term$type == "factor" && length(term$levels) > 2, case$terms)
  if (!weighted && is.null(case$strata)) for (term in factors) {
    columns <- grep(paste0("^", term$name), names(coef(fit)))
    b <- coef(fit)[columns]
    columns_x <- fit$x[, columns, drop = FALSE]
    d$.z <- drop(columns_x %*% b)
    middle <- mean(d$time[d$event == 1])
    g <- function(x, t, ...) x * (t - middle)
    formula <- as.formula(paste("Surv(time, event) ~", paste(c(f$right, "tt(.z)"), collapse = " + ")))
    enlarged <- suppressWarnings(coxph(formula, data = d, tt = g, ties = case$ties, init = c(coef(fit), 0),
                                       control = coxph.control(iter.max = 0, toler.chol = 1e-14)))
    single[[length(single) + 1]] <- list(
      term = term$name, statistic = unname(enlarged$score),
      wrong = cox.zph(fit, transform = "identity", singledf = TRUE)$table[term$name, 1]
    )
  }

  long$.lp <- if (weighted) rep(fit$linear.predictors, d[[case$weights]]) else fit$linear.predictors
  c_formula <- if (is.null(case$strata)) Surv(time, event) ~ .lp else as.formula(sprintf("Surv(time, event) ~ .lp + strata(%s)", case$strata))
  cc <- concordance(c_formula, data = long, reverse = TRUE)
  count <- if (is.matrix(cc$count)) colSums(cc$count) else cc$count
  list(case = index - 1, residuals = res, curves = curves, ph = ph, single = single,
       concordance = list(estimate = unname(cc$concordance), se = sqrt(cc$var), count = I(unname(count))))
}
cases <- lapply(seq_along(given$cases), function(i) after_fit(given$cases[[i]], i))

# Sampling weights: residuals and C.
sampling <- lapply(given$robust, function(case) {
  d <- read_data(case)
  formula <- as.formula(paste("Surv(time, event) ~ age + ph.ecog + wt.loss", if (!is.null(case$strata)) "+ strata(sex)"))
  fit <- eval(bquote(coxph(.(formula), data = d, weights = sampling, ties = .(case$ties), control = control, robust = TRUE)))
  rows <- spread(nrow(d))
  cc <- concordance(fit)
  one <- survfit(fit, newdata = d[1, ])
  list(row = I(rows - 1), martingale = I(unname(residuals(fit)[rows])), dfbeta = unname(residuals(fit, type = "dfbeta", weighted = TRUE)[rows, ]),
       dfbetas = unname(residuals(fit, type = "dfbetas", weighted = TRUE)[rows, ]),
       concordance = unname(cc$concordance), se = sqrt(cc$var), time = I(one$time[c(1, 20, 50)]), cumhaz = I(one$cumhaz[c(1, 20, 50)]))
})

# Survival that R prints as 0 (therneau/survival issue 326).
small <- data.frame(time = c(1, 3, 5, 6, 2, 7, 9, 11), event = c(1, 0, 1, 1, 1, 0, 1, 1), sex = c(1, 1, 1, 1, 0, 0, 0, 0),
                    age = c(57, 52, 48, 42, 39, 31, 26, 22))
fit <- coxph(Surv(time, event) ~ age + sex, data = small, control = control)
new <- expand.grid(age = c(22, 26, 39, 48, 57), sex = 0:1)
s <- survfit(fit, newdata = new)
zeros <- list(data = small, patients = new, time = s$time, cumhaz = t(s$cumhaz), error = t(s$std.err), printed = t(s$surv))

# The standard error of a hazard ratio against the means (predict type "risk").
fit <- coxph(Surv(time, status) ~ age + sex, data = lung, control = control)
lp <- predict(fit, type = "lp", se.fit = TRUE)
risk <- predict(fit, type = "risk", se.fit = TRUE)
risk <- list(time = lung$time, event = lung$status - 1, age = lung$age, sex = lung$sex, means = unname(fit$means), lp = unname(lp$fit[1]),
             error = unname(lp$se.fit[1]), right = unname(exp(lp$fit[1]) * lp$se.fit[1]), printed = unname(risk$se.fit[1]))

out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  cases = cases, sampling = sampling, zeros = zeros, risk = risk
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null", dataframe = "columns"),
           file.path(here, "cox-after-fit.json"))
