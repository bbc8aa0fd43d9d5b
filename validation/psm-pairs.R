# Paired and independent analyses of the pairs of a matching. Run from the root of the repository: Rscript validation/psm-pairs.R
# Veterans' Administration lung cancer trial: pairs by nearest score, largest first, within 0.05, by brute force; then
# survdiff, coxph, mcnemar by binom.test, and coin's exact signed-rank test.
suppressPackageStartupMessages({ library(jsonlite); library(survival); library(coin) })
number <- function(x) structure(paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]"), class = "json")

d <- veteran
d$arm <- as.integer(d$trt == 2)
fit <- glm(arm ~ age + karno + diagtime + celltype + prior, binomial, d, control = glm.control(epsilon = 1e-15, maxit = 100))
d$ps <- fitted(fit)
treated <- which(d$arm == 1); treated <- treated[order(-d$ps[treated])]
free <- which(d$arm == 0); d$pair <- NA; pairs <- NULL
for (t in treated) {
  gap <- abs(d$ps[free] - d$ps[t])
  if (min(gap) > 0.05) next
  c <- free[which.min(gap)]; free <- setdiff(free, c); pairs <- rbind(pairs, c(t, c))
}
pairs <- pairs[order(pairs[, 1]), ]
d$pair[pairs[, 1]] <- d$pair[pairs[, 2]] <- seq_len(nrow(pairs))
m <- d[!is.na(d$pair), ]

tight <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 100)
independent <- coxph(Surv(time, status) ~ arm, m, control = tight)
clustered <- coxph(Surv(time, status) ~ arm, m, cluster = pair, control = tight)
stratified <- coxph(Surv(time, status) ~ arm + strata(pair), m, control = tight)
test <- function(f) { s <- survdiff(f, m); c(s$chisq, pchisq(s$chisq, 1, lower.tail = FALSE)) }
one <- function(fit) number(c(coef(fit), sqrt(diag(vcov(fit)))))

x <- d$time[pairs[, 1]]; y <- d$time[pairs[, 2]]
day <- 50
a <- x > day; b <- y > day
signed <- wilcoxsign_test(x ~ y, distribution = exact(), zero.method = "Wilcoxon")
out <- list(
  source = "survival::veteran", versions = list(r = paste(R.version$major, R.version$minor, sep = "."),
    survival = as.character(packageVersion("survival")), coin = as.character(packageVersion("coin"))),
  data = list(arm = d$arm, ps = number(d$ps), time = d$time, status = d$status),
  pairs = pairs - 1,
  logRank = list(independent = number(test(Surv(time, status) ~ arm)), stratified = number(test(Surv(time, status) ~ arm + strata(pair)))),
  cox = list(independent = one(independent), clustered = one(clustered), stratified = one(stratified)),
  signedRank = number(as.numeric(pvalue(signed))),
  survived = list(day = day, table = rbind(c(sum(a & b), sum(a & !b)), c(sum(!a & b), sum(!a & !b))),
    exact = number(binom.test(sum(a & !b), sum(a != b))$p.value)))
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, json_verbatim = TRUE), "validation/psm-pairs.json")
