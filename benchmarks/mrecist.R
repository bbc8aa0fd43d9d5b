# What base R does with the table of target lesions: sums by patient and visit, nadir, thresholds of mRECIST, in whole tenths
# of mm. Answers one request a line: "load <file> <rows>", "time" (seconds, then visits of CR, PR, SD, PD), "quit".
input <- file("stdin", "r")
cat("R ", R.version$major, ".", R.version$minor, "\n", sep = "")
flush(stdout())

assess <- function(patient, day, viable) {
  order <- order(patient, day)
  key <- patient[order] * 1e5 + day[order]
  first <- !duplicated(key)
  sums <- as.vector(rowsum(round(10 * viable[order]), cumsum(first), reorder = FALSE))
  id <- match(patient[order][first], unique(patient))
  visit <- ave(id, id, FUN = seq_along)
  table <- matrix(NA_real_, max(id), max(visit))
  table[cbind(id, visit)] <- sums
  base <- table[, 1]
  nadir <- base
  gone <- logical(length(base))
  response <- matrix("", nrow(table), ncol(table) - 1)
  percent <- change <- matrix(NA_real_, nrow(table), ncol(table) - 1)
  for (v in seq_len(ncol(table))[-1]) {
    sum <- table[, v]
    percent[, v - 1] <- 100 * (sum - base) / base
    change[, v - 1] <- 100 * (sum - nadir) / nadir
    response[, v - 1] <- ifelse(sum == 0, "CR",
      ifelse(gone | 10 * sum >= 12 * nadir, "PD", ifelse(10 * sum <= 7 * base, "PR", "SD")))
    gone <- gone | sum == 0
    nadir <- pmin(nadir, sum)
  }
  list(response = response, percent = percent, change = change)
}

repeat {
  line <- readLines(input, 1)
  if (length(line) == 0 || line == "quit") break
  word <- strsplit(line, " ")[[1]]
  if (word[1] == "load") {
    n <- as.integer(word[3])
    values <- matrix(readBin(word[2], "double", 3 * n, endian = "little"), n)
    patient <- values[, 1]
    day <- values[, 2]
    viable <- values[, 3]
    rm(values)
    cat("ok\n")
  } else if (word[1] == "time") {
    invisible(gc())
    seconds <- system.time(answer <- assess(patient, day, viable))[["elapsed"]]
    cat(seconds, vapply(c("CR", "PR", "SD", "PD"), function(it) sum(answer$response == it), 0L), "\n")
  }
  flush(stdout())
}
