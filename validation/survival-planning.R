# Reference values of @hcc/survival: events and patients of a trial by the published formulas, with the probability of an event by
# numerical integration. Run from the root of the repository: Rscript validation/survival-planning.R
suppressPackageStartupMessages(library(jsonlite))

grid <- expand.grid(
  hazardRatio = c(0.4, 0.6, 0.75, 0.9, 1.5), alpha = c(0.05, 0.01), sides = 1:2, power = c(0.8, 0.9), allocation = c(1, 2, 0.5)
)
events <- with(grid, {
  z2 <- (qnorm(alpha / sides, lower.tail = FALSE) + qnorm(power))^2
  share <- allocation / (1 + allocation)
  # Freedman: the statistic has mean sqrt(d) times the difference of the shares of events from those of patients at risk.
  p <- allocation * hazardRatio / (1 + allocation * hazardRatio)
  mean <- (p - share)
  list(
    schoenfeld = z2 / (share * (1 - share) * log(hazardRatio)^2),
    freedman = z2 * share * (1 - share) / mean^2
  )
})

plans <- expand.grid(
  controlMedian = c(6, 14), hazardRatio = c(0.6, 0.8), accrual = c(0, 18), followUp = c(6, 24), share = c(0, 0.2),
  allocation = c(1, 2)
)
observed <- function(own, loss, accrual, followUp) {
  density <- function(t) own * exp(-(own + loss) * t)
  within <- function(length) integrate(density, 0, length, rel.tol = 1e-13)$value
  if (accrual == 0) return(within(followUp))
  integrate(function(u) sapply(followUp + accrual - u, within), 0, accrual, rel.tol = 1e-13)$value / accrual
}
plans <- cbind(plans, t(sapply(seq_len(nrow(plans)), function(i) with(plans[i, ], {
  hazard <- log(2) / controlMedian
  loss <- -log(1 - share) / 12
  control <- observed(hazard, loss, accrual, followUp)
  treated <- observed(hazard * hazardRatio, loss, accrual, followUp)
  share <- allocation / (1 + allocation)
  d <- (qnorm(0.975) + qnorm(0.8))^2 / (share * (1 - share) * log(hazardRatio)^2)
  n <- d / (share * treated + (1 - share) * control)
  c(control = control, treated = treated, n = ceiling(share * n) + ceiling((1 - share) * n))
}))))
write(
  toJSON(
    list(versions = list(R = R.version.string), events = cbind(grid, events), plans = plans),
    dataframe = "rows", digits = I(17), auto_unbox = TRUE
  ),
  "validation/survival-planning.json"
)
