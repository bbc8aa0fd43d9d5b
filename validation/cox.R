# Reference values of @hcc/cox: right-censored Cox regression. Writes cox.json beside itself.
suppressPackageStartupMessages({
  library(survival)
  library(jsonlite)
})
control <- coxph.control(eps = 1e-12, iter.max = 50, toler.chol = 1e-14)
options(contrasts = c("contr.treatment", "contr.poly"))

set.seed(20261123)
tails <- data.frame(time = rep(1:40, 2), event = 1, x = rep(c(0, 1), each = 40))
tails$time[tails$x == 1] <- tails$time[tails$x == 1] / 2 + 0.25
tails$frequency <- 55
near <- lung[, c("time", "status", "age", "ph.ecog")]
near <- near[complete.cases(near), ]
near$e <- round(cos(seq_len(nrow(near)) * 1.7), 3)
lungc <- lung[complete.cases(lung[, c("time", "status", "age", "sex", "ph.ecog", "ph.karno", "wt.loss")]),
              c("inst", "time", "status", "age", "sex", "ph.ecog", "ph.karno", "wt.loss")]
lungc$frequency <- 1 + (seq_len(nrow(lungc)) %% 3)
lungc$sampling <- 0.5 + (seq_len(nrow(lungc)) * 7 %% 11) / 8
colond <- colon[colon$etype == 2 & complete.cases(colon[, c("nodes", "differ")]),
                c("time", "status", "rx", "sex", "age", "obstruct", "adhere", "nodes", "differ", "extent", "surg")]
sets <- list(
  lung = transform(lungc, event = status - 1),
  veteran = transform(veteran, event = status),
  ovarian = transform(ovarian, time = futime, event = fustat),
  aml = transform(aml, event = status, x = as.character(x)),
  colon = transform(colond, event = status),
  near = transform(near, event = status - 1),
  tails = tails
)
sets <- lapply(sets, function(d) {
  d[] <- lapply(d, function(v) if (is.factor(v)) as.character(v) else v)
  rownames(d) <- NULL
  d
})

number <- function(name) list(type = "number", name = name)
categories <- function(name, levels) list(type = "factor", name = name, levels = levels)
rx <- categories("rx", c("Obs", "Lev", "Lev+5FU"))
celltype <- categories("celltype", c("squamous", "smallcell", "adeno", "large"))
models <- list(
  list("lung", list(number("age"))),
  list("lung", list(number("age"), number("sex"), categories("ph.ecog", c("0", "1", "2", "3")))),
  list("lung", list(number("age"), number("sex"), number("ph.ecog"), number("ph.karno"), number("wt.loss"))),
  list("lung", list(number("age"), number("ph.ecog")), strata = "sex"),
  list("lung", list(number("age"), number("sex"), number("ph.ecog")), weights = "frequency"),
  list("lung", list(number("age"), number("ph.ecog")), strata = "sex", weights = "frequency"),
  list("veteran", list(number("trt"), celltype, number("karno"), number("diagtime"), number("age"), number("prior"))),
  list("veteran", list(number("trt"), number("karno")), strata = "celltype"),
  list("ovarian", list(number("age"), number("rx"), number("resid.ds"), number("ecog.ps"))),
  list("aml", list(categories("x", c("Maintained", "Nonmaintained")))),
  list("colon", list(rx, number("sex"), number("age"), number("obstruct"), number("adhere"), number("nodes"),
                     categories("differ", c("1", "2", "3")), categories("extent", c("1", "2", "3", "4")), number("surg"))),
  list("colon", list(rx, number("nodes")), strata = "extent"),
  list("near", list(number("age"), number("e"), number("ph.ecog"))),
  list("tails", list(number("x")), weights = "frequency")
)

fit_case <- function(model, ties) {
  name <- model[[1]]
  d <- sets[[name]]
  terms <- model[[2]]
  for (term in terms) if (term$type == "factor") d[[term$name]] <- factor(as.character(d[[term$name]]), levels = term$levels)
  right <- vapply(terms, function(term) term$name, "")
  if (!is.null(model$strata)) right <- c(right, sprintf("strata(%s)", model$strata))
  formula <- as.formula(paste("Surv(time, event) ~", paste(right, collapse = " + ")))
  d$.w <- if (is.null(model$weights)) 1 else d[[model$weights]]
  fit <- coxph(formula, data = d, weights = .w, ties = ties, control = control, robust = FALSE)
  drop <- drop1(fit, test = "Chisq", scope = vapply(terms, function(term) term$name, ""))
  chisq <- drop[["LRT"]][-1]
  df <- drop[["Df"]][-1]
  lr <- 2 * diff(fit$loglik)
  p <- length(coef(fit))
  wald <- sum(coef(fit) * solve(vcov(fit), coef(fit)))
  z <- unname(coef(fit)) / sqrt(diag(vcov(fit)))
  list(
    data = name, terms = terms, strata = model$strata, weights = model$weights, ties = ties,
    coef = I(unname(coef(fit))), se = I(unname(sqrt(diag(vcov(fit))))), vcov = unname(vcov(fit)),
    logP = I(unname(log(2) + pnorm(-abs(z), log.p = TRUE))),
    loglik = fit$loglik,
    lr = list(statistic = lr, logP = pchisq(lr, p, lower.tail = FALSE, log.p = TRUE)),
    wald = list(statistic = wald, logP = pchisq(wald, p, lower.tail = FALSE, log.p = TRUE)),
    score = list(statistic = fit$score, logP = pchisq(fit$score, p, lower.tail = FALSE, log.p = TRUE)),
    drop1 = list(term = I(rownames(drop)[-1]), statistic = I(chisq), df = I(df),
                 logP = I(pchisq(chisq, df, lower.tail = FALSE, log.p = TRUE)))
  )
}
cases <- list()
for (model in models) for (ties in c("efron", "breslow")) cases[[length(cases) + 1]] <- fit_case(model, ties)

# Sampling weights: sandwich variance beside the naive one.
robust <- list()
for (ties in c("efron", "breslow")) for (strata in list(NULL, "sex")) {
  terms <- list(number("age"), number("ph.ecog"), number("wt.loss"))
  formula <- as.formula(paste("Surv(time, event) ~ age + ph.ecog + wt.loss", if (!is.null(strata)) "+ strata(sex)"))
  fit <- coxph(formula, data = sets$lung, weights = sampling, ties = ties, control = control, robust = TRUE)
  wald <- sum(coef(fit) * solve(vcov(fit), coef(fit)))
  robust[[length(robust) + 1]] <- list(
    data = "lung", terms = terms, strata = strata, ties = ties, coef = unname(coef(fit)),
    vcov = unname(vcov(fit)), naive = unname(sqrt(diag(fit$naive.var))), loglik = fit$loglik,
    wald = list(statistic = wald, logP = pchisq(wald, 3, lower.tail = FALSE, log.p = TRUE))
  )
}

used <- lapply(names(sets), function(name) {
  wanted <- c("time", "event", "frequency", "sampling")
  for (model in models) if (model[[1]] == name) {
    wanted <- c(wanted, vapply(model[[2]], function(term) term$name, ""), model$strata)
  }
  as.list(sets[[name]][intersect(names(sets[[name]]), wanted)])
})
names(used) <- names(sets)
here <- sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))
out <- list(
  versions = list(r = as.character(getRversion()), survival = as.character(packageVersion("survival")),
                  jsonlite = as.character(packageVersion("jsonlite"))),
  data = used, cases = cases, robust = robust
)
writeLines(toJSON(out, digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), file.path(dirname(here), "cox.json"))
