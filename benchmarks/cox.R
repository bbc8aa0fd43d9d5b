# Answers one request a line: "load <file> <n> <p> <strata> <late>", "fit <times>", "coxph <times>", "estimates",
# "path <fdev>", "quit". Seconds of a fit are the mean over the times it is made: short ones are below the clock.
suppressMessages(library(survival))
input <- file("stdin", "r")
glmnet <- requireNamespace("glmnet", quietly = TRUE)
cat("R ", R.version$major, ".", R.version$minor, ", survival ", as.character(packageVersion("survival")),
  if (glmnet) paste0(", glmnet ", as.character(packageVersion("glmnet"))), "\n", sep = "")
flush(stdout())

matrixFit <- function(control = coxph.control()) {
  fit <- if (late) agreg.fit else coxph.fit
  fit(x, y, g, NULL, NULL, control, NULL, "efron", NULL, resid = FALSE)
}
formulaFit <- function() coxph(formula, d)

repeat {
  line <- readLines(input, 1)
  if (length(line) == 0 || line == "quit") break
  word <- strsplit(line, " ")[[1]]
  if (word[1] == "load") {
    n <- as.integer(word[3])
    p <- as.integer(word[4])
    strata <- word[5] == "1"
    late <- word[6] == "1"
    k <- 2 + strata + late
    values <- matrix(readBin(word[2], "double", n * (p + k), endian = "little"), n)
    g <- if (strata) as.integer(values[, 3])
    entry <- if (late) values[, k]
    y <- if (late) Surv(entry, values[, 1], values[, 2]) else Surv(values[, 1], values[, 2])
    x <- values[, -(1:k), drop = FALSE]
    colnames(x) <- paste0("x", 1:p)
    d <- data.frame(time = values[, 1], event = values[, 2], x)
    if (strata) d$g <- g
    if (late) d$entry <- entry
    rm(values)
    invisible(gc())
    outcome <- if (late) "Surv(entry, time, event)" else "Surv(time, event)"
    formula <- as.formula(paste(outcome, "~", paste(colnames(x), collapse = " + "), if (strata) "+ strata(g)"))
    cat("ok\n")
  } else if (word[1] == "fit" || word[1] == "coxph") {
    times <- as.integer(word[2])
    fit <- if (word[1] == "fit") matrixFit else formulaFit
    invisible(gc())
    seconds <- system.time(for (i in 1:times) f <- fit())[["elapsed"]]
    cat(seconds / times, f$iter, "\n")
  } else if (word[1] == "estimates") {
    # No change of the log-likelihood is small enough: all iterations are made.
    f <- suppressWarnings(matrixFit(coxph.control(eps = 1e-15, iter.max = 20)))
    cat(sprintf("%.17g", c(f$coefficients, sqrt(diag(f$var)))), "\n")
  } else if (word[1] == "path") {
    glmnet::glmnet.control(fdev = as.double(word[2]))
    invisible(gc())
    seconds <- system.time(f <- glmnet::glmnet(x, y, family = "cox"))[["elapsed"]]
    # With the coefficients at the last lambda, the smallest.
    cat(seconds, length(f$lambda), sprintf("%.17g", f$beta[, length(f$lambda)]), "\n")
  }
  flush(stdout())
}
