# Answers one request a line: "load <file> <n> <p> <strata>", "fit", "coxph", "loglik", "beta", "quit".
suppressMessages(library(survival))
input <- file("stdin", "r")
cat("ready", R.version$major, ".", R.version$minor, " ", as.character(packageVersion("survival")), "\n", sep = "")
flush(stdout())
repeat {
  line <- readLines(input, 1)
  if (length(line) == 0 || line == "quit") break
  word <- strsplit(line, " ")[[1]]
  if (word[1] == "load") {
    n <- as.integer(word[3]); p <- as.integer(word[4]); k <- 2 + as.integer(word[5])
    values <- matrix(readBin(word[2], "double", n * (p + k), endian = "little"), n)
    y <- Surv(values[, 1], values[, 2])
    g <- if (k == 3) as.integer(values[, 3]) else NULL
    x <- values[, -(1:k), drop = FALSE]
    colnames(x) <- paste0("x", 1:p)
    d <- data.frame(time = values[, 1], event = values[, 2], x)
    if (k == 3) d$g <- g
    rm(values); invisible(gc())
    formula <- as.formula(paste("Surv(time, event) ~", paste(colnames(x), collapse = " + "), if (k == 3) "+ strata(g)"))
    cat("ok\n")
  } else if (word[1] == "fit") {
    invisible(gc())
    seconds <- system.time(f <- coxph.fit(x, y, g, NULL, NULL, coxph.control(), NULL, "efron", NULL, resid = FALSE))[["elapsed"]]
    start <- proc.time()[["elapsed"]]
    cat(seconds, f$iter, "\n")
  } else if (word[1] == "small") {
    # Fits too short for the clock: seconds a fit over many.
    m <- as.integer(word[3])
    seconds <- if (word[2] == "fit") {
      system.time(for (i in 1:m) f <- coxph.fit(x, y, g, NULL, NULL, coxph.control(), NULL, "efron", NULL, resid = FALSE))[["elapsed"]]
    } else system.time(for (i in 1:m) f <- coxph(formula, d))[["elapsed"]]
    cat(seconds / m, f$iter, "\n")
  } else if (word[1] == "coxph") {
    invisible(gc())
    seconds <- system.time(f <- coxph(formula, d))[["elapsed"]]
    cat(seconds, f$iter, "\n")
  } else if (word[1] == "estimates") {
    f <- coxph.fit(x, y, g, NULL, NULL, suppressWarnings(coxph.control(eps = 1e-15, iter.max = 20)), NULL, "efron", NULL, resid = FALSE)
    cat(sprintf("%.17g", c(f$coefficients, sqrt(diag(f$var)))), "\n")
  }
  flush(stdout())
}
