# Reference values for propensityScore of packages/psm beyond validation/psm.R. Run from the root of the repository:
# Rscript validation/psm-score.R
# Logit and probit by glm as it comes and by Fisher scoring on QR until nothing moves any more; Firth (1993,
# doi.org/10.1093/biomet/80.1.27), FLIC (Puhr et al. 2017, doi.org/10.1002/sim.7273) and ridge (le Cessie and van Houwelingen
# 1992, doi.org/10.2307/2347628) by Newton's method on their score equations, ridge beside glmnet.
suppressPackageStartupMessages({ library(jsonlite); library(MASS); library(glmnet); library(survival) })
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
columns <- function(d) lapply(as.list(d), function(x) if (is.character(x)) x else number(x))

# Fisher scoring from glm's estimates on centered columns; w and z are weight and working residual by the link.
settle <- function(X, y, link, b) {
  m <- c(0, colMeans(X)[-1]); Z <- sweep(X, 2, m); b[1] <- b[1] + sum(b * m)
  parts <- function(b) {
    eta <- drop(Z %*% b); p <- pnormOrLogit(eta, link); q <- pnormOrLogit(-eta, link); d <- if (link == "logit") p * q else dnorm(eta)
    list(eta = eta, p = p, w = d^2 / (p * q), u = ifelse(y == 1, d / p, -d / q), d = d)
  }
  for (i in 1:200) {
    a <- parts(b); R <- qr(sqrt(a$w) * Z, tol = 1e-14); step <- qr.coef(R, a$u / sqrt(a$w)); b <- b + step
    if (max(abs(step) / sqrt(diag(chol2inv(qr.R(R))))[order(R$pivot)]) < 1e-14) break
  }
  a <- parts(b); R <- qr(sqrt(a$w) * Z, tol = 1e-14)
  V <- matrix(0, length(b), length(b)); V[R$pivot, R$pivot] <- chol2inv(qr.R(R))
  A <- diag(length(b)); A[1, ] <- A[1, ] - m; A[1, 1] <- 1
  list(estimate = drop(A %*% b), V = A %*% V %*% t(A), p = a$p, hat = rowSums(qr.Q(R)^2),
       value = sum(log(ifelse(y == 1, a$p, pnormOrLogit(-a$eta, link)))))
}
pnormOrLogit <- function(eta, link) if (link == "logit") plogis(eta) else pnorm(eta)

# Every fifth row stands for all.
every <- function(x) seq(1, length(x), 5)
answer <- function(names, estimate, V, p, hat, value, y, default = NULL) {
  se <- sqrt(diag(V)); from <- max(tapply(p, y, min)); to <- min(tapply(p, y, max))
  c(list(names = names, estimate = number(unname(estimate)), standardError = number(unname(se)), covariance = number(as.vector(V)),
         pValue = number(unname(2 * pnorm(-abs(estimate / se)))), fitted = number(unname(p)[every(p)]), hat = number(unname(hat)[every(p)]),
         largest = which.max(hat) - 1, mean = number(mean(p)),
         logLikelihood = number(value), concordance = number({ a <- p[y == 1]; b <- p[y == 0]; mean(outer(a, b, ">") + outer(a, b, "==") / 2) }),
         ranges = number(c(range(p[y == 1]), range(p[y == 0]))), outside = c(sum(p[y == 1] < from | p[y == 1] > to), sum(p[y == 0] < from | p[y == 0] > to))),
    if (!is.null(default)) list(default = number(unname(default)[every(p)])))
}
by_glm <- function(d, formula, link) {
  fit <- glm(formula, binomial(link), d); X <- model.matrix(fit); s <- settle(X, fit$y, link, coef(fit))
  end <- suppressWarnings(glm(formula, binomial(link), d, epsilon = 1e-300, maxit = 60))
  # It ends where the deviance has the same digits twice: probit scores then still move by 1e-9.
  stopifnot(max(abs(fitted(end) - s$p)) < if (link == "logit") 1e-13 else 1e-8, max(abs(hatvalues(end) - s$hat)) < 1e-6)
  answer(colnames(X), s$estimate, s$V, s$p, s$hat, s$value, fit$y, fitted(fit))
}

# On standardized columns, whose estimates are then brought back.
standardized <- function(d, formula) {
  X <- model.matrix(formula, d); m <- c(0, colMeans(X)[-1]); s <- c(1, apply(X[, -1], 2, function(x) sqrt(mean((x - mean(x))^2))))
  A <- diag(1 / s); A[1, ] <- -m / s; A[1, 1] <- 1
  list(Z = sweep(sweep(X, 2, m), 2, s, "/"), A = A, y = model.response(model.frame(formula, d)), names = colnames(X))
}
firth <- function(d, formula, flic = FALSE) {
  s <- standardized(d, formula); b <- numeric(ncol(s$Z))
  for (i in 1:5000) {
    p <- plogis(drop(s$Z %*% b)); w <- p * (1 - p); I <- crossprod(sqrt(w) * s$Z); h <- w * rowSums((s$Z %*% solve(I)) * s$Z)
    step <- solve(I, crossprod(s$Z, s$y - p + h * (0.5 - p))); b <- b + drop(step) * min(1, 5 / max(abs(step)))
    if (max(abs(step)) < 1e-15) break
  }
  if (flic) {
    offset <- drop(s$Z[, -1] %*% b[-1])
    for (i in 1:100) { p <- plogis(b[1] + offset); b[1] <- b[1] + sum(s$y - p) / sum(p * (1 - p)) }
  }
  p <- plogis(drop(s$Z %*% b)); w <- p * (1 - p); V <- solve(crossprod(sqrt(w) * s$Z))
  answer(s$names, drop(s$A %*% b), s$A %*% V %*% t(s$A), p, w * rowSums((s$Z %*% V) * s$Z), sum(dbinom(s$y, 1, p, log = TRUE)), s$y)
}
ridge <- function(d, formula, penalty) {
  s <- standardized(d, formula); k <- ncol(s$Z); b <- numeric(k); n <- nrow(s$Z); P <- n * penalty * diag(c(0, rep(1, k - 1)))
  for (i in 1:200) {
    p <- plogis(drop(s$Z %*% b)); I <- crossprod(sqrt(p * (1 - p)) * s$Z)
    step <- solve(I + P, crossprod(s$Z, s$y - p) - P %*% b); b <- b + drop(step)
    if (max(abs(step)) < 1e-15) break
  }
  p <- plogis(drop(s$Z %*% b)); w <- p * (1 - p); I <- crossprod(sqrt(w) * s$Z); A <- solve(I + P); V <- A %*% I %*% A
  net <- glmnet(model.matrix(formula, d)[, -1], s$y, "binomial", alpha = 0, lambda = penalty, thresh = 1e-20, maxit = 1e7)
  stopifnot(max(abs(predict(net, model.matrix(formula, d)[, -1], type = "response") - p)) < 1e-7)
  c(list(penalty = penalty), answer(s$names, drop(s$A %*% b), s$A %*% V %*% t(s$A), p, w * rowSums((s$Z %*% A) * s$Z), sum(dbinom(s$y, 1, p, log = TRUE)), s$y))
}

lalonde <- read.csv("validation/lalonde.csv")
# Risk factors of low birth weight (Hosmer and Lemeshow), smoking as the treatment.
births <- with(birthwt, data.frame(arm = smoke, age = age, lwt = lwt, race = c("white", "black", "other")[race], ptl = ptl, ht = ht, ui = ui, ftv = ftv))
# Veterans' Administration lung cancer trial: the arms were drawn by lot.
lung <- with(veteran, data.frame(arm = trt - 1, age = age, karno = karno, months = diagtime, cell = as.character(celltype), prior = prior / 10))
# Diabetes in Pima women, the disease as the group: scores near 0 and 1.
pima <- with(rbind(Pima.tr, Pima.te), data.frame(arm = 1 * (type == "Yes"), npreg = npreg, glu = glu, bp = bp, skin = skin, bmi = bmi, ped = ped, age = age))
sets <- list(
  lalonde = list(data = NULL, d = lalonde, formula = treat ~ age + educ + race + married + nodegree + re74 + re75),
  births = list(data = columns(births), d = births, formula = arm ~ age + lwt + race + ptl + ht + ui + ftv),
  lung = list(data = columns(lung), d = lung, formula = arm ~ age + karno + months + cell + prior),
  pima = list(data = columns(pima), d = pima, formula = arm ~ npreg + glu + bp + skin + bmi + ped + age))
out <- c(
  list(versions = list(R = paste(R.version$major, R.version$minor, sep = "."), MASS = as.character(packageVersion("MASS")), glmnet = as.character(packageVersion("glmnet")))),
  list(sets = lapply(sets, function(s) c(if (!is.null(s$data)) list(data = s$data), list(
    logistic = by_glm(s$d, s$formula, "logit"), probit = by_glm(s$d, s$formula, "probit"), firth = firth(s$d, s$formula), flic = firth(s$d, s$formula, TRUE),
    ridge = lapply(c(0.001, 0.02, 0.5), function(penalty) ridge(s$d, s$formula, penalty)))))))
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, null = "null", json_verbatim = TRUE), "validation/psm-score.json")
